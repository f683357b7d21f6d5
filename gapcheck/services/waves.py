"""A stored wave as the engine compares it. Call it only with a wave that ``visibility`` has let through."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck.engine.wave import ReportLabel, SharedComment
from gapcheck.engine.wave import Seat as EngineSeat
from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.models import Company, Engagement, Occupant, ResponseSet, Seat, User, Wave
from gapcheck.services.answering.questionnaire import own_answers
from gapcheck.services.sealed import EngagementSeal, seal_of
from gapcheck.services.snapshots import instrument_of, items_of


def engine_wave(session: Session, wave: Wave, number: int, dated: date) -> EngineWave:
    """The wave with all its submitted answers, under this report number and date.

    Comments come without their text unless their author ticked that they may be shown.
    """
    engagement = session.get_one(Engagement, wave.engagement_id)
    seal = seal_of(session, engagement.id)
    submitted = session.execute(
        select(Seat, Occupant, ResponseSet)
        .join(ResponseSet, ResponseSet.seat_id == Seat.id)
        .join(Occupant, Occupant.id == ResponseSet.occupant_id)
        .where(Seat.wave_id == wave.id, ResponseSet.submitted_at.is_not(None))
        .order_by(Seat.position)
    )
    return EngineWave(
        instrument=instrument_of(wave),
        company=session.get_one(Company, engagement.company_id).name,
        items=items_of(wave),
        seats=tuple(_seat(session, seal, seat, person, response) for seat, person, response in submitted),
        number=wave.number,
        form=wave.form,
        sequence=wave.sequence,
        facilitator=session.get_one(User, engagement.facilitator_id).name,
        report=ReportLabel(number, dated),
    )


def _seat(session: Session, seal: EngagementSeal, seat: Seat, person: Occupant, response: ResponseSet) -> EngineSeat:
    answers, comments = own_answers(response, seal, session)
    return EngineSeat(
        role=seat.role,
        answers={
            item: {subject: stored.value for subject, stored in by_subject.items() if stored.value is not None}
            for item, by_subject in answers.items()
        },
        name=person.name,
        submitted=response.submitted_at.date() if response.submitted_at else None,
        comments={item: SharedComment(kept.text, True) for item, kept in comments.items() if kept.share},
    )
