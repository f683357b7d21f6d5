"""Submitting: once, for good, and the wave is complete when every seat has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import COMMENT, ResponseSet, Seat, Wave
from gapcheck.services import audit, lifecycle
from gapcheck.services.answering.drafts import is_complete
from gapcheck.services.answering.questionnaire import standing
from gapcheck.services.answering.record import ItemRecord
from gapcheck.services.answering.saving import AnsweringEnded, NotAcknowledged
from gapcheck.services.mail import outbox
from gapcheck.services.principals import Respondent
from gapcheck.services.reports import ordering
from gapcheck.services.sealed import seal_of
from gapcheck.services.snapshots import items_of
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import MailKind, View


@dataclass(frozen=True, slots=True)
class Submission:
    """When the answers were submitted; the same for every repetition."""

    at: datetime


def submit(respondent: Respondent) -> Submission:
    """Submit the respondent's answers. Repeating it changes nothing. Raises AnsweringEnded and NotAcknowledged."""
    with writing() as session:
        wave = lifecycle.locked_wave(session, respondent.wave_id)
        stands = standing(session, respondent)
        response = stands.response
        if response is not None and response.submitted_at is not None:
            return Submission(response.submitted_at)
        if not stands.may_answer:
            raise AnsweringEnded
        if response is None or response.acknowledged_at is None:
            raise NotAcknowledged
        _leave_out_unfinished(session, wave, response, respondent)
        now = clock.now()
        response.started_at = response.started_at or now
        response.submitted_at = now
        audit.record(session, respondent.workspace_id, respondent.actor, "submit", f"seat:{respondent.seat_id}")
        if _all_submitted(session, wave):
            lifecycle.change(wave, lifecycle.COMPLETE)
            wave.completed_at = now
            audit.record(session, respondent.workspace_id, respondent.actor, "complete", f"wave:{wave.id}")
            ordering.order(session, wave)
            outbox.queue_for_facilitator(session, MailKind.BOTH_SUBMITTED, wave)
        return Submission(now)


def _leave_out_unfinished(session: Session, wave: Wave, response: ResponseSet, respondent: Respondent) -> None:
    """A ranking or allocation that is not finished becomes "never given"; the history keeps what was typed."""
    seal = seal_of(session, respondent.engagement_id)
    for item in items_of(wave):
        record = ItemRecord(session, seal, response, item.id)
        for subject in record.rows:
            value = record.current(subject).value
            view = View.OWN if subject == respondent.role else View.GUESS
            if subject != COMMENT and value is not None and not is_complete(item, value, view):
                record.write(subject, None)


def _all_submitted(session: Session, wave: Wave) -> bool:
    session.flush()
    waiting = select(Seat.id).where(
        Seat.wave_id == wave.id,
        ~select(ResponseSet.id)
        .where(ResponseSet.seat_id == Seat.id, ResponseSet.submitted_at.is_not(None))
        .correlate(Seat)
        .exists(),
    )
    return session.execute(waiting.limit(1)).first() is None
