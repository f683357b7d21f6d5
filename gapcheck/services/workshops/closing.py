"""The closing: the commitments are read back, both agree to exactly those, and the next wave has a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Participant
from gapcheck.services import audit
from gapcheck.services.decided import NotPossible
from gapcheck.services.principals import Facilitator, Respondent
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops import rows, screens, votes, written
from gapcheck.services.workshops.rows import Found
from gapcheck.services.workshops.written import Kept
from gapcheck.vocabulary import BoxKind


class ChangedMeanwhile(Exception):
    """The commitments are no longer those that were read."""


class NothingToAgreeTo(Exception):
    """The workshop is not at its closing, or there are no commitments."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The commitments as they stand, the digest by which they are agreed to, and whether this person has."""

    commitments: tuple[Kept, ...]
    digest: str
    agreed: bool
    next_wave_on: date | None


def read_back(respondent: Respondent) -> ReadBack:
    """What one of the two is asked to agree to. Raises NoWorkshop, NotOpen and NothingToAgreeTo."""
    session = reading()
    found = rows.for_respondent(session, respondent)
    stored = _at_closing(found, written.commitments(session, found.seal, found.workshop.id))
    digest = _digest(stored)
    row = session.get(Participant, (found.workshop.id, respondent.occupant_id))
    return ReadBack(stored, digest, row is not None and row.agreed_to == digest, found.workshop.next_wave_on)


def agree(respondent: Respondent, seen_digest: str) -> None:
    """Agree to the commitments as they were read; other ones have to be agreed to anew. Repeating changes nothing.

    Raises NoWorkshop, NotOpen, NothingToAgreeTo and ChangedMeanwhile.
    """
    with writing() as session:
        found = rows.for_respondent(session, respondent, lock=True)
        digest = _digest(_at_closing(found, written.commitments(session, found.seal, found.workshop.id)))
        if digest != seen_digest:
            raise ChangedMeanwhile
        row = votes.participant(session, found, respondent)
        if row.agreed_to == digest:
            return
        row.agreed_to, row.agreed_at = digest, clock.now()
        found.workshop.writings += 1
        target = f"wave:{found.wave.id}"
        audit.record(session, respondent.workspace_id, respondent.actor, "agree to commitments", target)
        screens.forget_afterwards(session, found.workshop)


def agreed(facilitator: Facilitator, workshop_id: str) -> frozenset[str]:
    """The roles of those who agreed to the commitments as they stand now. Raises NoWorkshop."""
    session = reading()
    return agreed_to(session, rows.for_facilitator(session, facilitator, workshop_id))


def agreed_to(session: Session, found: Found) -> frozenset[str]:
    """The same for a workshop that was found."""
    stored = written.commitments(session, found.seal, found.workshop.id)
    if not stored:
        return frozenset()
    everybody = votes.people(session, found.wave.id)
    agreeing = select(Participant.occupant_id).where(
        Participant.workshop_id == found.workshop.id, Participant.agreed_to == _digest(stored)
    )
    return frozenset(everybody[key] for key in session.scalars(agreeing) if key in everybody)


def set_next_wave(facilitator: Facilitator, workshop_id: str, day: date | None) -> None:
    """Note when the two are going to be asked again; None takes the date away.

    Raises NotAllowed, NoWorkshop, NotOpen, and NotPossible for a day that has passed.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id, opened=True)
        if day is not None and day < clock.now().date():
            raise NotPossible
        found.workshop.next_wave_on = day
        found.workshop.writings += 1
        screens.forget_afterwards(session, found.workshop)


def _at_closing(found: Found, commitments: tuple[Kept, ...]) -> tuple[Kept, ...]:
    stops = found.agenda().stops
    here = stops[min(found.workshop.stop, len(stops) - 1)]
    if here.kind is not BoxKind.COMMITMENTS or not commitments:
        raise NothingToAgreeTo
    return commitments


def _digest(commitments: tuple[Kept, ...]) -> str:
    return written.digest(kept.as_commitment for kept in commitments)
