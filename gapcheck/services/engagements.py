"""Setting up a company with its pair."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.encryption import secret_hash
from gapcheck.extensions import installation
from gapcheck.instruments.loader import to_snapshot
from gapcheck.instruments.model import Instrument
from gapcheck.models import Company, Engagement, Occupant, Seat, Wave
from gapcheck.models.base import random_id
from gapcheck.services import audit, lifecycle, links
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import WaveState


class SameAddress(Exception):
    """One address in both seats: one person cannot answer for two."""


class NotAllowed(Exception):
    """A reader may look, and change nothing."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be asked. Without an address the facilitator hands over the link."""

    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """The ids of a new engagement and of its first wave."""

    engagement_id: str
    wave_id: str


def create(
    facilitator: Facilitator,
    company: str,
    people: Mapping[str, Person],
    instrument: Instrument,
    form: str | tuple[str, ...] = "short",
    due_on: date | None = None,
) -> Created:
    """Set up a company with one engagement and an open first wave; ``people`` is by role id.

    Raises NotAllowed for a reader, SameAddress, and KeyError for a role or form that the instrument does not have.
    """
    require_change(facilitator)
    seats = [(role, people[role.id]) for role in instrument.roles if role.id in people]
    addresses = [person.email.lower() for _, person in seats if person.email]
    if len(set(addresses)) < len(addresses):
        raise SameAddress
    items = [item.id for item in instrument.form_items(form)]
    with writing() as session:
        engagement = _engagement(session, facilitator, company, instrument)
        wave = Wave(
            id=random_id(),
            workspace_id=facilitator.workspace_id,
            engagement_id=engagement.id,
            state=WaveState.DRAFT,
            version=1,
            snapshot=to_snapshot(instrument),
            form=form if isinstance(form, str) else None,
            items=items,
            sequence=instrument.sequence,
            due_on=due_on,
            created_at=clock.now(),
        )
        session.add(wave)
        session.flush()
        for position, (role, person) in enumerate(seats):
            _seat(session, wave, role.id, position, person)
        lifecycle.change(wave, lifecycle.OPEN)
        wave.opened_at = clock.now()
        audit.record(session, facilitator.workspace_id, facilitator.actor, "open", f"wave:{wave.id}")
        return Created(engagement.id, wave.id)


def require_change(facilitator: Facilitator) -> None:
    """Raises NotAllowed for somebody who may only read."""
    if not facilitator.may_change:
        raise NotAllowed


def _engagement(session: Session, facilitator: Facilitator, name: str, instrument: Instrument) -> Engagement:
    workspace, now = facilitator.workspace_id, clock.now()
    company = session.scalars(select(Company).where(Company.workspace_id == workspace, Company.name == name)).first()
    if company is None:
        company = Company(id=random_id(), workspace_id=workspace, name=name, created_at=now)
        session.add(company)
        session.flush()
    engagement_id = random_id()
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


def _seat(session: Session, wave: Wave, role: str, position: int, person: Person) -> None:
    seat = Seat(id=random_id(), workspace_id=wave.workspace_id, wave_id=wave.id, role=role, position=position)
    session.add(seat)
    session.flush()
    occupant = Occupant(
        id=random_id(),
        workspace_id=wave.workspace_id,
        seat_id=seat.id,
        name=person.name,
        email=person.email,
        since=clock.now(),
        link_generation=1,
    )
    occupant.link_hash = secret_hash(links.token_of(occupant))
    session.add(occupant)
    session.flush()


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
