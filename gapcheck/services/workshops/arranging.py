"""The facilitator's own hand in a workshop: which items in which order, the time, notes and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from gapcheck import clock
from gapcheck.models import WorkshopNote
from gapcheck.services.principals import Facilitator
from gapcheck.services.sealed import EngagementSeal
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops import material, room, rows, screens
from gapcheck.services.workshops.agenda import MINUTES_MOST, Agenda, candidates
from gapcheck.services.workshops.material import Material
from gapcheck.services.workshops.room import STATEMENT, Room
from gapcheck.services.workshops.rows import Found
from gapcheck.services.workshops.steering import require
from gapcheck.vocabulary import BoxKind

#: Characters of a question, and of notes.
QUESTION_LENGTH, NOTE_LENGTH = 400, 2000


class UnusableAgenda(Exception):
    """An agenda begins with the opening, ends with commitments, and holds each item once, in the box it belongs to."""


class StaleNote(Exception):
    """The note was changed meanwhile; ``kept`` is what stands there now."""

    def __init__(self, kept: KeptNote) -> None:
        super().__init__(f"revision {kept.revision}")
        self.kept = kept


class TooLong(Exception):
    """A text is longer than it may be."""


@dataclass(frozen=True, slots=True)
class Note:
    """On one item: the facilitator's own question, empty for the prepared one, and private notes."""

    question: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note as it is kept; revision 0 where there is none."""

    note: Note
    revision: int = 0


def save(facilitator: Facilitator, workshop_id: str, agenda: Agenda, seen_version: int) -> Room:
    """Keep an agenda, before the start or during the workshop; the state after it.

    The workshop stays at the item where it is, or goes to where that was. Raises NotAllowed, NoWorkshop, NotOpen where
    it is over, Stale and UnusableAgenda.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id)
        require(found, seen_version)
        check(agenda, material.of_wave(session, found.wave))
        arrange(found, agenda)
        screens.forget_afterwards(session, found.workshop)
        return room.view(found)


def arrange(found: Found, agenda: Agenda) -> None:
    """Keep a usable agenda within a transaction, and stay at the item that is shown."""
    row = found.workshop
    shown = found.agenda().stops[row.stop]
    found.arrange(agenda)
    place = agenda.stop_of(shown.item.id) if shown.item else None
    if place is None:
        closing = shown.kind is BoxKind.COMMITMENTS
        place, row.step = (len(agenda.stops) - 1 if closing else min(row.stop, len(agenda.stops) - 1)), STATEMENT
    row.stop = place
    row.version += 1


def check(agenda: Agenda, about: Material) -> None:
    """Raises UnusableAgenda."""
    kinds = [box.kind for box in agenda.boxes]
    ends = (kinds[0], kinds[-1]) if len(kinds) > 1 else ()
    fitting = all(1 <= box.minutes <= MINUTES_MOST for box in agenda.boxes) and agenda.minutes <= MINUTES_MOST
    once = len(set(kinds)) == len(kinds) and len(set(agenda.item_ids)) == len(agenda.item_ids)
    if ends != (BoxKind.OPENING, BoxKind.COMMITMENTS) or not fitting or not once:
        raise UnusableAgenda
    may = candidates(about.comparison)
    for box in agenda.boxes:
        for item in box.items:
            allowed = {seat.role for seat in about.wave.seats if item.id in seat.comments}
            if item.id not in may.get(box.kind, ()) or not allowed.issuperset(item.comments):
                raise UnusableAgenda


def notes(facilitator: Facilitator, workshop_id: str) -> dict[str, KeptNote]:
    """The notes by item, for those that have one. Raises NoWorkshop."""
    session = reading()
    found = rows.for_facilitator(session, facilitator, workshop_id)
    stored = session.scalars(select(WorkshopNote).where(WorkshopNote.workshop_id == workshop_id))
    return {row.item: _opened(row, found.seal) for row in stored}


def write_note(facilitator: Facilitator, workshop_id: str, item: str, note: Note, seen_revision: int) -> int:
    """Keep a note on an item of the wave as it is typed; its revision.

    Screens show the question and are told of another one; of the notes they are told nothing. Not recorded, like a
    draft. Saving the same again changes nothing. Raises NotAllowed, NoWorkshop, NotOpen where the
    workshop is over, KeyError for an unknown item, TooLong and StaleNote.
    """
    if len(note.question) > QUESTION_LENGTH or len(note.text) > NOTE_LENGTH:
        raise TooLong
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id)
        if item not in found.wave.items:
            raise KeyError(item)
        row = session.get(WorkshopNote, (workshop_id, item))
        kept = _opened(row, found.seal) if row else KeptNote(Note())
        if kept.note == note:
            return kept.revision
        if kept.revision != seen_revision:
            raise StaleNote(kept)
        if row is None:
            row = WorkshopNote(workspace_id=found.wave.workspace_id, workshop_id=workshop_id, item=item)
            session.add(row)
        row.revision, row.saved_at = kept.revision + 1, clock.now()
        words: Mapping[str, str] = {"question": note.question, "text": note.text}
        row.sealed = found.seal.seal_written(words, "workshop_note", workshop_id, item, row.revision)
        found.workshop.writings += note.question != kept.note.question
        screens.forget_afterwards(session, found.workshop)
        return row.revision


def _opened(row: WorkshopNote, seal: EngagementSeal) -> KeptNote:
    words = seal.open_written(row.sealed, "workshop_note", row.workshop_id, row.item, row.revision)
    return KeptNote(Note(words["question"], words["text"]), row.revision)
