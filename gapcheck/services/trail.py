"""The audit trail of a workspace as its owner reads it: ids resolved to names at the moment of looking.

The trail itself keeps ids only; what was erased has no name any more, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from gapcheck.models import AuditEvent, Company, Engagement, Occupant, Report, Seat, User, Wave
from gapcheck.services import visibility
from gapcheck.services.paging import PAGE_LENGTH, NoPage, pages_of
from gapcheck.services.principals import Facilitator
from gapcheck.services.snapshots import instrument_of
from gapcheck.services.timeline import SHOWN
from gapcheck.services.transaction import reading


@dataclass(frozen=True, slots=True)
class About:
    """What an event was about, as far as there are names: ``kind`` is the object's, such as ``wave`` or ``user``."""

    kind: str
    company: str | None = None
    wave: int | None = None
    role: str | None = None
    person: str | None = None
    report: int | None = None

    @property
    def known(self) -> bool:
        """False for an object that is no more, or that belongs to no company and no person."""
        return self.company is not None or self.person is not None


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """One event. ``who`` is a name, None for the program itself and for somebody who was erased.

    ``whom`` is the name of the person whom the action itself names, as in ``hand over to user:ID``.
    """

    at: datetime
    actor: str
    who: str | None
    action: str
    about: About
    whom: str | None


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the trail, newest first. ``pages`` is 1 for an empty trail, too."""

    events: tuple[TrailEvent, ...]
    number: int
    pages: int
    company_id: str | None
    companies: tuple[tuple[str, str], ...]


def page(owner: Facilitator, number: int = 1, company_id: str | None = None) -> TrailPage:
    """A page of the workspace's events, or of those of one company. A constant number of queries. Raises NoPage."""
    session = reading()
    companies = tuple(
        (key, name)
        for key, name in session.execute(
            select(Company.id, Company.name).where(Company.workspace_id == owner.workspace_id).order_by(Company.name)
        )
    )
    if company_id is not None and company_id not in dict(companies):
        raise NoPage
    shown = select(AuditEvent).where(_told(owner), *_of_company(company_id))
    total = session.scalar(shown.with_only_columns(func.count())) or 0
    pages = pages_of(total, number)
    rows = session.scalars(
        shown.order_by(AuditEvent.seq.desc()).limit(PAGE_LENGTH).offset((number - 1) * PAGE_LENGTH)
    ).all()
    named = {name for row in rows for name in (row.actor, row.object, _named_in(row.action))}
    names = _Names(session, owner.workspace_id, named)
    events = tuple(_event(row, names) for row in rows)
    return TrailPage(events, number, pages, company_id, companies)


def _event(row: AuditEvent, names: _Names) -> TrailEvent:
    whom = names.of(_named_in(row.action)).person
    return TrailEvent(row.at, row.actor, names.of(row.actor).person, row.action, names.of(row.object), whom)


def _named_in(action: str) -> str:
    """The ``user:ID`` at the end of an action, "" where there is none."""
    last = action.rpartition(" ")[2]
    return last if last.startswith("user:") else ""


def _told(owner: Facilitator) -> ColumnElement[bool]:
    """All that happened, but of what respondents do only what their facilitator may know.

    An owner who sits in a pair is told nothing of it before its release: when the other one was invited, reminded and
    had submitted says how far the other is.
    """
    by_respondent = AuditEvent.actor.startswith("occupant:")
    own_pairs = visibility.own_pairs_of(owner).with_only_columns(Wave.id)
    return and_(
        AuditEvent.workspace_id == owner.workspace_id,
        or_(not_(by_respondent), AuditEvent.action.in_(SHOWN)),
        AuditEvent.object.not_in(union_all(*_objects_of(own_pairs))),
    )


def _of_company(company_id: str | None) -> list[ColumnElement[bool]]:
    """The events whose object belongs to the company; none where no company is asked for."""
    if company_id is None:
        return []
    engagements = select(Engagement.id).where(Engagement.company_id == company_id)
    waves = select(Wave.id).where(Wave.engagement_id.in_(engagements))
    objects = union_all(
        select(literal("engagement:") + Engagement.id).where(Engagement.company_id == company_id), *_objects_of(waves)
    )
    return [AuditEvent.object.in_(objects)]


