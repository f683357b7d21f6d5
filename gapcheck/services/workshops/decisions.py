"""Decisions: saved as they are typed, under an id that the page makes: nothing is lost, and nothing comes twice."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Decision, Seat
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops import rows, screens, written
from gapcheck.services.workshops.rows import Found
from gapcheck.services.workshops.written import COMMITMENTS_MOST, TEXT_LENGTH, Kept, Typed
from gapcheck.vocabulary import Outcome

#: A workshop has room for so many notes of what was decided or parked.
DECISIONS_MOST = 200


class StaleDecision(Exception):
    """The decision was changed on another remote; ``kept`` is what stands there now, None where it was taken out."""

    def __init__(self, kept: Kept | None) -> None:
        super().__init__("changed meanwhile")
        self.kept = kept


class UnusableDecision(Exception):
    """A text too long, an unknown item, owner or id, or more than a workshop has room for."""


class TooMany(Exception):
    """At most three commitments, and only of what was decided."""


def save(facilitator: Facilitator, workshop_id: str, decision_id: str, typed: Typed, seen_revision: int) -> Kept:
    """Keep a decision as it is typed, finished or not, from the start to the end of the workshop.

    ``decision_id`` is a UUID that the page made; ``seen_revision`` 0 for a new one. The first three that are decided
    are commitments until others are chosen. Saving the same again changes nothing. Raises NotAllowed, NoWorkshop,
    NotOpen, UnusableDecision and StaleDecision.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id, opened=True)
        kept = keep(session, found, decision_id, typed, seen_revision)
        screens.forget_afterwards(session, found.workshop)
    return kept


def keep(session: Session, found: Found, decision_id: str, typed: Typed, seen_revision: int) -> Kept:
    """The same within a transaction of the caller."""
    check(session, found, decision_id, typed)
    row = session.get(Decision, (found.workshop.id, decision_id))
    if row is not None:
        if row.sealed is None:
            raise StaleDecision(None)
        before = written.opened(row, found.seal)
        if before.typed == typed:
            return before
        if row.revision != seen_revision:
            raise StaleDecision(before)
    else:
        row = new(session, found, decision_id, typed)
    write(found, row, typed, row.revision + 1)
    session.flush()
    found.workshop.writings += 1
    return written.opened(row, found.seal)


def write(found: Found, row: Decision, typed: Typed, revision: int) -> None:
    """Put words into a row under a revision."""
    row.revision, row.item, row.outcome, row.saved_at = revision, typed.item, typed.outcome, clock.now()
    row.chosen = row.chosen and typed.outcome is Outcome.DECIDED
    row.sealed = written.seal(found.seal, found.workshop.id, row.id, revision, typed)


def new(session: Session, found: Found, decision_id: str, typed: Typed) -> Decision:
    """A row without words yet; ``write`` puts them in. Raises UnusableDecision where there is no room."""
    mine = Decision.workshop_id == found.workshop.id
    last = session.scalar(select(func.max(Decision.position)).where(mine)) or 0
    if last >= DECISIONS_MOST:
        raise UnusableDecision
    chosen = session.scalar(select(func.count()).select_from(Decision).where(mine, Decision.chosen)) or 0
    row = Decision(
        workspace_id=found.wave.workspace_id,
        workshop_id=found.workshop.id,
        id=decision_id,
        position=last + 1,
        outcome=typed.outcome,
        chosen=typed.outcome is Outcome.DECIDED and chosen < COMMITMENTS_MOST,
        revision=0,
    )
    session.add(row)
    return row


def check(session: Session, found: Found, decision_id: str, typed: Typed) -> None:
    """Raises UnusableDecision."""
    roles = set(session.scalars(select(Seat.role).where(Seat.wave_id == found.wave.id)))
    texts = (typed.position, typed.decision, typed.evidence)
    known = (typed.item is None or typed.item in found.wave.items) and (typed.owner is None or typed.owner in roles)
    if not known or not is_uuid(decision_id) or max(map(len, texts)) > TEXT_LENGTH:
        raise UnusableDecision


def is_uuid(text: str) -> bool:
    """True for a UUID in its one usual form."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def take_out(facilitator: Facilitator, workshop_id: str, decision_id: str, seen_revision: int) -> None:
    """Take a decision out; its id stays taken, so that an import does not bring it back. Repeating changes nothing.

    Raises NotAllowed, NoWorkshop, NotOpen and StaleDecision.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id, opened=True)
        row = session.get(Decision, (workshop_id, decision_id))
        if row is None or row.sealed is None:
            return
        if row.revision != seen_revision:
            raise StaleDecision(written.opened(row, found.seal))
        row.sealed, row.chosen, row.revision = None, False, row.revision + 1
        found.workshop.writings += 1
        screens.forget_afterwards(session, found.workshop)


def kept(facilitator: Facilitator, workshop_id: str) -> tuple[Kept, ...]:
    """All that is written down, in the order of writing. Raises NoWorkshop."""
    session = reading()
    found = rows.for_facilitator(session, facilitator, workshop_id)
    return written.decisions(session, found.seal, workshop_id)


def choose(facilitator: Facilitator, workshop_id: str, decision_ids: Collection[str]) -> None:
    """Make these, and no others, the commitments that are read back.

    Raises NotAllowed, NoWorkshop, NotOpen and TooMany.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id, opened=True)
        stored = session.scalars(
            select(Decision).where(Decision.workshop_id == workshop_id, Decision.sealed.is_not(None))
        ).all()
        decided = {row.id for row in stored if row.outcome is Outcome.DECIDED}
        if len(set(decision_ids)) > COMMITMENTS_MOST or not decided.issuperset(decision_ids):
            raise TooMany
        for row in stored:
            row.chosen = row.id in decision_ids
        found.workshop.writings += 1
        screens.forget_afterwards(session, found.workshop)
