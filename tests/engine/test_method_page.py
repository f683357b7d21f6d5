"""What docs/method.md prints is what the engine computes and says."""

from __future__ import annotations

import re

import pytest

from gapcheck.engine import compare
from gapcheck.engine.measures import threshold
from gapcheck.engine.pairfile import load
from gapcheck.engine.result import ItemComparison
from gapcheck.engine.sentences import state_name
from gapcheck.paths import EXAMPLES, PACKAGE
from gapcheck.vocabulary import FAMILIES, Family, State, family_of
from tests.engine.sentences.told import TITLES

PAGE = (PACKAGE.parent / "docs" / "method.md").read_text("utf-8")
EXAMPLE = load(EXAMPLES / "golden-pair.json")
FOUND = compare(EXAMPLE)


def rows(first_column: str) -> list[list[str]]:
    """The cells of the page's table rows whose first cell matches a pattern, first cell included."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line[:1] == "|"]
    return [row for row in cells if re.fullmatch(first_column, row[0])]


def in_figures(item: ItemComparison) -> list[str]:
    similarities = (item.agreement, *item.understanding, *item.assumed)
    return ["–" if s is None else f"{round(s, 6):g}" for s in similarities]


@pytest.mark.parametrize("row", [row for row in rows(r"Q\d") if len(row) == 7], ids=lambda row: row[0])
def test_the_worked_example_prints_what_is_computed(row: list[str]) -> None:
    item = FOUND.item(row[0])
    assert row[1:6] == in_figures(item)
    state, _, borderline = row[6].partition(", borderline for ")
    assert state == item.state
    assert borderline == ("A" if item.borderline.a else "") + ("B" if item.borderline.b else "")


def test_the_worked_example_prints_every_item_and_its_threshold() -> None:
    asked = {row[0]: float(row[1].rpartition(", ")[2]) for row in rows(r"Q\d") if len(row) == 6}
    assert asked == {item.id: threshold(item) for item in EXAMPLE.items}
    assert [row[0] for row in rows(r"Q\d") if len(row) == 7] == [item.id for item in EXAMPLE.items]


def test_the_worked_examples_totals_are_those_computed() -> None:
    indices = FOUND.indices
    told = (
        f"match on {indices.same_view}, A predicts B on {indices.predicts.a}, and B predicts A on {indices.predicts.b}"
    )
    assert told in PAGE
    luck = " + ".join(f"{round(item.luck or 0, 6):g}" for item in FOUND.items if item.comparable)
    assert f"{luck} = {indices.luck:.6f}" in PAGE
    assert f"reaches {indices.luck_reach} at most one time in ten" in PAGE
    assert f"both have an insight of +{indices.insight.a}" in PAGE
    assert indices.insight.a == indices.insight.b


def test_every_state_without_a_declined_guess_has_its_name_and_family_on_the_page() -> None:
    printed = {row[0].partition(" ")[0]: (row[1], row[2]) for row in rows(r"(ALIGNED|HIDDEN|DIFF)_.*") if len(row) == 3}
    comparable = [state for state in State if family_of(state) is not Family.NO_COMPARISON]
    named = {state.value: (state_name(state, TITLES), FAMILIES[family_of(state)].title.lower()) for state in comparable}
    assert printed == named


def test_the_luck_of_a_scale_of_five_is_the_one_printed() -> None:
    assert "luck alone matches 52 times in 100" in PAGE
    assert FOUND.item("Q2").luck == pytest.approx(0.52)
