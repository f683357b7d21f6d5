"""Limits on guessing a password or a code, without shutting the owner out.

Tries are counted for the account. A browser that has signed in to it before carries a signed cookie and has a count of
its own, so that a stranger who uses up the account's tries does not keep its owner out. Counts end by themselves.
"""

from __future__ import annotations

import hashlib
import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from limits import parse
from werkzeug.wrappers import Response

from gapcheck.extensions import installation, limiter

#: For one account from browsers that it does not know, and for one browser that it does.
TRIES = parse("10 per 15 minutes")
#: From one address of the network, whatever account is tried.
PER_ADDRESS = "60 per minute"
_YEAR = 365 * 24 * 3600


class TooMany(Exception):
    """The tries are used up for now."""


def bucket(email: str) -> str:
    """What the tries of an address are counted under in this browser. Tells nothing of the address."""
    digest = _digest(email)
    known = _known()
    return f"known:{known[1]}" if known and known[0] == digest else f"account:{digest}"


def take_a_try(kind: str, bucket: str) -> None:
    """Count a try before it is looked at, so that tries side by side cannot outrun the limit. Raises TooMany."""
    if limiter.enabled and not limiter.limiter.hit(TRIES, kind, bucket):
        raise TooMany


def forget_tries(kind: str, bucket: str) -> None:
    """It was right: begin to count anew."""
    if limiter.enabled:
        limiter.limiter.clear(TRIES, kind, bucket)


def know_this_browser(response: Response, email: str) -> None:
    """Let the browser show from now on that it has signed in to this account."""
    known = _known()
    nonce = known[1] if known and known[0] == _digest(email) else secrets.token_urlsafe(16)
    secure = installation().settings.secure
    response.set_cookie(
        _cookie(),
        _signer().dumps([_digest(email), nonce]),
        max_age=_YEAR,
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def _known() -> tuple[str, str] | None:
    try:
        digest, nonce = _signer().loads(request.cookies.get(_cookie(), ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(digest), str(nonce)


def _digest(email: str) -> str:
    return hashlib.sha256(f"{current_app.secret_key!r}|{email.strip().lower()}".encode()).hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="gapcheck known browser")


def _cookie() -> str:
    return "__Host-gapcheck-known" if installation().settings.secure else "gapcheck-known"
