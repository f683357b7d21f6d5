"""What a respondent may do at any time: withdraw, stop reminders, say that the link reached the wrong person."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Occupant, Release, Report, ResponseSet, Wave
from gapcheck.services import audit, changes, lifecycle, retention, visibility
from gapcheck.services.answering import erasing
from gapcheck.services.mail import asking, outbox, reasons
from gapcheck.services.principals import Respondent
from gapcheck.services.reports import copies, remaking
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops import ending
from gapcheck.vocabulary import Ending, MailKind, WaveState


def withdraw(respondent: Respondent) -> None:
    """Erase this respondent's answers and close the pair; a report that was made is erased and its release ends.

    Nothing of it can be undone. Repeating it changes nothing. The other one learns only that the pairing was closed.
    """
    with writing() as session:
        wave = lifecycle.locked_wave(session, respondent.wave_id)
        occupant = session.get_one(Occupant, respondent.occupant_id)
        if occupant.withdrawn_at is not None:
            return
        _erase_answers(session, respondent)
        _erase_reports(session, wave)
        remaking.without(session, wave)
        occupant.withdrawn_at = clock.now()
        occupant.reminders_stopped_at = occupant.reminders_stopped_at or occupant.withdrawn_at
        if wave.state is not WaveState.CLOSED:
            lifecycle.change(wave, lifecycle.WITHDRAW)
            changes.keep_shorter(session, wave)
            ending.end_all(session, wave, Ending.WITHDRAWN)
            outbox.queue_for_all(session, MailKind.PAIR_CLOSED, wave, but=occupant)
        outbox.cancel(session, occupant, reasons.WITHDRAWN)
        audit.record(session, respondent.workspace_id, respondent.actor, "withdraw", f"seat:{respondent.seat_id}")
    copies.remove(respondent.engagement_id)
    retention.leave_no_trace()


def _erase_answers(session: Session, respondent: Respondent) -> None:
    response = session.scalars(visibility.own_response(respondent).with_for_update()).first()
    if response is None:
        return
    erasing.erase(session, response)
    session.execute(update(ResponseSet).where(ResponseSet.id == response.id).values(submitted_at=None, started_at=None))


def _erase_reports(session: Session, wave: Wave) -> None:
    session.execute(delete(Report).where(Report.wave_id == wave.id))
    in_force = update(Release).where(Release.wave_id == wave.id, Release.retracted_at.is_(None))
    session.execute(in_force.values(retracted_at=clock.now()))


def has_withdrawn(respondent: Respondent) -> bool:
    """True once this respondent has withdrawn."""
    withdrawn = select(Occupant.withdrawn_at).where(Occupant.id == respondent.occupant_id)
    return reading().scalars(withdrawn).first() is not None


def stop_reminders(respondent: Respondent) -> None:
    """Send this respondent no more reminders. Repeating it changes nothing."""
    with writing() as session:
        asking.stop_for(session, session.get_one(Occupant, respondent.occupant_id))


def has_stopped_reminders(respondent: Respondent) -> bool:
    """True once this respondent wants no more reminders."""
    stopped = select(Occupant.reminders_stopped_at).where(Occupant.id == respondent.occupant_id)
    return reading().scalars(stopped).first() is not None


def disown(respondent: Respondent) -> None:
    """Tell the facilitator that the link reached the wrong person. It opens nothing and ends nothing."""
    with writing() as session:
        occupant = session.get_one(Occupant, respondent.occupant_id)
        if occupant.disowned_at is None:
            occupant.disowned_at = clock.now()
            audit.record(session, respondent.workspace_id, respondent.actor, "disown", f"seat:{respondent.seat_id}")
