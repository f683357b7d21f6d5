"""All companies of a workspace side by side: what the two people of each see alike, and how well each knows the other.

Nothing here crosses a workspace, and nobody sees a company here whose answers are not open to them anyway.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.engine import compare
from gapcheck.engine.result import Both, Indices
from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.instruments.model import Instrument
from gapcheck.models import Company, Engagement, ResponseSet, Seat, Wave
from gapcheck.services import audit, visibility
from gapcheck.services.principals import Facilitator
from gapcheck.services.snapshots import instrument_of
from gapcheck.services.transaction import reading, writing
from gapcheck.services.waves import bare_waves
from gapcheck.vocabulary import Family

#: What a summary was made from: the wave, and each response set with the time of its submission.
Source = tuple[str, tuple[tuple[str, datetime], ...]]
#: Summaries that a process remembers. Counting 200 companies anew takes seconds, which a page must not.
REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of one comparison: its indices, and its comparable items by family."""

    indices: Indices
    families: Mapping[Family, int]


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One company with its newest wave that may be seen. ``roles`` are the titles of A and B, ``age`` is in days."""

    engagement_id: str
    wave_id: str
    company: str
    number: int
    completed_on: date
    age: int
    instrument: Instrument
    roles: Both[str]
    summary: Summary


#: Submitted answers never change, and a new submission has a new time, so what is here is never out of date.
_remembered: OrderedDict[Source, Summary] = OrderedDict()


def companies(facilitator: Facilitator) -> tuple[PortfolioRow, ...]:
    """Every company whose answers this person may see, by name; recorded. A constant number of queries."""
    with writing() as session:
        workspace = f"workspace:{facilitator.workspace_id}"
        audit.record(session, facilitator.workspace_id, facilitator.actor, "read portfolio", workspace)
    session = reading()
    found = session.execute(
        select(Wave, Company.name)
        .join(Engagement, Engagement.id == Wave.engagement_id)
        .join(Company, Company.id == Engagement.company_id)
        .where(Wave.id.in_(visibility.compared_waves_of(facilitator).with_only_columns(Wave.id)), ~Engagement.sample)
        .order_by(Wave.number)
    )
    newest = {wave.engagement_id: (wave, company) for wave, company in found}
    summaries = _summaries(session, newest)
    rows = [_row(wave, company, summaries[wave.id]) for wave, company in newest.values()]
    return tuple(sorted(rows, key=lambda row: (row.company.casefold(), row.engagement_id)))


def _summaries(session: Session, newest: Mapping[str, tuple[Wave, str]]) -> dict[str, Summary]:
    waves = {wave.id: wave for wave, _ in newest.values()}
    sources = _sources(session, list(waves))
    unknown = [waves[key] for key, source in sources.items() if source not in _remembered]
    if unknown:
        names = {engagement_id: company for engagement_id, (_, company) in newest.items()}
        for key, wave in bare_waves(session, unknown, names).items():
            _remembered[sources[key]] = summary(wave)
    summaries = {key: _remembered[source] for key, source in sources.items()}
    while len(_remembered) > REMEMBERED:
        _remembered.popitem(last=False)
    return summaries


def _sources(session: Session, wave_ids: list[str]) -> dict[str, Source]:
    sets: dict[str, list[tuple[str, datetime]]] = {key: [] for key in wave_ids}
    submitted = (
        select(Seat.wave_id, ResponseSet.id, ResponseSet.submitted_at)
        .join(ResponseSet, ResponseSet.seat_id == Seat.id)
        .where(Seat.wave_id.in_(wave_ids), ResponseSet.submitted_at.is_not(None))
        .order_by(Seat.position, ResponseSet.id)
    )
    for wave_id, key, at in session.execute(submitted):
        if at is not None:
            sets[wave_id].append((key, at))
    return {wave_id: (wave_id, tuple(found)) for wave_id, found in sets.items()}


def summary(wave: EngineWave) -> Summary:
    """The counts of a wave of two seats."""
    comparison = compare(wave)
    families = Counter(item.family for item in comparison.items if item.comparable)
    return Summary(comparison.indices, dict(families))


def _row(wave: Wave, company: str, summary: Summary) -> PortfolioRow:
    completed_on = (wave.completed_at or wave.created_at).date()
    instrument = instrument_of(wave)
    return PortfolioRow(
        engagement_id=wave.engagement_id,
        wave_id=wave.id,
        company=company,
        number=wave.number,
        completed_on=completed_on,
        age=(clock.now().date() - completed_on).days,
        instrument=instrument,
        roles=Both(instrument.roles[0].title, instrument.roles[1].title),
        summary=summary,
    )
