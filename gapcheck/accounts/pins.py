"""PINs of personal links: six digits or more, hashed like passwords."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from gapcheck.accounts.hashing import slot

#: The same cost as for passwords (gapcheck.accounts.account).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(pin: str) -> str:
    """The hash to store."""
    with slot():
        return _HASHER.hash(pin)


def fits(pin: str, stored: str) -> bool:
    """True for the PIN that was hashed."""
    try:
        with slot():
            return _HASHER.verify(stored, pin)
    except VerifyMismatchError:
        return False
