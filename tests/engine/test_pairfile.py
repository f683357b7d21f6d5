"""Pair files: what one holds, and what it leaves out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gapcheck.engine import compare, comparisons
from gapcheck.engine.pairfile import load, parse
from gapcheck.engine.wave import Commitment, ReportLabel, Seat, SharedComment, Wave
from gapcheck.faults import Fault, InputFaults, shown
from gapcheck.instruments import loader
from gapcheck.instruments.model import Instrument
from gapcheck.vocabulary import Sequence
from tests.engine import oracle
from tests.engine.pairs import INSTRUMENT, pair, read, refused

NORTHMOOR = oracle.EXAMPLES / "northmoor-full.json"


def test_the_least_pair_file_has_the_defaults_of_the_format() -> None:
    wave = read(pair())
    assert wave.company == "Sample company"
    assert wave.items == INSTRUMENT.items
    assert (wave.number, wave.form, wave.sequence) == (1, "full", Sequence.PAIRED)
    assert (wave.facilitator, wave.report, wave.commitments) == (None, ReportLabel(None, None), ())
    assert [(seat.role, seat.name, seat.submitted, seat.comments) for seat in wave.seats] == [
        ("cio", None, None, {}),
        ("cso", None, None, {}),
    ]


def test_a_wave_made_in_a_program_has_the_same_defaults() -> None:
    least = read(pair(commitments=[{"text": "x"}]))
    made = Wave(
        INSTRUMENT,
        "Sample company",
        INSTRUMENT.items,
        (Seat("cio", {}), Seat("cso", {})),
        commitments=(Commitment("x"),),
    )
    assert made == least
    assert ReportLabel() == least.report
    assert read(pair(**comment("x"))).seats[0].comments == {"Q1": SharedComment("x")}


def comment(words: str) -> dict[str, Any]:
    return {"seats": {"cio": {"answers": {}, "comments": {"Q1": words}}, "cso": {"answers": {}}}}


def test_the_greatest_counts_are_allowed() -> None:
    largest = read(pair(wave=1_000_000, items=["Q1", "Q2", "Q3", "Q4"], commitments=[{"text": "x"}] * 100))
    assert (largest.number, len(largest.items), len(largest.commitments)) == (1_000_000, 4, 100)


def test_everything_a_pair_file_can_hold_is_read() -> None:
    seat = {
        "name": "Ana Ferreira",
        "submitted": "2026-03-10",
        "comments": {"Q1": "one\ntwo", "Q2": "not shown", "Q3": "no tick"},
        "share": {"Q1": True, "Q2": False},
        "answers": {"Q3": {"cio": ["o1", ["o2", "o3"]], "cso": {"no_answer": "cannot_say"}}},
    }
    wave = read(
        pair(
            wave=3,
            form="full",
            sequence="blocked",
            facilitator="Ruth Halloran",
            report={"number": 7, "date": "2026-03-12"},
            commitments=[
                {"text": "Meet.", "owner": "cso", "due": "2026-04-30", "evidence": "A note."},
                {"text": "Write.\nTwice.", "evidence": "One.\nTwo."},
            ],
            seats={"cso": {"answers": {}}, "cio": seat},
        )
    )
    assert (wave.number, wave.sequence, wave.facilitator) == (3, Sequence.BLOCKED, "Ruth Halloran")
    assert wave.report == ReportLabel(7, date(2026, 3, 12))
    assert wave.commitments == (
        Commitment("Meet.", "cso", date(2026, 4, 30), "A note."),
        Commitment("Write.\nTwice.", None, None, "One.\nTwo."),
    )
    cio, cso = wave.seats  # in role order, whatever the order in the file
    assert (cio.role, cso.role) == ("cio", "cso")
    assert (cio.name, cio.submitted) == ("Ana Ferreira", date(2026, 3, 10))
    assert cio.comments == {
        "Q1": SharedComment("one\ntwo", share=True),
        "Q2": SharedComment("not shown", share=False),
        "Q3": SharedComment("no tick", share=False),
    }
    assert cio.answers["Q3"]["cio"] == ["o1", ["o2", "o3"]]


def test_a_form_is_a_name_or_a_list_of_items_and_always_in_questionnaire_order() -> None:
    short = read(pair(form="short"))
    assert (short.form, [item.id for item in short.items]) == ("short", ["Q1", "Q2"])
    chosen = read(pair(items=["Q4", "Q2"]))
    assert (chosen.form, [item.id for item in chosen.items]) == (None, ["Q2", "Q4"])


def test_the_sequence_of_the_questionnaire_is_the_default() -> None:
    blocked = replace(INSTRUMENT, sequence=Sequence.BLOCKED)
    assert parse(json.dumps(pair()).encode(), lambda named: blocked).sequence is Sequence.BLOCKED


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse(b"\xef\xbb\xbf" + json.dumps(pair()).encode(), lambda named: INSTRUMENT).number == 1


def test_swapping_the_two_seats_in_the_file_changes_nothing() -> None:
    document = json.loads(NORTHMOOR.read_text("utf-8"))
    turned = {**document, "seats": dict(reversed(document["seats"].items()))}
    assert list(turned["seats"]) != list(document["seats"])
    assert compare(of_bytes(turned)) == compare(of_bytes(document))


def test_exchanging_the_two_peoples_answers_swaps_a_and_b_and_changes_nothing_else() -> None:
    """The CIO's answers under the CSO and the other way round: agreement, counts of both and order stay."""
    document = json.loads(NORTHMOOR.read_text("utf-8"))
    exchanged = json.loads(
        NORTHMOOR.read_text("utf-8").replace('"cio":', '"#":').replace('"cso":', '"cio":').replace('"#":', '"cso":')
    )
    one, other = compare(of_bytes(document)), compare(of_bytes(exchanged))
    assert other.priorities == one.priorities
    assert [item.agreement for item in other.items] == [item.agreement for item in one.items]
    assert [item.understanding for item in other.items] == [item.understanding.swapped() for item in one.items]
    assert [item.borderline for item in other.items] == [item.borderline.swapped() for item in one.items]
    assert other.indices.predicts == one.indices.predicts.swapped()
    assert other.indices.insight == one.indices.insight.swapped()
    assert other.indices.declined == one.indices.declined.swapped()
    assert (other.indices.luck, other.indices.luck_reach) == (one.indices.luck, one.indices.luck_reach)


