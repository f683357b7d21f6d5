"""Setting up a company with its pair."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.extensions import installation
from gapcheck.instruments.model import Instrument
from gapcheck.models import Company, Engagement, Seat, Wave
from gapcheck.models.base import random_id
from gapcheck.services import audit, disk, lifecycle, once
from gapcheck.services.decided import NotPossible, occupant_of, require_change, wave_for
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person, seat_person
from gapcheck.services.snapshots import keep
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import WaveState


@dataclass(frozen=True, slots=True)
class Created:
    """The ids of a new engagement and of its first wave; ``repeated`` where the same form had added it before."""

    engagement_id: str
    wave_id: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A company to set up. ``people`` is by role id; ``form`` is a form's name, or the ids of the items to ask."""

    company: str
    people: Mapping[str, Person]
    instrument: Instrument
    form: str | tuple[str, ...] = "short"
    due_on: date | None = None

    def said(self) -> list[object]:
        """The same as values that JSON can hold, equal for equal wishes only."""
        people = sorted((role, person.name, person.email) for role, person in self.people.items())
        due_on = self.due_on.isoformat() if self.due_on else None
        return [self.company, people, self.instrument.key, self.form, due_on]


def create(
    facilitator: Facilitator,
    company: str,
    people: Mapping[str, Person],
    instrument: Instrument,
    form: str | tuple[str, ...] = "short",
    due_on: date | None = None,
    key: str | None = None,
) -> Created:
    """Set up a company with one engagement and an open first wave.

    ``key`` is that of a form, whose second sending adds nothing. Raises NotAllowed for a reader, NoRoom, SameAddress,
    OwnAddress, SentBefore and ErasedSince, and KeyError for a role or form that the instrument does not have.
    """
    require_change(facilitator)
    wanted = Wanted(company, people, instrument, form, due_on)
    (ids,) = once.ids(facilitator.workspace_id, key or once.new_key(), [wanted.said()])
    with writing() as session:
        if once.was_added(session, [ids]):
            return Created(ids.engagement_id, ids.wave_id, repeated=True)
        return create_in(session, facilitator, wanted, ids)


def create_in(session: Session, facilitator: Facilitator, wanted: Wanted, ids: once.Ids) -> Created:
    """The same within a transaction of the caller, so that many are added together or not at all."""
    disk.require_reserve()
    instrument, form = wanted.instrument, wanted.form
    seats = [(role.id, wanted.people[role.id]) for role in instrument.roles if role.id in wanted.people]
    engagement = _engagement(session, facilitator, wanted.company, instrument, ids.engagement_id)
    wave = Wave(
        id=ids.wave_id,
        workspace_id=facilitator.workspace_id,
        engagement_id=engagement.id,
        state=WaveState.DRAFT,
        version=1,
        snapshot_hash=keep(session, facilitator.workspace_id, instrument),
        form=form if isinstance(form, str) else None,
        items=[item.id for item in instrument.form_items(form)],
        sequence=instrument.sequence,
        due_on=wanted.due_on,
        created_at=clock.now(),
    )
    _open(session, facilitator, wave, seats)
    return Created(engagement.id, wave.id)


def next_wave(
    facilitator: Facilitator,
    wave_id: str,
    due_on: date | None,
    seen_version: int,
    successors: Mapping[str, Person] | None = None,
) -> Created:
    """Ask the same people the same items again, once the wave before was released or closed.

    ``successors`` has, by role id, who is asked in place of each person that has withdrawn. The new wave takes over
    the snapshot, so that answers can be set side by side. Raises NotAllowed, NoRoom, NoWave, NotPossible, SameAddress,
    OwnAddress and TransitionRefused.
    """
    disk.require_reserve()
    with writing() as session:
        last = wave_for(session, facilitator, wave_id, seen_version, lifecycle.FINISHED)
        newest = select(func.max(Wave.number)).where(Wave.engagement_id == last.engagement_id)
        if session.scalar(newest) != last.number:
            raise NotPossible
        wave = Wave(
            id=random_id(),
            workspace_id=last.workspace_id,
            engagement_id=last.engagement_id,
            number=last.number + 1,
            state=WaveState.DRAFT,
            version=1,
            snapshot_hash=last.snapshot_hash,
            form=last.form,
            items=last.items,
            sequence=last.sequence,
            due_on=due_on,
            created_at=clock.now(),
        )
        seats = session.scalars(select(Seat).where(Seat.wave_id == last.id).order_by(Seat.position)).all()
        people = [(seat.role, _asked_again(session, seat, successors or {})) for seat in seats]
        _open(session, facilitator, wave, people)
        return Created(wave.engagement_id, wave.id)


def _asked_again(session: Session, seat: Seat, successors: Mapping[str, Person]) -> Person:
    """Who answers for a seat in the next wave. Raises NotPossible where its person has withdrawn and nobody follows."""
    person = occupant_of(session, seat)
    if person.withdrawn_at is None:
        return Person(person.name, person.email)
    if seat.role not in successors:
        raise NotPossible
    return successors[seat.role]


def _open(session: Session, facilitator: Facilitator, wave: Wave, people: Sequence[tuple[str, Person]]) -> None:
    session.add(wave)
    session.flush()
    for position, (role, person) in enumerate(people):
        seat = Seat(id=random_id(), workspace_id=wave.workspace_id, wave_id=wave.id, role=role, position=position)
        session.add(seat)
        session.flush()
        seat_person(session, facilitator, seat, person)
    lifecycle.change(wave, lifecycle.OPEN)
    wave.opened_at = clock.now()
    audit.record(session, facilitator.workspace_id, facilitator.actor, "open", f"wave:{wave.id}")


def _engagement(
    session: Session, facilitator: Facilitator, name: str, instrument: Instrument, engagement_id: str
) -> Engagement:
    workspace, now = facilitator.workspace_id, clock.now()
    company = session.scalars(select(Company).where(Company.workspace_id == workspace, Company.name == name)).first()
    if company is None:
        company = Company(id=random_id(), workspace_id=workspace, name=name, created_at=now)
        session.add(company)
        session.flush()
    engagement = Engagement(
        id=engagement_id,
        workspace_id=workspace,
        company_id=company.id,
        facilitator_id=facilitator.user_id,
        instrument=instrument.key,
        sealed_key=installation().keyring.new_engagement_key(workspace, engagement_id),
        delete_on=months_after(now.date(), installation().settings.retention_months),
        created_at=now,
    )
    session.add(engagement)
    session.flush()
    return engagement


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