def _objects_of(waves: Select[str]) -> tuple[Select[str], ...]:
    """What an event can be about in these waves, each as the trail names it. ``waves`` selects their ids."""
    seats = select(Seat.id).where(Seat.wave_id.in_(waves))
    return (
        select(literal("wave:") + Wave.id).where(Wave.id.in_(waves)),
        select(literal("seat:") + Seat.id).where(Seat.id.in_(seats)),
        select(literal("report:") + Report.id).where(Report.wave_id.in_(waves)),
        select(literal("occupant:") + Occupant.id).where(Occupant.seat_id.in_(seats)),
    )


class _Names:
    """The names behind a page's ids: one query a kind, whatever the number of ids."""

    def __init__(self, session: Session, workspace_id: str, found: Iterable[str]) -> None:
        self._session, self._workspace_id = session, workspace_id
        self._ids: dict[str, list[str]] = {}
        for name in found:
            kind, _, key = name.partition(":")
            self._ids.setdefault(kind, []).append(key)
        self._about: dict[str, About] = {}
        for kind, look_up in _LOOK_UPS.items():
            if kind in self._ids:
                look_up(self, self._ids[kind])

    def of(self, name: str) -> About:
        """What an ``kind:id`` stands for."""
        return self._about.get(name) or About(name.partition(":")[0])

    def _users(self, ids: list[str]) -> None:
        for key, name in self._session.execute(select(User.id, User.name).where(User.id.in_(ids))):
            self._about[f"user:{key}"] = About("user", person=name)

    def _engagements(self, ids: list[str]) -> None:
        found = select(Engagement.id, Company.name).join(Company, Company.id == Engagement.company_id)
        mine = found.where(Engagement.workspace_id == self._workspace_id, Engagement.id.in_(ids))
        for key, company in self._session.execute(mine):
            self._about[f"engagement:{key}"] = About("engagement", company)

    def _waves(self, ids: list[str]) -> None:
        for key, company, wave in self._session.execute(self._in_company(Wave.id).where(Wave.id.in_(ids))):
            self._about[f"wave:{key}"] = About("wave", company, wave.number)

    def _reports(self, ids: list[str]) -> None:
        found = self._in_company(Report.id, Report.number).join(Report, Report.wave_id == Wave.id)
        for key, number, company, wave in self._session.execute(found.where(Report.id.in_(ids))):
            self._about[f"report:{key}"] = About("report", company, wave.number, report=number)

    def _seats(self, ids: list[str]) -> None:
        found = self._in_company(Seat.id, Seat.role).join(Seat, Seat.wave_id == Wave.id)
        for key, role, company, wave in self._session.execute(found.where(Seat.id.in_(ids))):
            title = instrument_of(wave).role(role).title
            self._about[f"seat:{key}"] = About("seat", company, wave.number, title)

    def _occupants(self, ids: list[str]) -> None:
        found = self._in_company(Occupant.id, Occupant.name).join(Seat, Seat.wave_id == Wave.id)
        people = found.join(Occupant, Occupant.seat_id == Seat.id).where(Occupant.id.in_(ids))
        for key, name, company, wave in self._session.execute(people):
            self._about[f"occupant:{key}"] = About("occupant", company, wave.number, person=name)

    def _in_company(self, *columns: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
        return (
            select(*columns, Company.name, Wave)
            .select_from(Wave)
            .join(Engagement, Engagement.id == Wave.engagement_id)
            .join(Company, Company.id == Engagement.company_id)
            .where(Wave.workspace_id == self._workspace_id)
        )


_LOOK_UPS: dict[str, Callable[[_Names, list[str]], None]] = {
    "user": _Names._users,
    "engagement": _Names._engagements,
    "wave": _Names._waves,
    "report": _Names._reports,
    "seat": _Names._seats,
    "occupant": _Names._occupants,
}
