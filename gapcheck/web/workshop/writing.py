"""What is typed on the remote: the private note and the decision, saved together with every button and on their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import g
from werkzeug.datastructures import MultiDict

from gapcheck.services.workshops import arranging, decisions, room
from gapcheck.services.workshops.arranging import KeptNote, Note, StaleNote, TooLong
from gapcheck.services.workshops.decisions import StaleDecision, UnusableDecision
from gapcheck.services.workshops.written import Kept, Typed
from gapcheck.vocabulary import Outcome
from gapcheck.web.incoming import clean, line, single
from gapcheck.web.workshop.fields import day, whole


class Conflict(Exception):
    """What was typed could not be kept: something newer stands there now, or it cannot be kept; ``reason`` says why."""

    def __init__(self, reason: str, note: KeptNote | None = None, decision: Kept | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.note = note
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields as they were sent; ``item`` is "" where the page had none."""

    item: str
    note: str
    note_revision: int
    decision_id: str
    decision_revision: int
    typed: Typed
    #: True where a button said what becomes of the item, which is kept even without a word.
    settled: bool
    bad_day: bool


def read(fields: MultiDict[str, str]) -> Sent:
    """Read the remote's fields. Raises what ``incoming`` raises for a form that is not ours."""
    said = single(fields, "settle")
    outcome = said or single(fields, "outcome")
    due: date | None = None
    bad_day = False
    try:
        due = day(fields, "due")
    except ValueError:
        bad_day = True
    item = single(fields, "item")
    return Sent(
        item=item,
        note=clean(single(fields, "note")),
        note_revision=whole(fields, "revision.note", 0),
        decision_id=single(fields, "decision_id"),
        decision_revision=whole(fields, "revision.decision", 0),
        typed=Typed(
            outcome=Outcome(outcome) if outcome in set(Outcome) else Outcome.DECIDED,
            item=item or None,
            position=line(single(fields, "position")),
            decision=line(single(fields, "decision")),
            owner=single(fields, "owner") or None,
            due=due,
            evidence=line(single(fields, "evidence")),
        ),
        settled=bool(said),
        bad_day=bad_day,
    )


def keep(workshop_id: str, sent: Sent) -> dict[str, int]:
    """Keep what was typed on the item of the page; the revisions that are durable now.

    Raises Conflict, NoWorkshop, and NotOpen where the workshop is over.
    """
    room.of(g.facilitator, workshop_id)
    if sent.bad_day:
        raise Conflict("day")
    note = {"note": _keep_note(workshop_id, sent)} if sent.item else {}
    return {**note, "decision": _keep_decision(workshop_id, sent)}


def _keep_note(workshop_id: str, sent: Sent) -> int:
    kept = arranging.notes(g.facilitator, workshop_id).get(sent.item, KeptNote(Note()))
    if kept.note.text == sent.note:
        return kept.revision
    # The question is not on this page, so it stays what it is.
    note = Note(kept.note.question, sent.note)
    try:
        return arranging.write_note(g.facilitator, workshop_id, sent.item, note, sent.note_revision)
    except StaleNote as stale:
        raise Conflict("newer", note=stale.kept) from None
    except TooLong:
        raise Conflict("too_long") from None
    except KeyError:
        raise Conflict("stale") from None


def _keep_decision(workshop_id: str, sent: Sent) -> int:
    typed = sent.typed
    given = any((typed.position, typed.decision, typed.owner, typed.due, typed.evidence)) or sent.settled
    if not given and not sent.decision_revision:
        return 0
    try:
        kept = decisions.save(g.facilitator, workshop_id, sent.decision_id, typed, sent.decision_revision)
    except StaleDecision as stale:
        raise Conflict("newer", decision=stale.kept) from None
    except UnusableDecision:
        raise Conflict("too_long") from None
    return kept.revision
