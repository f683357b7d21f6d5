"""A measured figure beside its target and its anchor.

Absolute times belong to a machine. An anchor is something well known that was timed in the same run, so that two
machines can be compared by the ratio.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One line of the output. ``good`` says whether the target is reached; None where there is no target."""

    name: str
    value: str
    target: str = ""
    good: bool | None = None
    anchor: str = ""


def seconds_a_call(work: Callable[[], object], least: float = 0.5, rounds: int = 5) -> float:
    """The median over some rounds of the mean time of a call; a round lasts ``least`` seconds divided by the rounds."""
    work()  # imports and caches are not what is measured
    times = []
    for _ in range(rounds):
        calls, started = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - started) < least / rounds or not calls:
            work()
            calls += 1
        times.append(elapsed / calls if elapsed else 0.0)
    return median(times)


def milliseconds(seconds: float) -> str:
    """A time as it is printed."""
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds * 1000:,.0f} ms"
