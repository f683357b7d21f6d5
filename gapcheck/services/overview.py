"""What a facilitator sees of the engagements: who was invited, has started, has submitted, and what has come of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.instruments.model import Instrument
from gapcheck.models import Company, Engagement, Release, Report, Wave
from gapcheck.services import visibility
from gapcheck.services.principals import Facilitator
from gapcheck.services.seat_overview import SeatOverview, seats_of
from gapcheck.services.snapshots import instrument_of, items_of
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import Edition, RenderState, ResponseState, WaveState


class NoEngagement(Exception):
    """There is no such engagement in this workspace, or none at all; perhaps it was erased."""


@dataclass(frozen=True, slots=True)
class EngagementOverview:
    """One engagement with its newest wave. ``reports`` are those that this person may read, by edition."""

    engagement_id: str
    facilitator_id: str
    wave_id: str
    company: str
    number: int
    state: WaveState
    version: int
    due_on: date | None
    delete_on: date
    sample: bool
    opened_at: datetime | None
    completed_at: datetime | None
    released_at: datetime | None
    retracted_at: datetime | None
    instrument: Instrument
    questions: int
    seats: tuple[SeatOverview, ...]
    reports: dict[Edition, Report]

    @property
    def rendering(self) -> RenderState | None:
        """How far the newest report is: READY when both editions are; None where there is none to be seen."""
        states = {report.state for report in self.reports.values()}
        order = (RenderState.FAILED, RenderState.QUEUED, RenderState.READY)
        return next((state for state in order if state in states), None)

    @property
    def overdue(self) -> bool:
        """True for an open wave whose due date has passed."""
        return self.state is WaveState.OPEN and self.due_on is not None and self.due_on < clock.now().date()

    @property
    def ever_released(self) -> bool:
        """True once there was a release, in force or not: what was read cannot be recalled."""
        return self.released_at is not None

    @property
    def waiting_for(self) -> tuple[SeatOverview, ...]:
        """The seats that have not submitted."""
        return tuple(seat for seat in self.seats if seat.state in (ResponseState.INVITED, ResponseState.STARTED))


def of_waves(facilitator: Facilitator, wave_ids: Sequence[str]) -> tuple[EngagementOverview, ...]:
    """These waves, in this order; one that this person may not know of is left out. A constant number of queries."""
    session = reading()
    waves = {wave.id: wave for wave in session.scalars(visibility.waves_of(facilitator).where(Wave.id.in_(wave_ids)))}
    return tuple(_overviews(session, facilitator, [waves[wave_id] for wave_id in wave_ids if wave_id in waves]))


def engagement(facilitator: Facilitator, engagement_id: str) -> EngagementOverview:
    """One engagement with its newest wave. Raises NoEngagement, also for another workspace's."""
    session = reading()
    wave = session.scalars(
        visibility.waves_of(facilitator)
        .where(Wave.engagement_id == engagement_id)
        .order_by(Wave.number.desc())
        .limit(1)
    ).first()
    if wave is None:
        raise NoEngagement
    return _overviews(session, facilitator, [wave])[0]


def earlier_waves(facilitator: Facilitator, engagement_id: str) -> tuple[EngagementOverview, ...]:
    """The waves of an engagement before the newest one, newest first."""
    session = reading()
    of_engagement = visibility.waves_of(facilitator).where(Wave.engagement_id == engagement_id)
    waves = session.scalars(of_engagement.order_by(Wave.number.desc())).all()[1:]
    return tuple(_overviews(session, facilitator, waves))


def wave(facilitator: Facilitator, engagement_id: str, number: int) -> EngagementOverview:
    """One wave of an engagement. Raises NoEngagement."""
    session = reading()
    found = session.scalars(
        visibility.waves_of(facilitator).where(Wave.engagement_id == engagement_id, Wave.number == number)
    ).first()
    if found is None:
        raise NoEngagement
    return _overviews(session, facilitator, [found])[0]


def _overviews(session: Session, facilitator: Facilitator, waves: Iterable[Wave]) -> list[EngagementOverview]:
    waves = list(waves)
    ids = [wave.id for wave in waves]
    about = {
        engagement.id: (engagement, company)
        for engagement, company in session.execute(
            select(Engagement, Company)
            .join(Company, Company.id == Engagement.company_id)
            .where(
                Engagement.workspace_id == facilitator.workspace_id,
                Engagement.id.in_({wave.engagement_id for wave in waves}),
            )
        )
    }
    seats = seats_of(session, ids, {wave.id: instrument_of(wave) for wave in waves})
    releases: dict[str, Release] = {}
    for release in session.scalars(select(Release).where(Release.wave_id.in_(ids)).order_by(Release.released_at)):
        releases[release.wave_id] = release
    reports: dict[str, dict[Edition, Report]] = {wave_id: {} for wave_id in ids}
    readable = visibility.reports_of(facilitator).where(Report.wave_id.in_(ids)).order_by(Report.number)
    for report in session.scalars(readable):
        reports[report.wave_id][report.edition] = report
    return [
        _overview(wave, *about[wave.engagement_id], tuple(seats[wave.id]), releases.get(wave.id), reports[wave.id])
        for wave in waves
    ]


def _overview(
    wave: Wave,
    engagement: Engagement,
    company: Company,
    seats: tuple[SeatOverview, ...],
    release: Release | None,
    reports: dict[Edition, Report],
) -> EngagementOverview:
    return EngagementOverview(
        engagement_id=engagement.id,
        facilitator_id=engagement.facilitator_id,
        wave_id=wave.id,
        company=company.name,
        number=wave.number,
        state=wave.state,
        version=wave.version,
        due_on=wave.due_on,
        delete_on=engagement.delete_on,
        sample=engagement.sample,
        opened_at=wave.opened_at,
        completed_at=wave.completed_at,
        released_at=release.released_at if release else None,
        retracted_at=release.retracted_at if release else None,
        instrument=instrument_of(wave),
        questions=sum(item.closed for item in items_of(wave)),
        seats=seats,
        reports=reports,
    )
