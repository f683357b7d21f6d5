"""Texts of a pair file that people wrote in several lines, and what is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gapcheck.engine import compare, pairfile
from gapcheck.faults import InputFaults

GOLDEN = Path(__file__).resolve().parents[2] / "examples" / "golden-pair.json"
LINES = "First line.\nSecond line."


def changed(tmp_path: Path, **changes: object) -> Path:
    """The golden pair with other values at its top, beside the instrument that it names."""
    document = json.loads(GOLDEN.read_text("utf-8")) | changes
    instrument = GOLDEN.with_suffix(".toml")
    (tmp_path / instrument.name).write_bytes(instrument.read_bytes())
    path = tmp_path / "pair.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_a_commitments_evidence_may_have_several_lines(tmp_path: Path) -> None:
    commitments = [{"text": LINES, "evidence": LINES}]
    wave = pairfile.load(changed(tmp_path, commitments=commitments))
    assert [(each.text, each.evidence) for each in wave.commitments] == [(LINES, LINES)]


def test_an_item_that_was_not_compared_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        compare(pairfile.load(GOLDEN)).item("not-an-item")


def test_an_answer_about_an_unknown_role_is_one_fault_and_no_answer(tmp_path: Path) -> None:
    seats = json.loads(GOLDEN.read_text("utf-8"))["seats"]
    role = next(iter(seats))
    item = next(iter(seats[role]["answers"]))
    seats[role]["answers"][item]["nobody"] = "nothing that could be an answer"
    with pytest.raises(InputFaults) as refused:
        compare(pairfile.load(changed(tmp_path, seats=seats)))
    assert [fault.place for fault in refused.value.faults] == [f"seats.{role}.answers.{item}.nobody"]
