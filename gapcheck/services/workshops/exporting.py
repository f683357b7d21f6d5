"""What a workshop leaves as files: decisions as CSV and Markdown, dates as a calendar, and the room for offline use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import select

from gapcheck import paths
from gapcheck.models import Decision
from gapcheck.services import audit
from gapcheck.services.exporting import Export, as_csv
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops import arranging, material, room, rows, written
from gapcheck.services.workshops.calendar import Day, calendar
from gapcheck.services.workshops.material import Material
from gapcheck.services.workshops.room import Room
from gapcheck.services.workshops.rows import NotOpen
from gapcheck.services.workshops.written import Kept
from gapcheck.vocabulary import Outcome, day_in_words

#: What Markdown reads as more than letters; and what it reads so at the beginning of a line.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_MARKDOWN_START = re.compile(r"^(\d*)([-+=.)])")


class FileKind(StrEnum):
    """Which file is wanted."""

    CSV = "csv"
    CALENDAR = "calendar"
    MARKDOWN = "markdown"


_FILES = {
    FileKind.CSV: ("workshop-decisions.csv", "text/csv"),
    FileKind.CALENDAR: ("workshop-dates.ics", "text/calendar"),
    FileKind.MARKDOWN: ("workshop-decisions.md", "text/markdown"),
}


@dataclass(frozen=True, slots=True)
class RoomFile:
    """All that the offline page needs. ``questions`` are the facilitator's own by item; private notes are left out."""

    room: Room
    material: Material
    questions: Mapping[str, str]
    decisions: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A workshop with what was written in it and when it was written last."""

    room: Room
    material: Material
    decisions: tuple[Kept, ...]
    written_at: Mapping[str, datetime]
    created_at: datetime


def export(facilitator: Facilitator, workshop_id: str, kind: FileKind) -> Export:
    """The decisions, or the dates, of a workshop as a file; recorded. Raises NoWorkshop."""
    with writing() as session:
        found = rows.for_facilitator(session, facilitator, workshop_id)
        action = f"export workshop {kind.value}"
        audit.record(session, found.wave.workspace_id, facilitator.actor, action, f"wave:{found.wave.id}")
    told = _told(facilitator, workshop_id)
    match kind:
        case FileKind.CSV:
            # A spreadsheet takes a CSV file for UTF-8 only if it begins with a byte order mark.
            content = as_csv(csv_rows(told)).encode("utf-8-sig")
        case FileKind.CALENDAR:
            content = calendar(_days(told))
        case FileKind.MARKDOWN:
            content = _written("decisions.md", _facts(told)).encode()
    name, media_type = _FILES[kind]
    return Export(name, media_type, content)


def for_the_room(facilitator: Facilitator, workshop_id: str) -> RoomFile:
    """What goes into the file for a room without a network; recorded, since it shows all that the steps will show.

    Raises NoWorkshop, and NotOpen before the start: only the start releases to the room.
    """
    with writing() as session:
        found = rows.for_facilitator(session, facilitator, workshop_id)
        if not rows.is_open(found.workshop):
            raise NotOpen
        target = f"wave:{found.wave.id}"
        audit.record(session, found.wave.workspace_id, facilitator.actor, "take workshop with you", target)
    told = _told(facilitator, workshop_id)
    notes = arranging.notes(facilitator, workshop_id)
    questions = {item: kept.note.question for item, kept in notes.items() if kept.note.question}
    return RoomFile(told.room, told.material, questions, told.decisions)


def _told(facilitator: Facilitator, workshop_id: str) -> _Told:
    session = reading()
    found = rows.for_facilitator(session, facilitator, workshop_id)
    stored = session.execute(select(Decision.id, Decision.saved_at).where(Decision.workshop_id == workshop_id))
    return _Told(
        room.view(found),
        material.of_wave(session, found.wave),
        written.decisions(session, found.seal, workshop_id),
        {row.id: row.saved_at for row in stored},
        found.workshop.created_at,
    )


def csv_rows(told: _Told) -> Iterator[list[str]]:
    """One row a decision, in the order of writing."""
    yield [
        "company",
        "wave",
        "item",
        "question",
        "outcome",
        "agreed_position",
        "decision",
        "owner",
        "due",
        "we_will_see_it_by",
        "commitment",
    ]
    wave = told.material.wave
    for kept in told.decisions:
        line = _line(told, kept)
        yield [
            wave.company,
            str(wave.number),
            kept.typed.item or "",
            line["question"],
            kept.typed.outcome.value,
            kept.typed.position,
            kept.typed.decision,
            line["owner"],
            kept.typed.due.isoformat() if kept.typed.due else "",
            kept.typed.evidence,
            "yes" if kept.chosen else "no",
        ]


def _line(told: _Told, kept: Kept) -> dict[str, Any]:
    wave, typed = told.material.wave, kept.typed
    shorts = {item.id: item.short for item in wave.items}
    return {
        "question": shorts.get(typed.item or "", ""),
        "position": typed.position,
        "text": typed.decision or typed.position,
        "owner": wave.instrument.role(typed.owner).title if typed.owner else "",
        "due": typed.due,
        "evidence": typed.evidence,
    }


def _facts(told: _Told) -> dict[str, Any]:
    wave, state = told.material.wave, told.room
    by_outcome = {outcome: [kept for kept in told.decisions if kept.typed.outcome is outcome] for outcome in Outcome}
    return {
        "company": wave.company,
        "wave": wave.number,
        "facilitator": wave.facilitator,
        "people": [f"{seat.name} ({wave.instrument.role(seat.role).title})" for seat in wave.seats],
        "held_on": state.started_at,
        "rehearsal": state.rehearsal,
        "next_wave_on": state.next_wave_on,
        "commitments": [_line(told, kept) for kept in told.decisions if kept.chosen],
        "decided": [_line(told, kept) for kept in by_outcome[Outcome.DECIDED]],
        "parked": [_line(told, kept) for kept in by_outcome[Outcome.PARKED]],
        "settled": [_line(told, kept) for kept in by_outcome[Outcome.NOTHING_NEEDED]],
    }


def _days(told: _Told) -> Iterator[Day]:
    """The dates of the commitments, and that of the next wave."""
    for kept in told.decisions:
        if kept.chosen and kept.typed.due:
            summary, _, description = _written("due.txt", _line(told, kept)).strip().partition("\n")
            yield Day(kept.id, kept.typed.due, summary, description, told.written_at[kept.id])
    if told.room.next_wave_on:
        words = _written("next_wave.txt", {"company": told.material.wave.company})
        summary, _, description = words.strip().partition("\n")
        yield Day(f"next-wave-{told.room.workshop_id}", told.room.next_wave_on, summary, description, told.created_at)


def _written(template: str, facts: Mapping[str, Any]) -> str:
    return _templates().get_template(template).render(facts).strip() + "\n"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(paths.TEMPLATES / "written"),
        autoescape=select_autoescape(["html"]),  # Markdown and plain text, never a page
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day_in_words
    environment.filters["md"] = as_markdown
    return environment


def as_markdown(text: str) -> str:
    """A text as Markdown shows it letter by letter, in one paragraph."""
    line = " ".join(text.split())
    return _MARKDOWN_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", line))
