"""One thing that the doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and where it is not in order what to do."""

    name: str
    level: Level
    said: str


def ok(name: str, said: str) -> Finding:
    """In order."""
    return Finding(name, Level.OK, said)


def note(name: str, said: str) -> Finding:
    """Worth knowing; nobody has to act now."""
    return Finding(name, Level.NOTE, said)


def wrong(name: str, said: str) -> Finding:
    """To be put right."""
    return Finding(name, Level.WRONG, said)
