"""Taking in the decisions of a workshop that was held offline, as often as somebody tries: each comes once.

The file is what the downloaded page exports::

    {"format": "gapcheck/workshop@1", "workshop": "...", "next_wave": "2027-03-01",
     "decisions": [{"id": "a UUID", "revision": 2, "item": "GR1", "outcome": "decided", "position": "...",
                    "decision": "...", "owner": "cso", "due": "2026-12-01", "evidence": "...", "commitment": true}]}

A decision that is known already is replaced by a later revision of itself, and by nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.engine.strict_json import Fields, loads
from gapcheck.faults import Fault, InputFaults, shown
from gapcheck.models import Decision, Seat
from gapcheck.services import audit
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing
from gapcheck.services.workshops import decisions, ending, rows, screens, written
from gapcheck.services.workshops.decisions import DECISIONS_MOST
from gapcheck.services.workshops.rows import Found, NotOpen
from gapcheck.services.workshops.written import COMMITMENTS_MOST, TEXT_LENGTH, Typed
from gapcheck.vocabulary import Outcome

FORMAT = "gapcheck/workshop@1"
REVISIONS_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many decisions of the file were new, were changed by it, and were known as they are."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Line:
    id: str
    revision: int
    commitment: bool
    typed: Typed


def take_in(facilitator: Facilitator, workshop_id: str, document: bytes) -> TakenIn:
    """Take the decisions of an exported file into its workshop, during it or after; all of them or none.

    Where the workshop is over and the commitments are other ones than before, a report is ordered under a new number.
    Raises NotAllowed, NoWorkshop, NotOpen where it was never started, and InputFaults with every fault of the file.
    """
    with writing() as session:
        found = rows.to_take_in(session, facilitator, workshop_id)
        if found.workshop.started_at is None:
            raise NotOpen
        lines, next_wave = _read(session, found, document)
        counts = Counter(_take(session, found, line) for line in lines)
        chosen_otherwise = _choose(session, found, lines)
        redated = next_wave not in (None, found.workshop.next_wave_on)
        if redated:
            found.workshop.next_wave_on = next_wave
        if counts["added"] or counts["changed"] or chosen_otherwise or redated:
            found.workshop.writings += 1
            audit.record(
                session, found.wave.workspace_id, facilitator.actor, "import workshop", f"wave:{found.wave.id}"
            )
        if found.workshop.ended_at is not None:
            ending.report_again(session, found.workshop, found.wave)
        screens.forget_afterwards(session, found.workshop)
    return TakenIn(counts["added"], counts["changed"], counts["unchanged"])


def _take(session: Session, found: Found, line: _Line) -> str:
    row = session.get(Decision, (found.workshop.id, line.id))
    if row is None:
        row = decisions.new(session, found, line.id, line.typed)
        decisions.write(found, row, line.typed, line.revision)
        session.flush()
        return "added"
    same = row.sealed is not None and written.opened(row, found.seal).typed == line.typed
    if same or line.revision <= row.revision:
        return "unchanged"
    decisions.write(found, row, line.typed, line.revision)
    return "changed"


def _choose(session: Session, found: Found, lines: list[_Line]) -> bool:
    """What the offline page called a commitment is one, if no more than three come of it; True for another choice."""
    wanted = {line.id for line in lines if line.commitment}
    if not wanted:
        return False
    mine = select(Decision).where(Decision.workshop_id == found.workshop.id, Decision.sealed.is_not(None))
    stored = session.scalars(mine.where(Decision.outcome == Outcome.DECIDED)).all()
    before = {row.id for row in stored if row.chosen}
    after = wanted.intersection(row.id for row in stored)
    if len(after) > COMMITMENTS_MOST:
        return False
    for row in stored:
        row.chosen = row.id in after
    return before != after


def _read(session: Session, found: Found, document: bytes) -> tuple[list[_Line], date | None]:
    faults: list[Fault] = []
    fields = Fields(loads(document), "", faults)
    _expect(fields, "format", FORMAT)
    _expect(fields, "workshop", found.workshop.id)
    next_wave = fields.day("next_wave")
    roles = set(session.scalars(select(Seat.role).where(Seat.wave_id == found.wave.id)))
    lines = [
        _line(Fields(_given(each), f"decisions[{number}]", faults), set(found.wave.items), roles)
        for number, each in enumerate(fields.list("decisions", 0, DECISIONS_MOST))
    ]
    fields.close()
    for name, count in Counter(line.id for line in lines if line).items():
        if count > 1:
            fields.fault("decisions", f"The id {shown(name)} is given more than once. Give it once.")
    if faults:
        raise InputFaults(faults)
    return [line for line in lines if line is not None], _not_past(next_wave)


def _expect(fields: Fields, key: str, wanted: str) -> None:
    given = fields.raw(key, required=True)
    if key in fields and given != wanted:
        fields.fault(key, f"This is {shown(given)}. Give {shown(wanted)}.")


def _line(fields: Fields, items: set[str], roles: set[str]) -> _Line | None:
    before = len(fields.faults)
    key = _one_of(fields, "id", None)
    if key and not decisions.is_uuid(key):
        fields.fault("id", f"This is {shown(key)}. Give a UUID.")
    outcome = _one_of(fields, "outcome", {each.value for each in Outcome}, required=True)
    typed: dict[str, Any] = {
        "item": _one_of(fields, "item", items),
        "owner": _one_of(fields, "owner", roles),
        "due": fields.day("due"),
        **{name: fields.text(name, TEXT_LENGTH, lines=True) or "" for name in ("position", "decision", "evidence")},
    }
    revision = fields.whole("revision", 1, REVISIONS_MOST) or 1
    commitment = fields.raw("commitment", default=False)
    if not isinstance(commitment, bool):
        fields.fault("commitment", f"This is {shown(commitment)}. Give true or false.")
    fields.close()
    if len(fields.faults) > before or key is None or outcome is None:
        return None
    return _Line(key, revision, commitment is True, Typed(Outcome(outcome), **typed))


def _one_of(fields: Fields, key: str, known: set[str] | None, *, required: bool = False) -> str | None:
    value = fields.raw(key, required=required or known is None)
    if value is None or (isinstance(value, str) and (known is None or value in known)):
        return value
    fields.fault(key, f"There is no {shown(value)} here.")
    return None


def _given(line: Any) -> Any:
    """Without what was left empty on the offline page: it is as good as not there."""
    return {key: value for key, value in line.items() if value not in (None, "")} if isinstance(line, dict) else line


def _not_past(day: date | None) -> date | None:
    return day if day is not None and day >= clock.now().date() else None
