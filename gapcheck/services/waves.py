"""A stored wave as the engine compares it. Call it only with a wave that ``visibility`` has let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck.engine.wave import Reopening, ReportLabel, SharedComment
from gapcheck.engine.wave import Seat as EngineSeat
from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.models import COMMENT, Answer, Company, Engagement, Occupant, ResponseSet, Seat, User, Wave
from gapcheck.services.answering.questionnaire import opened, own_answers
from gapcheck.services.sealed import EngagementSeal, seal_of
from gapcheck.services.snapshots import instrument_of, items_of
from gapcheck.services.workshops.written import outcomes_of_wave


def engine_wave(session: Session, wave: Wave, number: int | None = None, dated: date | None = None) -> EngineWave:
    """The wave with all its submitted answers and what its workshop decided.

    ``number`` and ``dated`` label a report; where none is made of the wave, there is no label. Of comments only
    those come that their author ticked: what may not be shown is not even known to be there.
    """
    engagement = session.get_one(Engagement, wave.engagement_id)
    seal = seal_of(session, engagement.id)
    left = outcomes_of_wave(session, seal, wave.id)
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
        commitments=left.commitments,
        parked=left.parked,
    )


def bare_waves(session: Session, waves: Sequence[Wave], companies: Mapping[str, str]) -> dict[str, EngineWave]:
    """Many waves at once, by id, for counting: answers alone, without names, comments and report labels.

    ``companies`` has the company's name by engagement id. A constant number of queries, whatever the number of waves.
    """
    ids = [wave.id for wave in waves]
    engagements = {wave.engagement_id for wave in waves}
    # Held until the end, so that looking up a key below asks nothing more.
    loaded = session.scalars(select(Engagement).where(Engagement.id.in_(engagements))).all()
    seals = {engagement.id: seal_of(session, engagement.id) for engagement in loaded}
    submitted = session.execute(
        select(Seat, ResponseSet.id)
        .join(ResponseSet, ResponseSet.seat_id == Seat.id)
        .where(Seat.wave_id.in_(ids), ResponseSet.submitted_at.is_not(None))
        .order_by(Seat.position)
    ).all()
    answers: dict[str, list[Answer]] = {}
    of_sets = select(Answer).where(Answer.response_set_id.in_([key for _, key in submitted]), Answer.subject != COMMENT)
    for row in session.scalars(of_sets):
        answers.setdefault(row.response_set_id, []).append(row)
    seats: dict[str, list[EngineSeat]] = {key: [] for key in ids}
    seal_by_wave = {wave.id: seals[wave.engagement_id] for wave in waves}
    for seat, key in submitted:
        seats[seat.wave_id].append(_bare_seat(seat.role, answers.get(key, []), seal_by_wave[seat.wave_id]))
    return {
        wave.id: EngineWave(
            instrument=instrument_of(wave),
            company=companies[wave.engagement_id],
            items=items_of(wave),
            seats=tuple(seats[wave.id]),
            number=wave.number,
            form=wave.form,
            sequence=wave.sequence,
        )
        for wave in waves
    }


def _bare_seat(role: str, rows: Sequence[Answer], seal: EngagementSeal) -> EngineSeat:
    answers: dict[str, dict[str, Any]] = {}
    for row in rows:
        value = opened(row, seal)
        if value is not None:
            answers.setdefault(row.item, {})[row.subject] = value
    return EngineSeat(role=role, answers=answers)


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
        reopened=_reopening(response),
    )


def _reopening(response: ResponseSet) -> Reopening | None:
    at, reason = response.reopened_at, response.reopened_for
    return None if at is None or reason is None else Reopening(at.date(), reason)
