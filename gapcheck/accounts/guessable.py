"""Passwords that are guessed first: those that many people have, and those made of names that stand around them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache


def is_common(password: str) -> bool:
    """True for one of the 30,000 most frequent passwords of known leaks, in whatever case.

    More than 11,000 of them are long enough to be chosen here; ASVS 5.0 (6.2.4) asks for 3,000.
    """
    return _plain(password) in _common()


@cache
def _common() -> frozenset[str]:
    # Half a second's worth of tables on a slow machine, so only where somebody chooses a password.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]  # the package has no type hints

    return frozenset(FREQUENCY_LISTS["passwords"])


def is_made_of(password: str, words: Iterable[str]) -> bool:
    """True where the password is one of these words, whatever is written around and between its letters.

    "Halloran-Consulting 2026!" is made of "Halloran Consulting".
    """
    letters = _letters(password)
    return letters != "" and letters in {_letters(word) for word in words}


def _letters(text: str) -> str:
    return "".join(letter for letter in _plain(text) if letter.isalpha())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
