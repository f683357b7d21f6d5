"""How a day is written: the same on pages, in mails, in files and in the report, whatever the machine's language."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in_words(value: date) -> str:
    """``12 March 2026``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
