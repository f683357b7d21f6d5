"""Single fields of the engagement page's small forms, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gapcheck.instruments.characters import is_one_line
from gapcheck.services.addresses import usable
from gapcheck.services.seating import NAME_LENGTH
from gapcheck.vocabulary import read_day


class NotUsable(Exception):
    """A field that cannot be used; ``reason`` names the words that say what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def version(fields: Mapping[str, str]) -> int:
    """The version of the wave that the page showed. Raises NotUsable."""
    value = fields.get("version", "")
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise NotUsable("changed_meanwhile")
    return int(value)


def name(fields: Mapping[str, str], field: str) -> str:
    """A person's name. Raises NotUsable."""
    value = " ".join(fields.get(field, "").split())
    if not 0 < len(value) <= NAME_LENGTH or not is_one_line(value):
        raise NotUsable("name_not_usable")
    return value


def address(fields: Mapping[str, str], field: str) -> str | None:
    """An e-mail address, None for an empty field. Raises NotUsable."""
    value = fields.get(field, "").strip()
    if not value:
        return None
    found = usable(value)
    if found is None:
        raise NotUsable("address_not_usable")
    return found


def day(fields: Mapping[str, str], field: str) -> date:
    """A day. Raises NotUsable."""
    try:
        return read_day(fields.get(field, ""))
    except ValueError:
        raise NotUsable("day_not_usable") from None
