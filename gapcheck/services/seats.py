"""What a facilitator does with a seat's link: revoke it, give it a PIN."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.accounts import pins
from gapcheck.encryption import secret_hash
from gapcheck.models import Occupant, RespondentSignIn, Seat, Wave
from gapcheck.services import audit, links, visibility
from gapcheck.services.decided import require_change
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing

PIN_LENGTH_MIN = 6
PIN_LENGTH_MAX = 12


class NoSeat(Exception):
    """There is no such seat for this person."""


class PinNotUsable(Exception):
    """A PIN is six to twelve digits, not all the same."""


def new_link(facilitator: Facilitator, seat_id: str) -> None:
    """End the seat's link, and every browser that entered it, and give it a new one. Raises NotAllowed and NoSeat."""
    require_change(facilitator)
    with writing() as session:
        occupant = _occupant(session, facilitator, seat_id)
        occupant.link_generation += 1
        occupant.link_hash = secret_hash(links.token_of(occupant))
        occupant.revoked_at = None
        _end_sign_ins(session, occupant)
        audit.record(session, facilitator.workspace_id, facilitator.actor, "new link", f"seat:{seat_id}")


def revoke(facilitator: Facilitator, seat_id: str) -> None:
    """End the seat's link, and every browser that entered it. Raises NotAllowed and NoSeat."""
    require_change(facilitator)
    with writing() as session:
        occupant = _occupant(session, facilitator, seat_id)
        if occupant.revoked_at is None:
            occupant.revoked_at = clock.now()
            _end_sign_ins(session, occupant)
            audit.record(session, facilitator.workspace_id, facilitator.actor, "revoke link", f"seat:{seat_id}")


def set_pin(facilitator: Facilitator, seat_id: str, pin: str | None) -> None:
    """Ask for a PIN in every browser from now on, those that are in included; None asks for none any more.

    Raises NotAllowed, NoSeat and PinNotUsable.
    """
    require_change(facilitator)
    if pin is not None and not _usable(pin):
        raise PinNotUsable
    with writing() as session:
        occupant = _occupant(session, facilitator, seat_id)
        occupant.pin_hash, occupant.pin_tries = (None if pin is None else pins.hashed(pin)), 0
        _end_sign_ins(session, occupant)
        action = "set PIN" if pin else "remove PIN"
        audit.record(session, facilitator.workspace_id, facilitator.actor, action, f"seat:{seat_id}")


def _usable(pin: str) -> bool:
    digits = pin.isascii() and pin.isdigit()
    return digits and PIN_LENGTH_MIN <= len(pin) <= PIN_LENGTH_MAX and len(set(pin)) > 1


def _occupant(session: Session, facilitator: Facilitator, seat_id: str) -> Occupant:
    known = visibility.waves_of(facilitator).with_only_columns(Wave.id)
    occupant = session.scalars(
        select(Occupant)
        .join(Seat, Seat.id == Occupant.seat_id)
        .where(Seat.id == seat_id, Seat.wave_id.in_(known), Occupant.until.is_(None))
        .with_for_update()
    ).first()
    if occupant is None:
        raise NoSeat
    return occupant


def _end_sign_ins(session: Session, occupant: Occupant) -> None:
    session.execute(delete(RespondentSignIn).where(RespondentSignIn.occupant_id == occupant.id))
