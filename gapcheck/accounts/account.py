"""The account as Flask-Security sees it: the stored user with the library's behaviour, and nothing of its roles.

What a person may do follows from the membership in a workspace (``services.workspaces``), never from library roles.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_security.core import RoleMixin, Security, UserMixin
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_sqlalchemy import SQLAlchemy

from gapcheck.encryption import Keyring
from gapcheck.models import User

#: Argon2id at the OWASP minimum: 19 MiB, two passes, one lane (34 ms on the reference machine).
ARGON2 = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
#: How long a sign-in lasts without a request, and in all (ASVS 7.3.1 and 7.3.2 want these written down).
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
#: How long a one-time link to set a password is good.
WELCOME_WITHIN = timedelta(days=7)
#: How long a link from a mail to reset a password is good.
RESET_WITHIN = timedelta(hours=1)
PASSWORD_LENGTH_MIN = 8
#: Of the whole field: what is longer is no sentence that somebody types.
PASSWORD_LENGTH_MAX = 200
RECOVERY_CODES = 10


class Account(User, UserMixin):  # type: ignore[misc]  # the library gives its columns other types, in its hints only
    """A stored user that can sign in."""

    #: The library asks for roles; there are none.
    roles: list[RoleMixin] = []  # noqa: RUF012  # the library's own annotation; never changed


class NoRoles(RoleMixin):
    """Stands in where the library wants a role model."""


def datastore(db: SQLAlchemy) -> SQLAlchemyUserDatastore:
    """Where the library looks accounts up."""
    return SQLAlchemyUserDatastore(db, Account, NoRoles)


def library() -> Security:
    """Flask-Security in the running application."""
    return current_app.extensions["security"]


def library_settings(keyring: Keyring) -> dict[str, object]:
    """Flask-Security's configuration. None of its pages is used, so all that they could do stays switched off."""
    return {
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_PASSWORD_SALT": "gapcheck passwords",  # unused by argon2, which salts itself; the library demands one
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "SECURITY_RESET_PASSWORD_WITHIN": WELCOME_WITHIN,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [keyring.recovery_codes_key],
        "SECURITY_TOTP_SECRETS": {"1": keyring.one_time_codes_key},
        "SECURITY_TOTP_ISSUER": "gapcheck",
    }
