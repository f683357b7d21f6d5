"""The account as Flask-Security sees it: the stored user with the library's behaviour, and nothing of its roles.

What a person may do follows from the membership in a workspace (``services.workspaces``), never from library roles.
"""

from __future__ import annotations

from datetime import timedelta

from flask_security.core import RoleMixin, UserMixin
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_sqlalchemy import SQLAlchemy

from gapcheck.models import User

#: Argon2id at the OWASP minimum: 19 MiB, two passes, one lane (34 ms on the reference machine).
ARGON2 = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
#: Idle minutes after which a facilitator is signed out.
IDLE_MINUTES = 30
#: How long a one-time link to set a password is good.
WELCOME_WITHIN = timedelta(days=7)
PASSWORD_LENGTH_MIN = 8


class Account(UserMixin, User):  # type: ignore[misc]  # UserMixin has no type hints
    """A stored user that can sign in."""

    #: The library asks for roles; there are none.
    roles: list[RoleMixin] = []  # noqa: RUF012  # the library's own annotation; never changed


class NoRoles(RoleMixin):
    """Stands in where the library wants a role model."""


def datastore(db: SQLAlchemy) -> SQLAlchemyUserDatastore:
    """Where the library looks accounts up."""
    return SQLAlchemyUserDatastore(db, Account, NoRoles)


def library_settings() -> dict[str, object]:
    """Flask-Security's configuration: sign in and out, everything else switched off."""
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_POST_LOGIN_VIEW": "facilitate.start",
        "SECURITY_POST_LOGOUT_VIEW": "accounts.signed_out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGOUT_CSRF": False,  # CSRFProtect covers every route already
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_PASSWORD_SALT": "gapcheck passwords",  # unused by argon2, which salts itself; the library demands one
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH_MIN,
        "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
        "SECURITY_RESET_PASSWORD_WITHIN": WELCOME_WITHIN,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        # Below zero: no page that asks for the password again.
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
    }
