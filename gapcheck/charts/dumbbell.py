"""The paired dumbbell: four answers on one line, for scales, numbers and points.

The first role's view is on the upper track, the second's on the lower one. The grey band between the two own views is
the real gap; a dotted line from a guess to the view that it was aimed at is the guess's miss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gapcheck.charts.marks import GUESS_RADIUS, ROW_HEIGHT, STROKE, TRACKS, Box, Four, Line, Mark, rounded


@dataclass(frozen=True, slots=True)
class Axis:
    """The full range of the answers, and where its lines stand. It is never cut to the answers given."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def of_steps(cls, count: int) -> Axis:
        """An axis of the positions 1..count, one tick each. Raises ValueError below two positions."""
        if count < 2:
            raise ValueError("an axis of steps needs at least two")
        return cls(1.0, float(count), tuple(float(step) for step in range(1, count + 1)))

    @classmethod
    def of_range(cls, low: float, high: float, parts: int = 4) -> Axis:
        """An axis from low to high with ``parts`` equal parts. Raises ValueError unless low < high."""
        if not low < high:
            raise ValueError("an axis needs low < high")
        return cls(low, high, tuple(low + (high - low) * part / parts for part in range(parts + 1)))


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the axis at ``x``; ``value`` is what stands there."""

    x: float
    value: float


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """Where everything of one row stands, in points. ``band`` is None without a gap between two own views."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    band: Box | None
    misses: tuple[Line, ...]
    marks: tuple[Mark, ...]


#: The heights of the first and the second person's track.
Tracks = tuple[float, float]
#: Room at both ends so that an open mark on the last tick is whole.
MARGIN = GUESS_RADIUS + STROKE


def dumbbell(
    answers: Four,
    axis: Axis,
    width: float,
    *,
    tracks: Tracks = TRACKS,
    height: float = ROW_HEIGHT,
    margin: float = MARGIN,
) -> Dumbbell:
    """Lay out one row of ``width`` points. Answers outside the axis raise ValueError.

    ``tracks`` are the heights of the two people's tracks, ``margin`` is the room at both ends of the axis.
    """

    def place(value: float) -> float:
        if not axis.low <= value <= axis.high:
            raise ValueError(f"{value} is not between {axis.low} and {axis.high}")
        return rounded(margin + (width - 2 * margin) * (value - axis.low) / (axis.high - axis.low))

    own = [None if value is None else place(value) for value in (answers.own_a, answers.own_b)]
    #: guess[i] is about person i's view, so it was made by the other one.
    guess = [None if value is None else place(value) for value in (answers.guess_b, answers.guess_a)]
    return Dumbbell(
        width=width,
        height=height,
        ticks=tuple(Tick(place(value), value) for value in axis.ticks),
        band=_band(own, tracks),
        misses=_misses(own, guess, tracks),
        marks=_marks(own, guess, tracks),
    )


def _band(own: Sequence[float | None], tracks: Tracks) -> Box | None:
    a, b = own
    if a is None or b is None or a == b:
        return None
    return Box(min(a, b), tracks[0], rounded(abs(a - b)), rounded(tracks[1] - tracks[0]))


def _misses(own: Sequence[float | None], guess: Sequence[float | None], tracks: Tracks) -> tuple[Line, ...]:
    lines = []
    for about, (truth, guessed, y) in enumerate(zip(own, guess, tracks, strict=True)):
        if truth is not None and guessed is not None and truth != guessed:
            lines.append(Line(guessed, y, truth, y, speaker=1 - about))
    return tuple(lines)


def _marks(own: Sequence[float | None], guess: Sequence[float | None], tracks: Tracks) -> tuple[Mark, ...]:
    """Open marks first, so that a solid one is drawn over the rim that it may touch."""
    guesses = [Mark(x, tracks[i], about=i, speaker=1 - i) for i, x in enumerate(guess) if x is not None]
    views = [Mark(x, tracks[i], about=i, speaker=i) for i, x in enumerate(own) if x is not None]
    return (*guesses, *views)
