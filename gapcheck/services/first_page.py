"""The first page: which engagements it lists, what needs action first, so many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Company, Engagement, Occupant, Seat, Wave
from gapcheck.services import overview, visibility
from gapcheck.services.next_step import NextAction, NextStep, awaited_in, next_step
from gapcheck.services.overview import EngagementOverview
from gapcheck.services.paging import PAGE_LENGTH, pages_of
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading
from gapcheck.services.workshops.rows import is_held
from gapcheck.vocabulary import WaveState


def own_pairs(facilitator: Facilitator) -> int:
    """How many pairs of the workspace this person is part of, and so cannot open before their release."""
    own = visibility.own_pairs_of(facilitator).with_only_columns(func.count(Wave.id))
    return reading().scalar(own) or 0


class Filter(StrEnum):
    """Which engagements the first page lists."""

    ALL = "all"
    MINE = "mine"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class HomePage:
    """One page of the list. ``total`` counts all engagements of the workspace; ``pages`` is 1 where none is left.

    ``steps`` has the next step of each engagement on the page, by its id; ``unasked`` the seats of people whom nobody
    has asked yet.
    """

    engagements: tuple[EngagementOverview, ...]
    steps: Mapping[str, NextStep]
    unasked: frozenset[str]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class _Line:
    """As much of an engagement's newest wave as choosing and sorting takes, with what to do next."""

    wave_id: str
    engagement_id: str
    state: WaveState
    due_on: date | None
    facilitator_id: str
    company: str
    is_held: bool
    step: NextStep
    unasked: frozenset[str]

    @property
    def place(self) -> tuple[int, date, str]:
        """Where it stands in the list."""
        return self.step.action.place, self.due_on or date.max, self.company


def page(facilitator: Facilitator, which: Filter = Filter.ALL, words: str = "", number: int = 1) -> HomePage:
    """The engagements that the filter keeps and whose company or people hold all the words. Raises NoPage.

    A constant number of queries; only those on the page are read in full.
    """
    session = reading()
    everything = _lines(session, facilitator)
    found = _holding(session, facilitator, [line for line in everything if _kept(line, facilitator, which)], words)
    pages = pages_of(len(found), number)
    on_page = sorted(found, key=lambda line: line.place)[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH]
    shown = overview.of_waves(facilitator, [line.wave_id for line in on_page])
    steps = {line.engagement_id: line.step for line in on_page}
    unasked = frozenset[str]().union(*(line.unasked for line in on_page))
    return HomePage(shown, steps, unasked, number, pages, len(everything))


def _lines(session: Session, facilitator: Facilitator) -> list[_Line]:
    rows = session.execute(
        visibility.waves_of(facilitator)
        .join(Engagement, Engagement.id == Wave.engagement_id)
        .join(Company, Company.id == Engagement.company_id)
        .order_by(Wave.number)
        .with_only_columns(
            Wave.id,
            Wave.engagement_id,
            Wave.state,
            Wave.due_on,
            Engagement.facilitator_id,
            Company.name,
            is_held().label("is_held"),
        )
    )
    newest = {row.engagement_id: row for row in rows}
    awaited, now = awaited_in(session, facilitator), clock.now()
    lines = []
    for row in newest.values():
        people = awaited.get(row.id, ())
        step = next_step(row.state, row.due_on, people, now, is_held=row.is_held)
        unasked = frozenset(person.seat_id for person in people if person.asked_at is None)
        lines.append(_Line(*row, step=step, unasked=unasked))
    return lines


def _kept(line: _Line, facilitator: Facilitator, which: Filter) -> bool:
    match which:
        case Filter.MINE:
            return line.facilitator_id == facilitator.user_id
        case Filter.OPEN:
            return line.step.action is not NextAction.NOTHING
        case Filter.DONE:
            return line.step.action is NextAction.NOTHING
        case Filter.ALL:
            return True


def _holding(session: Session, facilitator: Facilitator, lines: Iterable[_Line], words: str) -> list[_Line]:
    wanted = words.casefold().split()
    if not wanted:
        return list(lines)
    names: dict[str, list[str]] = {}
    for wave_id, name in session.execute(
        select(Seat.wave_id, Occupant.name)
        .join(Occupant, Occupant.seat_id == Seat.id)
        .where(Seat.workspace_id == facilitator.workspace_id, Occupant.until.is_(None))
    ):
        names.setdefault(wave_id, []).append(name)

    def fits(line: _Line) -> bool:
        text = " ".join((line.company, *names.get(line.wave_id, ()))).casefold()
        return all(word in text for word in wanted)

    return list(filter(fits, lines))
