"""Signing in to an account: by password, with a second factor where the account has one; and ending it.

The cookie holds a random secret; its hash is a row here. So a sign-in ends on the server at once: by signing out, after
30 minutes without a request, after twelve hours, with the password, with the account.
"""

from __future__ import annotations

import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.accounts import hashing
from gapcheck.accounts.account import ABSOLUTE, IDLE, Account
from gapcheck.encryption import secret_hash
from gapcheck.models import AccountSignIn, Passkey, User, Workshop
from gapcheck.services import account_events, counters
from gapcheck.services.counters import Counter
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops.rows import LONGEST

#: How exactly the last request is remembered: not every one is worth a write.
_SEEN_STEP = timedelta(minutes=1)


class WrongPassword(Exception):
    """The address and the password do not go together, or there is no such account."""


class SignInEnded(Exception):
    """The account was changed or closed meanwhile: begin again."""


@dataclass(frozen=True, slots=True)
class Known:
    """An account that proved its password. ``uniquifier`` changes with the password, so this cannot outlive it."""

    user_id: str
    uniquifier: str
    second_factor: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that has begun: the account, and the secret for the browser's cookie."""

    account: Account
    secret: str


def by_password(email: str, password: str) -> Known:
    """The account of an address, after its password. Takes as long for an address that is unknown.

    Raises WrongPassword.
    """
    user = reading().scalars(select(User).where(User.email == email.lower(), User.active)).first()
    if not hashing.fits(password, user.password if user else None) or user is None:
        counters.add(Counter.FAILED_SIGN_INS)
        if user is not None:
            _record_failure(user.id, "sign in failed: password")
        raise WrongPassword
    return Known(user.id, user.fs_uniquifier, has_second_factor(reading(), user))


def confirm(user_id: str, password: str) -> None:
    """The person at the browser is still the one who signed in. Raises WrongPassword."""
    user = reading().get_one(User, user_id)
    if not hashing.fits(password, user.password):
        _record_failure(user_id, "confirm failed: password")
        raise WrongPassword


def has_second_factor(session: Session, user: User) -> bool:
    """True for an account with an authenticator app or a passkey."""
    if user.tf_totp_secret is not None:
        return True
    return bool(session.scalar(select(exists().where(Passkey.user_id == user.id))))


def begin(user_id: str, uniquifier: str, how: str) -> SignedIn:
    """Sign in: ``how`` says in the audit trail what was proven. Raises SignInEnded."""
    with writing() as session:
        signed_in = begin_within(session, user_id, uniquifier, how)
    return SignedIn(reading().get_one(Account, user_id), signed_in)


def begin_within(session: Session, user_id: str, uniquifier: str, how: str) -> str:
    """As ``begin``, within a transaction that checked something more; the secret for the cookie."""
    known = select(User.id).where(User.id == user_id, User.fs_uniquifier == uniquifier, User.active)
    if session.scalar(known.with_for_update()) is None:
        raise SignInEnded
    now, secret = clock.now(), secrets.token_urlsafe(32)
    session.add(AccountSignIn(secret_hash=secret_hash(secret), user_id=user_id, created_at=now, seen_at=now))
    account_events.record(session, user_id, f"sign in: {how}")
    return secret


def account(uniquifier: str, secret: str) -> Account | None:
    """The account that this browser is signed in to, if it still is."""
    found = _signed_in(uniquifier, secret)
    if found is None:
        return None
    now = clock.now()
    sign_in, person = found
    if now - sign_in.created_at > ABSOLUTE:
        return None
    if now - sign_in.seen_at > IDLE and not _holds_a_workshop(sign_in):
        return None
    if now - sign_in.seen_at > _SEEN_STEP:
        with suppress(OperationalError), writing(person.id) as session:  # a full disk can still be read
            row = session.get(AccountSignIn, secret_hash(secret))
            if row is not None:
                row.seen_at = now
        found = _signed_in(uniquifier, secret)
        return found[1] if found else None
    return person


def _signed_in(uniquifier: str, secret: str) -> tuple[AccountSignIn, Account] | None:
    row = (
        reading()
        .execute(
            select(AccountSignIn, Account)
            .join(Account, Account.id == AccountSignIn.user_id)
            .where(
                AccountSignIn.secret_hash == secret_hash(secret),
                Account.fs_uniquifier == uniquifier,
                Account.active,
            )
        )
        .first()
    )
    return None if row is None else (row[0], row[1])


def _holds_a_workshop(sign_in: AccountSignIn) -> bool:
    """An open workshop counts as activity: nobody is signed out in the middle of the one that they started.

    Only of what was signed in when it started; a sign-in that had ended by then stays ended.
    """
    held = exists().where(
        Workshop.started_by == sign_in.user_id,
        Workshop.ended_at.is_(None),
        Workshop.started_at > clock.now() - LONGEST,
        Workshop.started_at <= sign_in.seen_at + IDLE,
    )
    return bool(reading().scalar(select(held)))


def end(user_id: str, secret: str) -> None:
    """Sign this browser out."""
    with writing() as session:
        session.execute(
            delete(AccountSignIn).where(
                AccountSignIn.secret_hash == secret_hash(secret), AccountSignIn.user_id == user_id
            )
        )
        account_events.record(session, user_id, "sign out")


def end_everywhere(user_id: str) -> None:
    """Sign every browser of the person out, this one too."""
    with writing() as session:
        end_all(session, session.get_one(User, user_id))
        account_events.record(session, user_id, "sign out everywhere")


def end_all(session: Session, user: User) -> None:
    """End every sign-in of an account, and every link that was to set its password, within a transaction."""
    session.execute(delete(AccountSignIn).where(AccountSignIn.user_id == user.id))
    user.fs_uniquifier = uuid.uuid4().hex


def forget_ended() -> bool:
    """Delete the sign-ins that have ended by their age; True where there were any. Nobody's times are kept longer."""
    with writing() as session:
        ended = delete(AccountSignIn).where(AccountSignIn.created_at < clock.now() - ABSOLUTE)
        return bool(session.scalars(ended.returning(AccountSignIn.user_id)).all())


def _record_failure(user_id: str, action: str) -> None:
    with writing() as session:
        account_events.record(session, user_id, action)
