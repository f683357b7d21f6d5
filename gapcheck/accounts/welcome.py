"""Passwords and the one-time links that set them, by Flask-Security's own signed tokens.

A token names the account and a hash of its present password: setting a password ends it.
"""

from __future__ import annotations

from flask_security.recoverable import generate_reset_password_token, reset_password_token_status
from flask_security.utils import hash_password

from gapcheck.accounts.account import Account

__all__ = ["account_of", "hash_password", "token_for"]


def token_for(account: Account) -> str:
    """The token of a link to set a password, good for ``WELCOME_WITHIN``."""
    return str(generate_reset_password_token(account))


def account_of(token: str) -> Account | None:
    """The account that a token is for; None for one that was used, is too old, or never was one."""
    expired, invalid, account = reset_password_token_status(token)
    return None if expired or invalid else account
