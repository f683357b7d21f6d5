"""What is at fault in an input, and where: the one form in which every reader reports it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

#: A fault quotes at most this many characters of what it was given.
SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of an input: ``place`` says where (``seats.cio.answers.GR1.cso``), ``message`` what and what to do."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class InputFaults(Exception):
    """An input that cannot be used. Carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("InputFaults needs at least one fault")
        super().__init__("\n".join(str(fault) for fault in self.faults))


def shown(value: object) -> str:
    """A value as a fault quotes it: one short printable line, in the words of JSON.

    Nothing that was read can break a line, steer a terminal or fill a screen with its fault.
    """
    if isinstance(value, str):
        return f'"{printable(value)}"'
    if isinstance(value, int) and abs(value) >= 10**SHOWN_LENGTH:
        return f"a number of more than {SHOWN_LENGTH} digits"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else f"a {type(value).__name__}"


def printable(text: str) -> str:
    """A text on one line: what cannot be printed is written as its code, what is too long is cut."""
    cut = text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}\u2026"
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)
