"""SECURITY.md: every requirement has its status, and what is said to show it is there."""

from __future__ import annotations

import re

import pytest

import bench.__main__ as bench
from tests.repository.rules import ROOT

PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TABLE = PAGE.split("| requirement | in short | status | shown by |", 1)[1].split("\n## ", 1)[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")] for line in TABLE.splitlines() if re.match(r"\| \d", line)
]
DEFINED = {
    name
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.M)
}
#: Words that an argument has where no test is named.
FEWEST_WORDS = 8


def test_the_table_is_there() -> None:
    assert len(ROWS) > 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_requirement_has_a_status_and_a_proof_that_exists(row: list[str]) -> None:
    numbers, short, status, shown = row
    assert re.fullmatch(r"\d+\.\d+\.\d+((, | to )\d+\.\d+\.\d+)*", numbers)
    assert short
    assert status in ("met", "partly met", "not met", "deviation", "met by the installation")
    named = re.findall(r"`(test_\w+)`", shown)
    assert set(named) <= DEFINED
    assert named or len(shown.split()) >= FEWEST_WORDS
    if status in ("partly met", "not met", "deviation"):
        assert len(shown.split()) >= 2 * FEWEST_WORDS


TARGETS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.split("\n## Targets\n", 1)[1].split("\n## ", 1)[0].splitlines()
    if re.match(r"\| R\d", line)
]


def test_every_target_has_a_figure_and_a_test_or_command_that_exists() -> None:
    assert [row[0] for row in TARGETS] == [f"R{number}" for number in range(1, 17)]
    for row in TARGETS:
        _, figure, shown = row[0], row[1], " ".join(row[2:])
        assert figure, row
        assert set(re.findall(r"`(test_\w+)`", shown)) <= DEFINED, row
        assert re.search(r"`(test_\w+|make \w+|python -m bench \w+)`", shown), row
    parts = set(re.findall(r"`python -m bench (\w+)`", PAGE))
    assert parts <= {*bench.PARTS, *bench.ON_REQUEST}
    assert set(re.findall(r"`make (\w+)`", PAGE)) <= set(re.findall(r"^(\w+):", MAKEFILE, re.M))
