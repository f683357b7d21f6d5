"""The time, from one place, so that tests can move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

_offset_files: list[Path] = []


def use_offset_file(path: Path | None) -> None:
    """Add the number of seconds in this file to the time, read at each use; None for the plain time."""
    _offset_files[:] = [] if path is None else [path]


def now() -> datetime:
    """The time in UTC, with its zone."""
    return datetime.now(UTC) + sum((_offset(path) for path in _offset_files), timedelta())


def _offset(path: Path) -> timedelta:
    return timedelta(seconds=float(path.read_text("ascii")))
