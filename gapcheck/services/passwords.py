"""Passwords: changing one, and setting a new one with a link that a mail brings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.accounts import guessable, hashing, welcome
from gapcheck.accounts.account import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, Account
from gapcheck.extensions import installation
from gapcheck.models import Company, Mail, Member, User, Workspace
from gapcheck.services import account_events, sign_ins
from gapcheck.services.mail import outbox
from gapcheck.services.sign_ins import Known, SignedIn
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import MailKind

#: At most one mail in the first span, and so many in the second.
_PAUSE = timedelta(minutes=5)
_DAY, _A_DAY = timedelta(days=1), 5
PRODUCT = "gapcheck"


class OneTimeLinkEnded(Exception):
    """A link to set a password that was used, is too old, or never was one. A personal link ends otherwise."""


class Weakness(StrEnum):
    """Why a password cannot be used."""

    LENGTH = "length"
    NAME = "name"
    COMMON = "common"


class PasswordNotUsable(Exception):
    """A password that is too short or too long, that many people have, or that is made of a name around it."""

    def __init__(self, why: Weakness) -> None:
        super().__init__(why.value)
        self.why = why


def change(user_id: str, new: str) -> SignedIn:
    """Set another password, end every sign-in, and sign this browser in anew. Raises PasswordNotUsable.

    The present password is for ``sign_ins.confirm``, before.
    """
    _require_usable(new, reading().get_one(User, user_id))
    hashed = hashing.hashed(new)
    with writing() as session:
        uniquifier = _set(session, user_id, hashed)
        account_events.record(session, user_id, "change password")
        secret = sign_ins.begin_within(session, user_id, uniquifier, "changed password")
    return SignedIn(reading().get_one(Account, user_id), secret)


def ask_for_reset(email: str) -> None:
    """Queue the mail with the link to set a new password, if the address has an account; nobody can see which.

    At most one mail in five minutes and five a day for an address.
    """
    with writing() as session:
        user = session.scalars(select(User).where(User.email == email.lower(), User.active).with_for_update()).first()
        if user is None or _mails_since(session, user, _PAUSE) or _mails_since(session, user, _DAY) >= _A_DAY:
            return
        outbox.queue_password_reset(session, user)
        account_events.record(session, user.id, "ask for new password", by="system")


def reset_link(user_id: str) -> str:
    """The link for the mail, made when it is sent: good for an hour from then, and until a password is set with it."""
    token = welcome.reset_token_for(reading().get_one(Account, user_id))
    return f"{installation().settings.base_url}/reset/{token}"


def whom_resets(token: str) -> str:
    """The address that a reset link is for. Raises OneTimeLinkEnded."""
    return _account(welcome.account_of_reset(token)).email


def reset(token: str, new: str) -> Known:
    """Set the password with the link from a mail, which ends it and every sign-in.

    A second factor, where there is one, is still to be asked. Raises OneTimeLinkEnded and PasswordNotUsable.
    """
    return _set_by_link(lambda: _account(welcome.account_of_reset(token)), new, "reset password")


def set_first(token: str, new: str) -> Known:
    """Set the password with the one-time link of a new account, as ``reset``."""
    return _set_by_link(lambda: _account(welcome.account_of(token)), new, "set password")


def _set_by_link(account_of_link: Callable[[], Account], new: str, action: str) -> Known:
    account = account_of_link()
    user_id = account.id
    _require_usable(new, account)
    hashed = hashing.hashed(new)
    with writing() as session:
        account_of_link()  # once more, since hashing is slow: two who use one link side by side set one password
        uniquifier = _set(session, user_id, hashed)
        account_events.record(session, user_id, action)
        return Known(user_id, uniquifier, sign_ins.has_second_factor(session, session.get_one(User, user_id)))


def whom_welcomes(token: str) -> str:
    """The address that a one-time link is for. Raises OneTimeLinkEnded."""
    return _account(welcome.account_of(token)).email


def _account(found: Account | None) -> Account:
    if found is None:
        raise OneTimeLinkEnded
    return found


def _set(session: Session, user_id: str, hashed: str) -> str:
    user = session.scalars(select(User).where(User.id == user_id).with_for_update()).one()
    user.password = hashed
    sign_ins.end_all(session, user)
    session.flush()
    return user.fs_uniquifier


def _mails_since(session: Session, user: User, span: timedelta) -> int:
    sent = select(func.count(Mail.id)).where(
        Mail.user_id == user.id, Mail.kind == MailKind.PASSWORD_RESET, Mail.created_at > clock.now() - span
    )
    return session.scalar(sent) or 0


def _require_usable(password: str, person: User) -> None:
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        raise PasswordNotUsable(Weakness.LENGTH)
    if guessable.is_made_of(password, _names_around(person)):
        raise PasswordNotUsable(Weakness.NAME)
    if guessable.is_common(password):
        raise PasswordNotUsable(Weakness.COMMON)


def _names_around(person: User) -> list[str]:
    """What somebody who knows the person would try first: ASVS 5.0 (6.2.11) calls it context-specific words."""
    mine = select(Member.workspace_id).where(Member.user_id == person.id, Member.ended_at.is_(None))
    session = reading()
    workspaces = session.scalars(select(Workspace.name).where(Workspace.id.in_(mine)))
    companies = session.scalars(select(Company.name).where(Company.workspace_id.in_(mine)).distinct())
    user, _, host = person.email.partition("@")
    return [PRODUCT, person.email, user, host, host.partition(".")[0], person.name, *workspaces, *companies]
