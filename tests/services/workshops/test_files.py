"""What a workshop leaves as files, and what comes back from a room without a network."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.faults import InputFaults
from gapcheck.services.workshops import arranging, closing, decisions, exporting, importing
from gapcheck.services.workshops.arranging import Note
from gapcheck.services.workshops.calendar import Day, calendar
from gapcheck.services.workshops.exporting import FileKind, as_markdown
from gapcheck.services.workshops.importing import FORMAT, TakenIn
from gapcheck.services.workshops.rows import NotOpen
from tests.holding import Workshop
from tests.services.workshops.test_deciding import newest_number


def exported(workshop: Workshop, kind: FileKind) -> str:
    return exporting.export(workshop.pair.facilitator, workshop.id, kind).content.decode("utf-8-sig")


# Exports


def test_decisions_are_exported_as_csv_that_no_spreadsheet_runs(opened: Workshop) -> None:
    opened.decides('=HYPERLINK("x")', item="CC4", position="-1+1", evidence="@now")
    (row,) = csv.DictReader(io.StringIO(exported(opened, FileKind.CSV)))
    assert (row["decision"], row["agreed_position"], row["we_will_see_it_by"]) == (
        '\'=HYPERLINK("x")',
        "'-1+1",
        "'@now",
    )
    assert (row["item"], row["owner"], row["due"], row["commitment"]) == ("CC4", "CSO", "2027-04-30", "yes")


def test_dates_are_exported_as_a_calendar(opened: Workshop) -> None:
    kept = opened.decides("Move the review, at once; no\\delay")
    closing.set_next_wave(opened.pair.facilitator, opened.id, date(2030, 5, 1))
    text = exported(opened, FileKind.CALENDAR)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert f"UID:{kept.id}@gapcheck\r\n" in text
    assert "DTSTART;VALUE=DATE:20270430\r\nDTEND;VALUE=DATE:20270501\r\n" in text
    assert "SUMMARY:Move the review\\, at once\\; no\\\\delay\r\n" in text
    assert "DESCRIPTION:Owner: CSO\r\n" in text
    assert "DTSTART;VALUE=DATE:20300501\r\n" in text
    assert exported(opened, FileKind.CALENDAR) == text


def test_decisions_are_exported_as_markdown_that_shows_what_was_typed(opened: Workshop) -> None:
    opened.decides("Move *it* <now>", evidence="# minutes")
    text = exported(opened, FileKind.MARKDOWN)
    assert "1. **Move \\*it\\* \\<now\\>**\n   - Owner: CSO\n   - By: 30 April 2027\n" in text
    assert "We will see it by: \\# minutes\n" in text
    assert text.startswith("# Northmoor Logistics, workshop of ")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=200))
def test_a_calendar_line_is_never_longer_than_75_octets_and_says_what_was_typed(text: str) -> None:
    file = calendar([Day("1", date(2027, 1, 2), text, "", datetime(2027, 1, 1, tzinfo=UTC))])
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    unfolded = file.replace(b"\r\n ", b"").decode()
    summary = unfolded.partition("\r\nSUMMARY:")[2].partition("\r\nDESCRIPTION:")[0]
    plain = summary.replace("\\\\", "\0").replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",")
    assert plain.replace("\0", "\\") == text.replace("\0", "\\")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1. first", "1\\. first"),
        ("- a", "\\- a"),
        ("a\n\n# b", "a \\# b"),
        ("[x](y)", "\\[x\\](y)"),
        ("plain", "plain"),
    ],
)
def test_markdown_shows_letters_as_letters(typed: str, shown: str) -> None:
    assert as_markdown(typed) == shown


def test_the_file_for_the_room_is_recorded_and_has_no_private_note(workshop: Workshop) -> None:
    facilitator = workshop.pair.facilitator
    with pytest.raises(NotOpen):
        exporting.for_the_room(facilitator, workshop.id)
    workshop.starts()
    arranging.write_note(facilitator, workshop.id, "CC4", Note("Which one?", "A private canary"), 0)
    taken = exporting.for_the_room(facilitator, workshop.id)
    assert taken.questions == {"CC4": "Which one?"}
    assert "canary" not in repr(taken)


# Imports


def offline(workshop: Workshop, *lines: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"format": FORMAT, "workshop": workshop.id, "decisions": list(lines), **more}).encode()


def line(**more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "outcome": "decided",
        "decision": "Move it",
        "owner": "cio",
        "due": "2027-02-01",
        **more,
    }


def takes_in(workshop: Workshop, document: bytes) -> TakenIn:
    return importing.take_in(workshop.pair.facilitator, workshop.id, document)


def test_a_file_taken_in_twice_is_taken_in_once(opened: Workshop) -> None:
    document = offline(opened, line(commitment=True), line(outcome="parked", item="CC4", owner=None, due=None))
    assert takes_in(opened, document) == TakenIn(2, 0, 0)
    before = decisions.kept(opened.pair.facilitator, opened.id)
    assert takes_in(opened, document) == TakenIn(0, 0, 2)
    assert decisions.kept(opened.pair.facilitator, opened.id) == before
    assert [kept.chosen for kept in before] == [True, False]


def test_only_a_later_revision_replaces_what_is_known(opened: Workshop) -> None:
    first = line(revision=3)
    takes_in(opened, offline(opened, first))
    assert takes_in(opened, offline(opened, {**first, "revision": 2, "decision": "Older"})) == TakenIn(0, 0, 1)
    assert takes_in(opened, offline(opened, {**first, "revision": 4, "decision": "Newer"})) == TakenIn(0, 1, 0)
    (kept,) = decisions.kept(opened.pair.facilitator, opened.id)
    assert (kept.typed.decision, kept.revision) == ("Newer", 4)


def test_what_was_decided_offline_comes_into_the_report_after_the_end(opened: Workshop) -> None:
    opened.pair.renders()
    opened.ends()
    before = newest_number(opened)
    document = offline(opened, line(commitment=True), next_wave="2030-01-01")
    takes_in(opened, document)
    assert newest_number(opened) == before + 1
    takes_in(opened, document)
    assert newest_number(opened) == before + 1
    assert opened.room.next_wave_on == date(2030, 1, 1)


def test_a_decision_that_was_taken_out_stays_out(opened: Workshop) -> None:
    kept = opened.decides()
    decisions.take_out(opened.pair.facilitator, opened.id, kept.id, 1)
    assert takes_in(opened, offline(opened, line(id=kept.id))) == TakenIn(0, 0, 1)


def test_a_file_with_faults_is_refused_whole_and_every_fault_named(opened: Workshop) -> None:
    twice = line()
    document = offline(
        opened,
        line(),
        line(id="7"),
        line(outcome="perhaps"),
        line(item="XX9", owner="ceo", due="soon"),
        line(decision="x" * 401),
        line(revision=0, commitment="yes", extra=1),
        twice,
        twice,
    )
    with pytest.raises(InputFaults) as refused:
        takes_in(opened, document)
    places = {fault.place for fault in refused.value.faults}
    named = ["1].id", "2].outcome", "3].item", "3].owner", "3].due", "4].decision"]
    named += ["5].revision", "5].commitment", "5].extra"]
    assert places == {"decisions", *(f"decisions[{place}" for place in named)}
    assert decisions.kept(opened.pair.facilitator, opened.id) == ()


@pytest.mark.parametrize("document", [b"", b"[]", b"{", b'{"format": "gapcheck/pair@1"}', b"\xff", b"null"])
def test_what_is_no_such_file_is_refused(opened: Workshop, document: bytes) -> None:
    with pytest.raises(InputFaults):
        takes_in(opened, document)


def test_a_file_of_another_workshop_is_refused(opened: Workshop) -> None:
    with pytest.raises(InputFaults) as refused:
        takes_in(opened, offline(opened, line()).replace(opened.id.encode(), b"another"))
    assert [fault.place for fault in refused.value.faults] == ["workshop"]
