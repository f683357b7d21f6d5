"""The time, from one place, so that tests can move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

_offset_file: Path | None = None


def use_offset_file(path: Path | None) -> None:
    """Add the number of seconds in this file to the time, read at each use; None for the plain time."""
    global _offset_file
    _offset_file = path


def now() -> datetime:
    """The time in UTC, with its zone."""
    time = datetime.now(UTC)
    if _offset_file is None:
        return time
    return time + timedelta(seconds=float(_offset_file.read_text("ascii")))
