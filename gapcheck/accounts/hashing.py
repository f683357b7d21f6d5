"""Slow hashes of passwords and PINs: at most two at a time in a process, so that a rush of sign-ins starves nobody."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask_security.utils import hash_password, verify_password

#: Hashes that one process computes at the same time. Each takes 19 MiB and a core for about 34 ms.
AT_ONCE = 2
_slots = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def slot() -> Iterator[None]:
    """Wait for one of the places for a slow hash. Never inside a transaction: waiting there would hold its lock."""
    with _slots:
        yield


def hashed(password: str) -> str:
    """The hash to store of a password."""
    with slot():
        return str(hash_password(_composed(password)))


def fits(password: str, stored: str | None) -> bool:
    """True for the password that was hashed. Without a stored hash it takes as long, and is False."""
    against = stored or _of_nobody()
    with slot():
        right = bool(verify_password(_composed(password), against))
    return right and stored is not None


@cache
def _of_nobody() -> str:
    return hashed("no account has this password")


def _composed(password: str) -> str:
    """The same letters however a keyboard puts them together, so that a password works on every device."""
    return unicodedata.normalize("NFKC", password)
