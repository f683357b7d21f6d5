"""What a facilitator sees of a seat: who sits in it, how far, and the personal link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gapcheck.instruments.model import Instrument, Role
from gapcheck.models import Occupant, ResponseSet, Seat
from gapcheck.services import links
from gapcheck.vocabulary import ResponseState


@dataclass(frozen=True, slots=True)
class SeatOverview:
    """One seat: the person, how far, and since when. ``link`` is the personal link, None once it is revoked.

    ``leaver`` names the person whose kept answers stand for this seat, and whose progress ``state`` is.
    ``withdrawn`` is True where the person in the seat has withdrawn, and is not asked again.
    """

    seat_id: str
    role: Role
    name: str
    email: str | None
    state: ResponseState
    since: datetime
    link: str | None
    has_pin: bool
    locked: bool
    disowned_at: datetime | None
    reminders_stopped_at: datetime | None
    reopened_at: datetime | None
    leaver: str | None
    withdrawn: bool


def seats_of(
    session: Session, wave_ids: list[str], instruments: dict[str, Instrument]
) -> dict[str, list[SeatOverview]]:
    """The seats of waves, by wave id, in role order; one query."""
    found: dict[str, list[SeatOverview]] = {wave_id: [] for wave_id in wave_ids}
    leavers: dict[str, tuple[Occupant, ResponseSet | None]] = {}
    rows = session.execute(
        select(Seat, Occupant, ResponseSet)
        .join(Occupant, Occupant.seat_id == Seat.id)
        .outerjoin(ResponseSet, ResponseSet.occupant_id == Occupant.id)
        .where(Seat.wave_id.in_(wave_ids), or_(Occupant.until.is_(None), Occupant.kept))
        .order_by(Seat.position, Occupant.kept.desc())
    )
    for seat, occupant, response in rows:
        if occupant.kept:
            leavers[seat.id] = occupant, response
        else:
            role = instruments[seat.wave_id].role(seat.role)
            found[seat.wave_id].append(_seat(seat, role, occupant, response, leavers.get(seat.id)))
    return found


def _seat(
    seat: Seat,
    role: Role,
    occupant: Occupant,
    response: ResponseSet | None,
    leaver: tuple[Occupant, ResponseSet | None] | None,
) -> SeatOverview:
    state, since = _progress(*leaver) if leaver else _progress(occupant, response)
    return SeatOverview(
        seat_id=seat.id,
        role=role,
        name=occupant.name,
        email=occupant.email,
        state=state,
        since=since,
        link=links.address_of(occupant) if occupant.revoked_at is None else None,
        has_pin=occupant.pin_hash is not None,
        locked=occupant.pin_hash is not None and occupant.pin_tries >= links.PIN_TRIES,
        disowned_at=occupant.disowned_at,
        reminders_stopped_at=occupant.reminders_stopped_at,
        reopened_at=response.reopened_at if response else None,
        leaver=leaver[0].name if leaver else None,
        withdrawn=occupant.withdrawn_at is not None,
    )


def _progress(occupant: Occupant, response: ResponseSet | None) -> tuple[ResponseState, datetime]:
    if occupant.withdrawn_at is not None:
        return ResponseState.WITHDRAWN, occupant.withdrawn_at
    if occupant.revoked_at is not None:
        return ResponseState.REVOKED, occupant.revoked_at
    if response is not None and response.submitted_at is not None:
        return ResponseState.SUBMITTED, response.submitted_at
    if response is not None and response.started_at is not None:
        return ResponseState.STARTED, response.started_at
    return ResponseState.INVITED, occupant.since
