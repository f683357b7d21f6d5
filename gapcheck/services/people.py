"""What a facilitator changes about the people in a pair: an address, or who sits in a seat."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Occupant, RespondentSignIn, ResponseSet
from gapcheck.services import audit, lifecycle
from gapcheck.services.answering import erasing
from gapcheck.services.decided import NotPossible, occupant_of, response_of, seat_for, was_released
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import ordering
from gapcheck.services.seating import Person, refuse_address, seat_person
from gapcheck.services.transaction import writing


def correct_address(facilitator: Facilitator, seat_id: str, email: str | None, seen_version: int) -> None:
    """Correct the address of the person in a seat; the link stays.

    Raises NotAllowed, NoWave, SameAddress, OwnAddress and TransitionRefused.
    """
    with writing() as session:
        seat, wave = seat_for(session, facilitator, seat_id, seen_version, lifecycle.WITHDRAW.sources)
        refuse_address(session, facilitator, seat, email)
        occupant_of(session, seat).email = email
        wave.version += 1
        audit.record(session, wave.workspace_id, facilitator.actor, "correct address", f"seat:{seat.id}")


def replace(
    facilitator: Facilitator, seat_id: str, person: Person, seen_version: int, *, keep_answers: bool = False
) -> None:
    """Put another person in a seat, before a release only.

    Answers that were not submitted are erased with the leaver's link. Submitted ones stay in the wave with the leaver's
    own link where ``keep_answers`` is True, and are never shown to the successor; else they are erased and the new
    person is asked. Raises NotAllowed, NoWave, NotPossible, SameAddress, OwnAddress and TransitionRefused.
    """
    with writing() as session:
        seat, wave = seat_for(session, facilitator, seat_id, seen_version, lifecycle.REOPEN.sources)
        leaver = occupant_of(session, seat)
        response = response_of(session, leaver)
        submitted = response is not None and response.submitted_at is not None
        if was_released(session, wave) or (keep_answers and not submitted):
            raise NotPossible
        leaver.until, leaver.kept = clock.now(), keep_answers
        if not keep_answers:
            _erase(session, leaver, response)
        session.flush()
        seat_person(session, facilitator, seat, person)
        if submitted and not keep_answers:
            wave.completed_at = None
            lifecycle.change(wave, lifecycle.REOPEN)
            ordering.put_away(session, wave)
        else:
            wave.version += 1
        audit.record(session, wave.workspace_id, facilitator.actor, "replace", f"seat:{seat.id}")


def _erase(session: Session, leaver: Occupant, response: ResponseSet | None) -> None:
    leaver.revoked_at = leaver.until
    session.execute(delete(RespondentSignIn).where(RespondentSignIn.occupant_id == leaver.id))
    if response is None:
        return
    erasing.erase(session, response)
    session.delete(response)
