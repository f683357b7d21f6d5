"""Single fields of the workshop's forms, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gapcheck.vocabulary import read_day

#: No number in these forms has more digits.
_DIGITS = 9


def whole(fields: Mapping[str, str], name: str, default: int) -> int:
    """A whole number of at least 0; ``default`` for a field that is missing or holds something else."""
    value = fields.get(name, "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= _DIGITS else default


def day(fields: Mapping[str, str], name: str) -> date | None:
    """A day; None for an empty field. Raises ValueError for what is no day."""
    value = fields.get(name, "").strip()
    return read_day(value) if value else None
