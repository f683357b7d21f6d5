"""The links that set a password: the one-time link of a new account, and the one that a mail brings.

Both are Flask-Security's signed tokens. A token names the account by its ``fs_uniquifier``, which changes with the
password: setting one ends every link. What a link is for is part of its token, since the two are not good for as long.
"""

from __future__ import annotations

from flask_security.recoverable import generate_reset_password_token, reset_password_token_status
from flask_security.utils import check_and_get_token_status

from gapcheck.accounts.account import RESET_WITHIN, Account, library

_RESET = "reset"


def token_for(account: Account) -> str:
    """The token of a one-time link for a new account, good for ``WELCOME_WITHIN``."""
    return str(generate_reset_password_token(account))


def account_of(token: str) -> Account | None:
    """The account that a one-time link is for; None for one that was used, is too old, or never was one."""
    expired, invalid, account = reset_password_token_status(token)
    return account if not expired and not invalid and account is not None and account.active else None


def reset_token_for(account: Account) -> str:
    """The token of a link in a mail, good for ``RESET_WITHIN``."""
    return str(library().reset_serializer.dumps([_RESET, account.fs_uniquifier]))


def account_of_reset(token: str) -> Account | None:
    """The account that a link in a mail is for; None for one that was used, is too old, or never was one."""
    expired, invalid, data = check_and_get_token_status(token, _RESET, RESET_WITHIN)
    if expired or invalid or not (isinstance(data, list) and len(data) == 2 and data[0] == _RESET):
        return None
    account = library().datastore.find_user(fs_uniquifier=data[1])
    return account if isinstance(account, Account) and account.active else None
