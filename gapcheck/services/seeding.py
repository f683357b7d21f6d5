"""Test data in bulk: workspaces with accounts and open pairs, made through the services that people use.

Everything is in workspaces of its own, named as samples; addresses end in ``.example`` and reach nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from sqlalchemy import select

from gapcheck.accounts import welcome
from gapcheck.accounts.account import Account
from gapcheck.models import Occupant, Seat
from gapcheck.services import engagements, links, passwords, workspaces
from gapcheck.services.instruments import DEFAULT, find
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import Membership

#: What the name of every such workspace begins with.
PREFIX = "Sample data"


@dataclass(frozen=True, slots=True)
class SeededAccount:
    """Somebody who can sign in."""

    id: str
    email: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class SeededSeat:
    """One of a pair, with the personal link."""

    id: str
    role: str
    occupant: str
    name: str
    email: str
    link: str


@dataclass(frozen=True, slots=True)
class SeededPair:
    """A company with an open first wave that nobody has answered."""

    company: str
    engagement: str
    wave: str
    seats: tuple[SeededSeat, ...]


@dataclass(frozen=True, slots=True)
class SeededWorkspace:
    """A workspace with an account of each role."""

    id: str
    name: str
    accounts: tuple[SeededAccount, ...]
    pairs: tuple[SeededPair, ...]


def seed(
    number: int, pairs: int, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> Iterator[SeededWorkspace]:
    """Make that many workspaces with that many pairs each. Raises NoRoom on a disk that is nearly full."""
    done = count(1)
    for _ in range(number):
        name, domain = _new_name()
        workspace_id = workspaces.add_workspace(name)
        accounts = tuple(_account(name, domain, role) for role in Membership)
        leader = next(account for account in accounts if account.role == Membership.FACILITATOR.value)
        facilitator = workspaces.facilitator(leader.id, workspace_id)
        made = []
        for position in range(1, pairs + 1):
            made.append(_pair(facilitator, position, domain))
            progress(next(done), number * pairs)
        yield SeededWorkspace(workspace_id, name, accounts, tuple(made))


def _new_name() -> tuple[str, str]:
    taken = set(workspaces.all_workspaces())
    number = next(number for number in count(1) if f"{PREFIX} {number}" not in taken)
    # Removed workspaces leave their number free and their accounts behind.
    return f"{PREFIX} {number}", f"sample{number}-{secrets.token_hex(3)}.example"


def _account(workspace: str, domain: str, role: Membership) -> SeededAccount:
    email, password = f"{role.value}@{domain}", secrets.token_urlsafe(15)
    user_id = workspaces.add_member(email, f"Sample {role.value}", workspace, role)
    passwords.set_first(welcome.token_for(reading().get_one(Account, user_id)), password)
    return SeededAccount(user_id, email, password, role.value)


def _pair(facilitator: Facilitator, number: int, domain: str) -> SeededPair:
    instrument = find(DEFAULT)
    people = {
        role.id: Person(f"Sample {role.title} {number}", f"{role.id}{number}@{domain}") for role in instrument.roles
    }
    company = f"Sample company {number}"
    created = engagements.create(facilitator, company, people, instrument)
    rows = reading().execute(
        select(Seat, Occupant)
        .join(Occupant, Occupant.seat_id == Seat.id)
        .where(Seat.wave_id == created.wave_id)
        .order_by(Seat.position)
    )
    seats = tuple(
        SeededSeat(seat.id, seat.role, person.id, person.name, person.email or "", links.address_of(person))
        for seat, person in rows
    )
    return SeededPair(company, created.engagement_id, created.wave_id, seats)
