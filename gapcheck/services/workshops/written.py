"""What was written down in a workshop, as it is stored: decisions, and which of them are commitments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck.engine.wave import Commitment
from gapcheck.models import Decision, Workshop
from gapcheck.services.sealed import EngagementSeal
from gapcheck.vocabulary import Ending, Outcome

#: At most so many are read back and agreed to.
COMMITMENTS_MOST = 3
#: Characters of each text.
TEXT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed about an item, or beside all items where ``item`` is None; saved as it is, finished or not.

    ``position`` is what the two agree on, ``decision`` what is going to be done, ``owner`` the role that sees to it,
    ``evidence`` what they will see it by; a parked question stands in ``decision``.
    """

    outcome: Outcome
    item: str | None = None
    position: str = ""
    decision: str = ""
    owner: str | None = None
    due: date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision as it is kept. ``chosen`` is True for a commitment; ``number`` counts in the order of writing."""

    id: str
    number: int
    revision: int
    chosen: bool
    typed: Typed

    @property
    def as_commitment(self) -> Commitment:
        """As the report prints it."""
        typed = self.typed
        return Commitment(
            text=typed.decision or typed.position, owner=typed.owner, due=typed.due, evidence=typed.evidence or None
        )


def seal(seal: EngagementSeal, workshop_id: str, decision_id: str, revision: int, typed: Typed) -> bytes:
    """The envelope of the words of a decision."""
    words = asdict(typed)
    del words["item"], words["outcome"]
    words["due"] = typed.due.isoformat() if typed.due else None
    return seal.seal_written(words, "decision", workshop_id, decision_id, revision)


def opened(row: Decision, seal: EngagementSeal) -> Kept:
    """A stored decision with its words. Take only rows that were not taken out."""
    assert row.sealed is not None
    words: dict[str, Any] = seal.open_written(row.sealed, "decision", row.workshop_id, row.id, row.revision)
    words["due"] = date.fromisoformat(words["due"]) if words["due"] else None
    return Kept(row.id, row.position, row.revision, row.chosen, Typed(row.outcome, row.item, **words))


def decisions(session: Session, seal: EngagementSeal, workshop_id: str) -> tuple[Kept, ...]:
    """All that is written down in a workshop, in the order of writing."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.workshop_id == workshop_id, Decision.sealed.is_not(None))
        .order_by(Decision.position, Decision.id)
    )
    return tuple(opened(row, seal) for row in rows)


def commitments(session: Session, seal: EngagementSeal, workshop_id: str) -> tuple[Kept, ...]:
    """What the two commit themselves to, in the order of writing."""
    return tuple(kept for kept in decisions(session, seal, workshop_id) if kept.chosen)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a workshop leaves for the report: commitments, and the questions that were parked."""

    commitments: tuple[Commitment, ...] = ()
    parked: tuple[Commitment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.commitments or self.parked)


def outcomes(session: Session, seal: EngagementSeal, workshop_id: str) -> Outcomes:
    """What is written down in a workshop as the report prints it."""
    found = decisions(session, seal, workshop_id)
    parked = (kept for kept in found if kept.typed.outcome is Outcome.PARKED)
    return Outcomes(
        tuple(kept.as_commitment for kept in found if kept.chosen), tuple(kept.as_commitment for kept in parked)
    )


def outcomes_of_wave(session: Session, seal: EngagementSeal, wave_id: str) -> Outcomes:
    """What the wave's report prints: what the last workshop has left that is over and left anything.

    What is typed while a workshop goes on is not in any report yet, and a rehearsal never is.
    """
    over = (
        select(Workshop.id)
        .where(
            Workshop.wave_id == wave_id,
            Workshop.ended_at.is_not(None),
            Workshop.ending != Ending.WITHDRAWN,
            Workshop.rehearsal.is_(False),
        )
        .order_by(Workshop.ended_at.desc(), Workshop.id)
    )
    for workshop_id in session.scalars(over).all():
        if found := outcomes(session, seal, workshop_id):
            return found
    return Outcomes()


def digest(commitments: Iterable[Commitment]) -> str:
    """Tells commitments apart: SHA-256 of their canonical JSON, in hexadecimal."""
    document = json.dumps([asdict(each) for each in commitments], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(document.encode()).hexdigest()
