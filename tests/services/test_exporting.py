"""Answers as files: complete, explained, recorded, open to those only who may see them, and no formula in any cell."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest

from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Company
from gapcheck.services import answering, exporting
from gapcheck.services.exporting import FileKind, NoAnswers
from gapcheck.services.transaction import writing
from tests.acting import Pair, make_facilitator

STARTS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"]
BODIES = ["1+1", "cmd|' /C calc'!A0", "SUM(A1:A9)", 'HYPERLINK("http://evil.example","x")']
PAYLOADS = [start + body for start in STARTS for body in BODIES]


def rows(export: exporting.Export) -> list[list[str]]:
    text = export.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_begins_like_a_formula_and_each_reads_back_whole(payload: str) -> None:
    (cells,) = csv.reader(StringIO(exporting.as_csv([[payload, "plain", f"a{payload}"]]), newline=""), strict=True)
    assert cells == [f"'{payload}", "plain", f"a{payload}"]


def test_there_are_forty_payloads_and_more() -> None:
    assert len(set(PAYLOADS)) >= 40


@pytest.mark.parametrize("number", ["-5", "-0.25", "12", "4.5"])
def test_a_negative_number_stays_a_number(number: str) -> None:
    assert exporting.harmless(number) == number


@pytest.mark.parametrize("cell", ["-5+1", "-1e5|x", "+5", "-", "--5"])
def test_what_only_begins_like_a_number_is_no_number(cell: str) -> None:
    assert exporting.harmless(cell) == f"'{cell}"


def test_a_hostile_company_name_and_answer_are_text_in_the_file(pair: Pair) -> None:
    with writing() as session:
        session.query(Company).one().name = "=1+1"
    pair.submits("cio", {"GR1": {"cio": {"option": "other", "text": "=cmd()"}}})
    pair.submits("cso")
    cells = [cell for row in rows(exporting.export(pair.facilitator, pair.engagement_id, FileKind.CSV)) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_the_json_holds_every_answer_as_it_was_given_and_every_question(pair: Pair) -> None:
    given: dict[str, dict[str, Any]] = {"SV1": {"cio": 4, "cso": 2}, "SV2": {"cio": {"no_answer": "no_firm_view"}}}
    pair.submits("cio", given)
    pair.submits("cso")
    file = exporting.export(pair.facilitator, pair.engagement_id, FileKind.JSON)
    found = json.loads(file.content)
    (wave,) = found["waves"]
    assert wave["seats"]["cio"]["answers"] == given
    items = {each["item"]: each for each in found["dictionary"]}
    assert list(items) == [item.id for item in pair.shown.instrument.form_items("short")]
    assert items["SV1"]["positions"]["1"] == pair.shown.instrument.item("SV1").labels[0]
    assert (file.name, file.type) == ("answers.json", "application/json")


def test_the_table_has_one_row_an_answer_with_its_words(pair: Pair) -> None:
    pair.both_submit()
    head, *body = rows(exporting.export(pair.facilitator, pair.engagement_id, FileKind.CSV))
    answers = [dict(zip(head, row, strict=True)) for row in body]
    assert len(answers) == 4
    label = pair.shown.instrument.item("SV1").labels[3]
    own = [row for row in answers if (row["role"], row["view"]) == ("CIO", "own")]
    assert [(row["item"], row["about"], row["value"], row["in_words"]) for row in own] == [("SV1", "CIO", "4", label)]


def test_every_value_in_the_table_is_explained_in_the_dictionary(pair: Pair) -> None:
    pair.submits("cio", {"SV1": {"cio": 4}, "GR1": {"cio": "misconfigured"}})
    pair.submits("cso")
    explained = {
        (row[1], row[5]) for row in rows(exporting.export(pair.facilitator, pair.engagement_id, FileKind.DICTIONARY))
    }
    given = rows(exporting.export(pair.facilitator, pair.engagement_id, FileKind.CSV))[1:]
    assert {(row[3], row[9]) for row in given} <= explained


def test_values_of_the_json_are_valid_answers(pair: Pair) -> None:
    pair.both_submit()
    found = json.loads(exporting.export(pair.facilitator, pair.engagement_id, FileKind.JSON).content)
    item = pair.shown.instrument.item("SV1")
    for seat in found["waves"][0]["seats"].values():
        for value in seat["answers"]["SV1"].values():
            assert value in range(1, len(item.labels) + 1)


def test_an_unticked_comment_is_never_exported(pair: Pair) -> None:
    ana = pair.answers("cio")
    answering.save(ana, "SV1", {}, ("a secret remark", False))
    answering.submit(ana)
    pair.submits("cso")
    for kind in FileKind:
        assert b"secret" not in exporting.export(pair.facilitator, pair.engagement_id, kind).content


def test_nothing_is_exported_before_both_have_submitted_nor_to_another_workspace(pair: Pair) -> None:
    pair.submits("cio")
    other = make_facilitator("Another Firm", "otto@another.example")
    for who in (pair.facilitator, other):
        for kind in FileKind:
            with pytest.raises(NoAnswers):
                exporting.export(who, pair.engagement_id, kind)
    pair.submits("cso")
    with pytest.raises(NoAnswers):
        exporting.export(other, pair.engagement_id, FileKind.JSON)


def test_each_export_is_one_event(pair: Pair) -> None:
    pair.both_submit()
    for kind in FileKind:
        exporting.export(pair.facilitator, pair.engagement_id, kind)
    events = db.session.query(AuditEvent).filter(AuditEvent.action.startswith("export "))
    assert sorted(event.action for event in events) == ["export csv", "export dictionary", "export json"]
    assert {event.object for event in events} == {f"engagement:{pair.engagement_id}"}
