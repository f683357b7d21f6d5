"""``gapcheck compare``: findings as text or JSON, and every fault of a file on stderr with nothing beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.inside import Run
from tests.engine import oracle
from tests.engine.test_golden import golden, in_order, unversioned


def example(name: str) -> str:
    return str(oracle.EXAMPLES / name)


@pytest.mark.parametrize("name", oracle.GOLDEN)
def test_compare_prints_the_golden_file_of_each_example(run: Run, name: str) -> None:
    done = run("compare", "--json", *(example(file) for file in oracle.GOLDEN[name]))
    assert (done.exit_code, done.stderr) == (0, "")
    assert in_order(unversioned(json.loads(done.stdout))) == in_order(golden(name))


def test_json_is_unrounded_and_keeps_every_script(run: Run) -> None:
    done = run("compare", example("meridian-scripts.json"), "--json")
    assert '"luck": 0.14285714285714285' in done.stdout
    assert done.stdout.endswith("}\n")


def test_a_pair_of_more_than_two_seats_can_be_chosen(run: Run) -> None:
    chosen = json.loads(run("compare", example("three-roles.json"), "--pair", "cfo,cio", "--json").stdout)
    every = json.loads(run("compare", example("three-roles.json"), "--json").stdout)
    assert chosen["pair"] == ["cio", "cfo"]
    assert every["comparisons"][1] == chosen


def test_the_findings_as_text_say_the_counts_the_states_and_the_lists(run: Run) -> None:
    text = run("compare", example("northmoor-full.json")).stdout
    for said in (
        "Northmoor Logistics · wave 1 · CIO and CSO partnership (cio-cso-partnership@1)",
        "CIO: Ana Ferreira",
        "You agree on 12 of 26 questions",
        "13 of 26  times the CIO predicted the CSO's answer",
        "Luck alone would give about 8 of 26.",
        "Difference unseen by both",
        "To talk about",
        "Strengths",
    ):
        assert said in text
    assert "%" not in text


def test_the_columns_of_the_text_stand_in_line_also_where_letters_are_wide(run: Run, tmp_path: Path) -> None:
    wide = (oracle.EXAMPLES / "golden-pair.toml").read_text("utf-8").replace("The greatest risk", "最大のリスク")
    (tmp_path / "golden-pair.toml").write_text(wide, "utf-8")
    (tmp_path / "pair.json").write_bytes((oracle.EXAMPLES / "golden-pair.json").read_bytes())
    lines = run("compare", str(tmp_path / "pair.json")).stdout.splitlines()
    one, other = (next(line for line in lines if line.startswith(item)) for item in ("Q1", "Q2"))
    assert len("最大のリスク") == 6
    assert one.index("0.00") == other.index("0.50") - 6  # each of the six letters takes two places


def test_too_few_answers_are_said_and_not_counted(run: Run) -> None:
    text = run("compare", example("halden-short.json")).stdout
    assert "3 of 18 questions could be compared" in text
    assert "Luck alone" not in text


def test_the_findings_of_more_than_two_seats_are_those_of_each_pair(run: Run) -> None:
    text = run("compare", example("three-roles.json")).stdout
    assert text.count("Calder Foods") == 3
    assert text.index("CSO: Daniel Roth") < text.index("CFO: Priya Nair")


def test_what_moved_as_text(run: Run) -> None:
    text = run("compare", example("northmoor-full.json"), example("northmoor-full-2.json")).stdout
    assert "Northmoor Logistics · wave 2" in text
    assert "Became known: 7 of 25" in text
    assert "From “Difference unseen by both” to “Open difference”." in text


def refused(run: Run, *words: str) -> list[str]:
    """The lines on stderr of a refused command, which printed nothing else and left no traceback."""
    done = run("compare", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


@pytest.fixture
def changed(tmp_path: Path) -> Any:
    """The full example with some of its text exchanged, as a file."""

    def write(*exchanges: tuple[str, str]) -> str:
        text = (oracle.EXAMPLES / "northmoor-full.json").read_text("utf-8")
        for old, new in exchanges:
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / "changed.json"
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        return str(file)

    return write


def test_every_fault_is_on_stderr_with_its_file_and_place(run: Run, changed: Any) -> None:
    file = changed(
        ('"BS1": {"cio": 3, "cso": 5}', '"BS1": {"cio": 1e999, "cso": NaN}'),
        ('"old-systems": 5},', '"old-systems": 4},'),
        ('"GR1": {"cio": "after-business"', '"GR9": {"cio": "after-business"'),
        ('["cloud", "impersonation", "insider", "supplier", "ransomware"]', '["cloud", "impersonation"]'),
    )
    no_position = "Give a position of the scale, a whole number from 1 to 7."
    assert refused(run, file, "--json") == [
        f"gapcheck: {file}: seats.cio.answers.GR9: cio-cso-partnership@1 has no such item.",
        f"gapcheck: {file}: seats.cio.answers.BI1.cio: The points sum to 99. Spread exactly 100.",
        f"gapcheck: {file}: seats.cio.answers.BS1.cio: This is Infinity. {no_position}",
        f"gapcheck: {file}: seats.cio.answers.BS1.cso: This is NaN. {no_position}",
        *(
            f'gapcheck: {file}: seats.cso.answers.GR3.cio: "{option}" is missing. Rank every option.'
            for option in ("ransomware", "supplier", "insider")
        ),
    ]


def test_a_fault_of_the_second_file_names_the_second_file(run: Run, changed: Any) -> None:
    file = changed(('"wave": 1', '"wave": 0'))
    (line,) = refused(run, example("northmoor-full.json"), file)
    assert line == f"gapcheck: {file}: wave: This is 0. Give a whole number from 1 to 1000000."


def test_two_waves_that_cannot_be_compared_are_refused_in_a_sentence(run: Run) -> None:
    (line,) = refused(run, example("northmoor-full.json"), example("golden-pair.json"))
    assert "The waves asked different questionnaires, cio-cso-partnership@1 and golden-pair@1." in line


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    (line,) = refused(run, str(tmp_path / "none.json"))
    assert line == f"gapcheck: {tmp_path / 'none.json'}: The file cannot be read: No such file or directory."


def test_a_pair_that_is_none_is_refused(run: Run) -> None:
    for pair in ("cio", "cio,cio", "cio,cso,cfo", ","):
        assert "name two different roles" in refused(run, example("three-roles.json"), "--pair", pair)[-1]
    (line,) = refused(run, example("three-roles.json"), "--pair", "cio,ceo")
    assert line.endswith("pair: Name two of the wave's seats: cio, cso, cfo.")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe{}",
        b"[" * 90_000,
        b'{"company": "' + b"x" * 10_000_000,
        b'"\xed\xa0\x80"',
        b'{"\\ud800": "\\ud800"}',
        b"",
    ],
    ids=["no UTF-8", "90,000 brackets", "10 MB", "a surrogate in UTF-8", "lone surrogates", "nothing"],
)
def test_hostile_bytes_end_in_a_printable_line(run: Run, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "hostile.json"
    file.write_bytes(data)
    lines = refused(run, str(file))
    assert lines
    assert all(line.isprintable() and len(line) < 400 for line in lines)
