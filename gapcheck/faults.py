"""What is at fault in an input, and where: the one form in which every reader reports it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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
