"""The second factor of an account: an authenticator app, passkeys, and the recovery codes that stand in for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.accounts import passkeys, second_factor
from gapcheck.accounts.account import Account
from gapcheck.extensions import installation
from gapcheck.models import Passkey, User
from gapcheck.models.base import random_id
from gapcheck.services import account_events, counters, sign_ins
from gapcheck.services.counters import Counter
from gapcheck.services.sign_ins import Known, SignedIn, SignInEnded
from gapcheck.services.transaction import reading, writing

#: Nobody has so many devices; a limit keeps a page of them readable.
PASSKEYS_MOST = 20


class WrongCode(Exception):
    """A code that the app does not show now, that was taken before, or that is no unused recovery code."""


class NoPasskey(Exception):
    """There is no such passkey in this account."""


class PasskeyRefused(Exception):
    """The browser's reply does not prove a passkey of this site, or the account has it already."""


class TooManyPasskeys(Exception):
    """The account has PASSKEYS_MOST passkeys."""


@dataclass(frozen=True, slots=True)
class PasskeyOfMine:
    """A passkey as its owner sees it."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has beside its password."""

    app: bool
    passkeys: tuple[PasskeyOfMine, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """True where a password alone does not sign in."""
        return self.app or bool(self.passkeys)


def protects() -> ColumnElement[bool]:
    """The condition on ``User`` that something beside the password protects the account."""
    return or_(User.tf_totp_secret.is_not(None), exists().where(Passkey.user_id == User.id))


def of(user_id: str) -> Factors:
    """What the account has."""
    account = reading().get_one(Account, user_id)
    rows = reading().scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.created_at))
    mine = tuple(PasskeyOfMine(row.id, row.name, row.created_at, row.used_at) for row in rows)
    return Factors(account.tf_totp_secret is not None, mine, second_factor.recovery_codes_left(account))


def sign_in_by_code(known: Known, code: str) -> SignedIn:
    """Sign in with a code of the app or a recovery code, after the password. Raises WrongCode and SignInEnded."""
    with writing() as session:
        account = _locked(session, known.user_id)
        if account.fs_uniquifier != known.uniquifier or not account.active:
            raise SignInEnded
        how = "code" if second_factor.takes(account, code) else "recovery code"
        right = how == "code" or second_factor.takes_recovery_code(account, code)
        session.flush()
        if right:
            secret = sign_ins.begin_within(session, known.user_id, known.uniquifier, f"password and {how}")
        else:
            account_events.record(session, known.user_id, "sign in failed: code")
    if not right:
        counters.add(Counter.FAILED_SIGN_INS)
        raise WrongCode
    return SignedIn(reading().get_one(Account, known.user_id), secret)


def sign_in_by_passkey(challenge: str, reply: str) -> SignedIn:
    """Sign in with a passkey alone: it proves its owner too. Raises PasskeyRefused and SignInEnded."""
    settings = installation().settings
    with writing() as session:
        try:
            key = _passkey_of(session, passkeys.credential_id(reply))
            key.sign_count = passkeys.used(settings, challenge, reply, key.public_key, key.sign_count)
        except (passkeys.NotProven, NoPasskey) as error:
            counters.add(Counter.FAILED_SIGN_INS)
            raise PasskeyRefused from error
        key.used_at = clock.now()
        user = session.get_one(User, key.user_id)
        user_id, uniquifier = user.id, user.fs_uniquifier
        secret = sign_ins.begin_within(session, user_id, uniquifier, "passkey")
    return SignedIn(reading().get_one(Account, user_id), secret)


def turn_app_on(user_id: str, secret: str, code: str) -> tuple[str, ...]:
    """Ask for the app's codes from now on, after a first one; the recovery codes, if they are new. Raises WrongCode."""
    with writing() as session:
        account = _locked(session, user_id)
        account.tf_last_counter = None
        if not second_factor.takes(account, code, secret):
            raise WrongCode
        account.tf_totp_secret = secret
        account_events.record(session, user_id, "turn on authenticator app")
        return _codes_if_none(account)


def turn_app_off(user_id: str) -> None:
    """Ask for no codes of an app any more."""
    with writing() as session:
        account = _locked(session, user_id)
        account.tf_totp_secret = account.tf_last_counter = None
        _drop_codes_with_the_last_factor(session, account)
        account_events.record(session, user_id, "turn off authenticator app")


def new_codes(user_id: str) -> tuple[str, ...]:
    """New recovery codes in place of the old ones."""
    with writing() as session:
        account = _locked(session, user_id)
        account_events.record(session, user_id, "make recovery codes")
        return tuple(second_factor.new_recovery_codes(account))


def question_for_passkey(user_id: str) -> passkeys.Question:
    """What to ask the browser for a new passkey."""
    user = reading().get_one(User, user_id)
    known = list(reading().scalars(select(Passkey.credential_id).where(Passkey.user_id == user_id)))
    return passkeys.question_to_make(installation().settings, user.id, user.email, user.name, known)


def add_passkey(user_id: str, name: str, challenge: str, reply: str) -> tuple[str, ...]:
    """Add the passkey that a browser made; the recovery codes, if they are new.

    Raises PasskeyRefused and TooManyPasskeys.
    """
    try:
        key = passkeys.made(installation().settings, challenge, reply)
    except passkeys.NotProven as error:
        raise PasskeyRefused from error
    with writing() as session:
        account = _locked(session, user_id)
        if len(session.scalars(select(Passkey.id).where(Passkey.user_id == user_id)).all()) >= PASSKEYS_MOST:
            raise TooManyPasskeys
        if session.scalars(select(Passkey.id).where(Passkey.credential_id == key.credential_id)).first() is not None:
            raise PasskeyRefused
        session.add(
            Passkey(
                id=random_id(),
                user_id=user_id,
                credential_id=key.credential_id,
                public_key=key.public_key,
                sign_count=key.sign_count,
                name=name,
                created_at=clock.now(),
            )
        )
        account_events.record(session, user_id, "add passkey")
        return _codes_if_none(account)


def remove_passkey(user_id: str, passkey_id: str) -> None:
    """Remove a passkey. Raises NoPasskey."""
    with writing() as session:
        account = _locked(session, user_id)
        key = session.scalars(select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id)).first()
        if key is None:
            raise NoPasskey
        session.delete(key)
        session.flush()
        _drop_codes_with_the_last_factor(session, account)
        account_events.record(session, user_id, "remove passkey")


def remove_all(session: Session, user: User) -> None:
    """Leave the account with its password alone, within a transaction."""
    user.tf_totp_secret = user.tf_last_counter = user.mf_recovery_codes = None
    session.execute(delete(Passkey).where(Passkey.user_id == user.id))


def _locked(session: Session, user_id: str) -> Account:
    return session.scalars(select(Account).where(Account.id == user_id).with_for_update()).one()


def _passkey_of(session: Session, credential_id: bytes) -> Passkey:
    key = session.scalars(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()).first()
    if key is None:
        raise NoPasskey
    return key


def _codes_if_none(account: Account) -> tuple[str, ...]:
    if second_factor.recovery_codes_left(account):
        return ()
    return tuple(second_factor.new_recovery_codes(account))


def _drop_codes_with_the_last_factor(session: Session, account: Account) -> None:
    if not sign_ins.has_second_factor(session, account):
        account.mf_recovery_codes = None