def of_bytes(document: Any) -> Wave:
    return parse(json.dumps(document).encode(), loader.find)


@pytest.mark.parametrize("name", sorted({file for files in oracle.GOLDEN.values() for file in files}))
def test_every_example_is_read(name: str) -> None:
    assert comparisons(load(oracle.EXAMPLES / name))


# --- where the questionnaire lies -------------------------------------------------------------------------------------


def test_a_questionnaire_is_named_by_id_and_version_or_by_a_path_beside_the_file() -> None:
    asked: list[str] = []

    def resolve(named: str) -> Instrument:
        asked.append(named)
        return INSTRUMENT

    for named in ("sample@1", "own-1@12", "sample.toml", "sub/sample.toml", "../sample.toml"):
        parse(json.dumps(pair(instrument=named)).encode(), resolve)
    assert asked == ["sample@1", "own-1@12", "sample.toml", "sub/sample.toml", "../sample.toml"]


@pytest.mark.parametrize(
    "named", ["sample", "sample@", "@1", "sample@one", "Sample@1", "sample@1\n", "/x/sample.toml", "sample.tom"]
)
def test_any_other_name_of_a_questionnaire_is_refused(named: str) -> None:
    wanted = "id@version, or a path relative to this file that ends in .toml"
    assert refused(pair(instrument=named)) == [Fault("instrument", f"This is {shown(named)}. Give {wanted}.")]


def test_a_questionnaire_beside_the_pair_file_is_found_from_any_folder(tmp_path: Path) -> None:
    golden = oracle.EXAMPLES / "golden-pair.json"
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "golden-pair.toml").write_bytes(golden.with_suffix(".toml").read_bytes())
    copy = tmp_path / "here" / "copy.json"
    copy.write_bytes(golden.read_bytes())
    assert load(copy).instrument.key == "golden-pair@1"


def test_an_installations_own_questionnaires_are_found(tmp_path: Path) -> None:
    golden = oracle.EXAMPLES / "golden-pair.toml"
    (tmp_path / "golden-pair.v1.toml").write_bytes(golden.read_bytes())
    document = json.loads((oracle.EXAMPLES / "golden-pair.json").read_text("utf-8"))
    file = tmp_path / "pair.json"
    file.write_text(json.dumps({**document, "instrument": "golden-pair@1"}), "utf-8")
    assert load(file, [tmp_path]).instrument.key == "golden-pair@1"
    with pytest.raises(InputFaults, match="instrument"):
        load(file)


def test_the_faults_of_the_questionnaire_are_faults_of_the_pair_file(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('id = "bad"\nversion = 0\n', "utf-8")
    file = tmp_path / "pair.json"
    file.write_text(json.dumps(pair(instrument="bad.toml")), "utf-8")
    with pytest.raises(InputFaults) as error:
        load(file)
    assert all(fault.place.startswith("instrument.bad.toml") for fault in error.value.faults)
    assert len(error.value.faults) > 1


def test_without_a_questionnaire_other_keys_are_not_judged() -> None:
    document = pair(instrument=None, company=5, format="other")
    assert [fault.place for fault in refused(document)] == ["format", "instrument"]


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "missing.json", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(InputFaults) as error:
            load(path)
        assert error.value.faults == (Fault("", f"The file cannot be read: {why}."),)
