"""Putting a person in a seat: the occupant, the personal link, one address a pair."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.encryption import secret_hash
from gapcheck.models import Occupant, Seat
from gapcheck.models.base import random_id
from gapcheck.services import links
from gapcheck.services.principals import Facilitator

#: The longest name of a person or company; every page and the report have room for it.
NAME_LENGTH = 60


class SameAddress(Exception):
    """One address in both seats: one person cannot answer for two."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be asked. Without an address the facilitator hands over the link."""

    name: str
    email: str | None = None


class OwnAddress(Exception):
    """The facilitator's own address: who leads a pair cannot be one of the two."""


def seat_person(session: Session, facilitator: Facilitator, seat: Seat, person: Person) -> Occupant:
    """Put a person in an empty seat, with a personal link of the own. Raises SameAddress and OwnAddress."""
    refuse_address(session, facilitator, seat, person.email)
    occupant = Occupant(
        id=random_id(),
        workspace_id=seat.workspace_id,
        seat_id=seat.id,
        name=person.name,
        email=person.email,
        since=clock.now(),
        link_generation=1,
    )
    occupant.link_hash = secret_hash(links.token_of(occupant))
    session.add(occupant)
    session.flush()
    return occupant


def refuse_address(session: Session, facilitator: Facilitator, seat: Seat, email: str | None) -> None:
    """Raises SameAddress where somebody in another seat has this address, OwnAddress where the facilitator has it."""
    if email is None:
        return
    if email.casefold() == facilitator.email.casefold():
        raise OwnAddress
    taken = (
        select(func.count(Occupant.id))
        .join(Seat, Seat.id == Occupant.seat_id)
        .where(
            Seat.wave_id == seat.wave_id,
            Seat.id != seat.id,
            Occupant.until.is_(None),
            func.lower(Occupant.email) == email.lower(),
        )
    )
    if session.scalar(taken):
        raise SameAddress
