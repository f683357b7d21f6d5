"""How a day is written: the same on pages, in mails, in files and in the report, whatever the machine's language."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def read_day(text: str) -> date:
    """The day of ``2026-03-12``, and of no other way to write one. Raises ValueError."""
    if not _DAY.match(text):  # Python reads 20260312 and 2026-W11-4 as well
        raise ValueError("not a day of the form 2026-03-12")
    return date.fromisoformat(text)


def day_in_words(value: date) -> str:
    """``12 March 2026``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
