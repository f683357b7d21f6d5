"""What this browser holds of a sign-in: begun, half done, or ended. The session cookie is signed, not secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import session
from flask_login import current_user  # type: ignore[import-untyped]  # no type hints
from flask_security.utils import login_user, logout_user

from gapcheck import clock
from gapcheck.accounts.account import Account
from gapcheck.services import sign_ins
from gapcheck.services.sign_ins import Known, SignedIn

_SECRET, _HALF, _CHALLENGE = "sign_in", "half_signed_in", "passkey_challenge"
#: Seconds in which the second factor must follow the password.
HALF_WITHIN = 600


@dataclass(frozen=True, slots=True)
class Half:
    """A password was right, and the second factor is still to come."""

    known: Known
    bucket: str
    target: str | None


def account_of(uniquifier: str) -> Account | None:
    """Flask-Login's question: whose browser is this? Asked once a request, and only where a page wants to know."""
    secret = session.get(_SECRET)
    return sign_ins.account(uniquifier, secret) if secret else None


def sign_in(found: SignedIn) -> None:
    """Sign this browser in, with nothing left of what its cookie held before."""
    session.clear()
    login_user(found.account)
    session[_SECRET] = found.secret
    session.permanent = True


def sign_out() -> None:
    """Sign this browser out, on the server too."""
    if current_user.is_authenticated:
        sign_ins.end(current_user.id, session[_SECRET])
    logout_user()
    session.clear()


def me() -> Account:
    """The account that is signed in."""
    return cast(Account, current_user)


def remember_half(half: Half) -> None:
    """Keep that the password was right until the second factor comes."""
    session.clear()
    session[_HALF] = [
        half.known.user_id,
        half.known.uniquifier,
        half.bucket,
        half.target,
        int(clock.now().timestamp()),
    ]


def half() -> Half | None:
    """The sign-in that waits for its second factor, if any."""
    held = session.get(_HALF)
    if held is None or clock.now().timestamp() - held[4] > HALF_WITHIN:
        session.pop(_HALF, None)
        return None
    return Half(Known(held[0], held[1], True), held[2], held[3])


def remember_challenge(challenge: str) -> None:
    """Keep what the next reply of a passkey must answer."""
    session[_CHALLENGE] = challenge


def take_challenge() -> str:
    """The challenge, which is good once; empty where there is none."""
    return str(session.pop(_CHALLENGE, ""))
