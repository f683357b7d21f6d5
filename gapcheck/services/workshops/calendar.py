"""Whole days as an iCalendar file (RFC 5545). Pure: the same days give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: Octets of a line, its break left out (RFC 5545, 3.1).
_LINE = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Day:
    """An event of one whole day. ``uid`` is the same whenever it is exported; ``stamp`` is its last change."""

    uid: str
    on: date
    summary: str
    description: str
    stamp: datetime


def calendar(days: Iterable[Day]) -> bytes:
    """The file: UTF-8, lines folded at 75 octets and ended by CR LF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//gapcheck//workshop//EN", "CALSCALE:GREGORIAN"]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.uid}@gapcheck",
            f"DTSTAMP:{day.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(day.summary)}",
            f"DESCRIPTION:{escaped(day.description)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(piece + b"\r\n" for line in lines for piece in _folded(line))


def escaped(text: str) -> str:
    """A text as a property's value (RFC 5545, 3.3.11)."""
    return text.translate(_ESCAPES)


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, later ones after a blank, no letter cut in two."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _LINE:
            yield piece
            piece = b" "
        piece += octets
    yield piece
