"""Three dots each: which of the differences the two want to take. Secret until both have given theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Occupant, Participant, ResponseSet, Seat, Workshop
from gapcheck.services import audit
from gapcheck.services.principals import Facilitator, Respondent
from gapcheck.services.sealed import EngagementSeal, seal_of
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops import arranging, room, rows, screens
from gapcheck.services.workshops.agenda import DIFFERENCES, Agenda, Box
from gapcheck.services.workshops.room import Room
from gapcheck.services.workshops.rows import Found
from gapcheck.services.workshops.steering import require

DOTS = 3


class NoVote(Exception):
    """The vote is not open, or over: both have given their dots."""


class UnusableDots(Exception):
    """One to three dots, on items that are voted on."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How a vote stands. ``dots`` by item is None until everybody has voted; ``voted`` are the roles that have.

    ``items`` are those that are voted on, in the order of the agenda.
    """

    items: tuple[str, ...]
    voted: frozenset[str]
    of: int
    dots: Mapping[str, int] | None

    @property
    def is_over(self) -> bool:
        """True once everybody has voted."""
        return self.dots is not None


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one of the two sees: the items, the own dots, and the sum of all once both are in."""

    items: tuple[str, ...]
    own: Mapping[str, int]
    dots: Mapping[str, int] | None


def votable(agenda: Agenda) -> tuple[str, ...]:
    """The items that are voted on: the agenda's differences."""
    return tuple(item.id for box in agenda.boxes if box.kind in DIFFERENCES for item in box.items)


def ballot(respondent: Respondent) -> Ballot:
    """The ballot of one of the two. Raises NoWorkshop, NotOpen and NoVote."""
    session = reading()
    found = _voting(rows.for_respondent(session, respondent))
    own = _dots(found, session.get(Participant, (found.workshop.id, respondent.occupant_id)))
    return Ballot(votable(found.agenda()), own, tally_of(session, found).dots)


@dataclass(frozen=True, slots=True)
class Given:
    """What one of the two gave in a workshop, for the file of their own data."""

    dots: Mapping[str, int]
    voted_at: datetime | None
    agreed_at: datetime | None


def given_by(respondent: Respondent) -> tuple[Given, ...]:
    """The own part in every workshop of the wave, the first one first; it stays readable when the workshop is over."""
    session = reading()
    seal = seal_of(session, respondent.engagement_id)
    own = (
        select(Participant)
        .join(Workshop, Workshop.id == Participant.workshop_id)
        .where(Participant.occupant_id == respondent.occupant_id, Workshop.wave_id == respondent.wave_id)
        .order_by(Workshop.created_at)
    )
    return tuple(Given(_opened(row, seal), row.voted_at, row.agreed_at) for row in session.scalars(own))


def cast(respondent: Respondent, dots: Mapping[str, int]) -> None:
    """Give the dots, or give them otherwise while the other's are not in. Repeating the same changes nothing.

    Raises NoWorkshop, NotOpen, NoVote once both are in, and UnusableDots.
    """
    with writing() as session:
        found = _voting(rows.for_respondent(session, respondent, lock=True))
        wanted = {item: count for item, count in dots.items() if count}
        row = session.get(Participant, (found.workshop.id, respondent.occupant_id))
        if row is not None and row.sealed_dots is not None and _dots(found, row) == wanted:
            return
        counts_fit = all(count > 0 for count in wanted.values()) and 1 <= sum(wanted.values()) <= DOTS
        if not counts_fit or not set(votable(found.agenda())).issuperset(wanted):
            raise UnusableDots
        if tally_of(session, found).is_over:
            raise NoVote
        row = row or participant(session, found, respondent)
        row.sealed_dots = found.seal.seal_written(wanted, "participant", found.workshop.id, respondent.occupant_id)
        row.voted_at = clock.now()
        found.workshop.writings += 1
        audit.record(session, respondent.workspace_id, respondent.actor, "vote", f"wave:{found.wave.id}")
        screens.forget_afterwards(session, found.workshop)


def participant(session: Session, found: Found, respondent: Respondent) -> Participant:
    """This respondent's row in the workshop, made where there is none."""
    row = session.get(Participant, (found.workshop.id, respondent.occupant_id))
    if row is None:
        row = Participant(
            workspace_id=respondent.workspace_id, workshop_id=found.workshop.id, occupant_id=respondent.occupant_id
        )
        session.add(row)
    return row


def tally(facilitator: Facilitator, workshop_id: str) -> Tally:
    """How the vote stands; who has voted, but nothing of how until everybody has. Raises NoWorkshop."""
    session = reading()
    return tally_of(session, rows.for_facilitator(session, facilitator, workshop_id))


def take_over(facilitator: Facilitator, workshop_id: str, seen_version: int) -> Room:
    """Put the differences into the order of their dots, within their boxes; those without any come last.

    Raises NotAllowed, NoWorkshop, NotOpen, Stale, and NoVote while not everybody has voted.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id, opened=True)
        require(found, seen_version)
        dots = tally_of(session, found).dots
        if dots is None:
            raise NoVote
        before = found.agenda()
        arranging.arrange(found, Agenda(tuple(_by_dots(box, dots) for box in before.boxes), before.order))
        screens.forget_afterwards(session, found.workshop)
        return room.view(found)


def _by_dots(box: Box, dots: Mapping[str, int]) -> Box:
    if box.kind not in DIFFERENCES:
        return box
    return Box(box.kind, box.minutes, tuple(sorted(box.items, key=lambda item: -dots.get(item.id, 0))))


def _voting(found: Found) -> Found:
    if found.workshop.voting_opened_at is None:
        raise NoVote
    return found


def people(session: Session, wave_id: str) -> dict[str, str]:
    """Who takes part, by id, with the role: those whose answers are in the wave."""
    seated = (
        select(Occupant.id, Seat.role)
        .join(Seat, Seat.id == Occupant.seat_id)
        .join(ResponseSet, ResponseSet.occupant_id == Occupant.id)
        .where(Seat.wave_id == wave_id, ResponseSet.submitted_at.is_not(None))
    )
    return {row.id: row.role for row in session.execute(seated)}


def tally_of(session: Session, found: Found) -> Tally:
    """The same for a workshop that was found."""
    everybody = people(session, found.wave.id)
    votes = session.scalars(
        select(Participant).where(
            Participant.workshop_id == found.workshop.id,
            Participant.occupant_id.in_(everybody),
            Participant.sealed_dots.is_not(None),
        )
    ).all()
    total: Counter[str] | None = None
    if everybody and len(votes) == len(everybody):
        total = Counter()
        for row in votes:
            total.update(_dots(found, row))
    voted = frozenset(everybody[row.occupant_id] for row in votes)
    return Tally(votable(found.agenda()), voted, len(everybody), total)


def _dots(found: Found, row: Participant | None) -> dict[str, int]:
    return _opened(row, found.seal)


def _opened(row: Participant | None, seal: EngagementSeal) -> dict[str, int]:
    if row is None or row.sealed_dots is None:
        return {}
    opened: dict[str, int] = seal.open_written(row.sealed_dots, "participant", row.workshop_id, row.occupant_id)
    return opened
