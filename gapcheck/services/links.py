"""Personal links: derived, stored only as a hash, and exchanged once per browser for a sign-in."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.accounts import pins
from gapcheck.encryption import secret_hash
from gapcheck.extensions import installation
from gapcheck.models import Occupant, RespondentSignIn, Seat, Wave
from gapcheck.services import audit
from gapcheck.services.principals import Respondent
from gapcheck.services.transaction import reading, writing

#: A sign-in ends after this long without a request, and this long after entry in any case. Answers stay saved.
IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
#: How exact ``seen_at`` is: a page view writes at most this often.
_SEEN_STEP = timedelta(minutes=5)
#: False PINs until a link is locked.
PIN_TRIES = 5


#: The sign-in with this secret for this occupant, while the link is the one that it was made from. Built once, as are
#: the other statements of every save: building them took a fifth of its time.
_SIGNED_IN = (
    select(
        RespondentSignIn.created_at,
        RespondentSignIn.seen_at,
        Occupant.seat_id,
        Seat.wave_id,
        Seat.role,
        Wave.engagement_id,
        Wave.workspace_id,
    )
    .join(Occupant, RespondentSignIn.occupant_id == Occupant.id)
    .join(Seat, Occupant.seat_id == Seat.id)
    .join(Wave, Seat.wave_id == Wave.id)
    .where(
        RespondentSignIn.secret_hash == bindparam("secret_hash"),
        RespondentSignIn.occupant_id == bindparam("occupant_id"),
        RespondentSignIn.link_generation == Occupant.link_generation,
        Occupant.revoked_at.is_(None),
    )
)


class LinkUnknown(Exception):
    """No such link, or one that was revoked. The two look alike on purpose."""


class PinNeeded(Exception):
    """The link asks for a PIN. ``wrong`` is True where one was given."""

    def __init__(self, *, wrong: bool) -> None:
        super().__init__("PIN needed")
        self.wrong = wrong


class PinLocked(Exception):
    """Too many false PINs; only the facilitator can unlock the link, by setting a new PIN."""


class NotSignedIn(Exception):
    """This browser holds no sign-in for that respondent."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a browser gets for a link: the id in the addresses, and the secret for its cookie."""

    pid: str
    secret: str


def token_of(occupant: Occupant) -> str:
    """The token of an occupant's link as it stands: the same at every call until the link is revoked."""
    return installation().keyring.link_token(occupant.seat_id, occupant.id, occupant.link_generation)


def address_of(occupant: Occupant) -> str:
    """The whole personal link, built from the configured address."""
    return f"{installation().settings.base_url}/i/{token_of(occupant)}"


def stop_token_of(occupant: Occupant) -> str:
    """The token of the page that stops this person's reminders and does nothing else: the id, and a proof of it.

    It stands in a header that mail programs and relays read, so it is not the personal link. It does not end with the
    link: whoever wants no more reminders gets none.
    """
    return occupant.id + installation().keyring.stop_digest(occupant.id)


def enter(token: str, pin: str | None = None) -> Entry:
    """Exchange a link for a sign-in in this browser. Raises LinkUnknown, PinNeeded and PinLocked."""
    stored = _take_a_try(token, pin)
    if stored is not None and not pins.fits(pin or "", stored):
        _lock_after_the_last_try(token)
        raise PinNeeded(wrong=True)
    with writing() as session:
        occupant = _occupant_of(session, token)
        occupant.pin_tries = 0
        return _sign_in(session, occupant)


def _take_a_try(token: str, pin: str | None) -> str | None:
    """The hash that the PIN must fit, None where the link asks for none.

    The try is counted before the PIN is looked at: tries that come side by side cannot outrun the limit, and the slow
    hash is computed outside any transaction.
    """
    with writing() as session:
        occupant = _occupant_of(session, token)
        if occupant.pin_hash is None:
            return None
        if occupant.pin_tries >= PIN_TRIES:
            raise PinLocked
        if pin is None:
            raise PinNeeded(wrong=False)
        occupant.pin_tries += 1
        return occupant.pin_hash


def _lock_after_the_last_try(token: str) -> None:
    with writing() as session:
        occupant = _occupant_of(session, token)
        if occupant.pin_tries < PIN_TRIES:
            return
        audit.record(session, occupant.workspace_id, "system", "lock link", f"seat:{occupant.seat_id}")
    raise PinLocked


def _occupant_of(session: Session, token: str) -> Occupant:
    occupant = session.scalars(
        select(Occupant)
        .where(Occupant.link_hash == secret_hash(token), Occupant.revoked_at.is_(None))
        .with_for_update()
    ).first()
    if occupant is None:
        raise LinkUnknown
    return occupant


def _sign_in(session: Session, occupant: Occupant) -> Entry:
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        RespondentSignIn(
            secret_hash=secret_hash(secret),
            workspace_id=occupant.workspace_id,
            occupant_id=occupant.id,
            link_generation=occupant.link_generation,
            created_at=now,
            seen_at=now,
        )
    )
    return Entry(occupant.id, secret)


def respondent(pid: str, secret: str) -> Respondent:
    """The respondent whom this browser may act for under this id. Raises NotSignedIn."""
    key = secret_hash(secret)
    found = reading().execute(_SIGNED_IN, {"secret_hash": key, "occupant_id": pid}).first()
    if found is None:
        raise NotSignedIn
    now = clock.now()
    if now - found.seen_at > IDLE or now - found.created_at > ABSOLUTE:
        raise NotSignedIn
    if now - found.seen_at > _SEEN_STEP:
        _touch(key)
    return Respondent(pid, found.seat_id, found.wave_id, found.engagement_id, found.workspace_id, found.role)


def _touch(key: bytes) -> None:
    with suppress(OperationalError), writing(key.hex()) as session:  # a full disk can still be read
        sign_in = session.get(RespondentSignIn, key)
        if sign_in is not None:
            sign_in.seen_at = clock.now()


def leave(respondent: Respondent, secret: str) -> None:
    """End this browser's sign-in. The link itself stays valid."""
    with writing() as session:
        session.execute(
            delete(RespondentSignIn).where(
                RespondentSignIn.secret_hash == secret_hash(secret),
                RespondentSignIn.occupant_id == respondent.occupant_id,
            )
        )


def forget_ended() -> bool:
    """Delete the sign-ins that have ended by their age; True where there were any. Nobody's times are kept longer."""
    with writing() as session:
        ended = delete(RespondentSignIn).where(RespondentSignIn.created_at < clock.now() - ABSOLUTE)
        return bool(session.scalars(ended.returning(RespondentSignIn.occupant_id)).all())
