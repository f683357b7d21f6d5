"""The labelled example row: the one place where every mark is named on the chart itself."""

from __future__ import annotations

from dataclasses import dataclass

from gapcheck.charts.dumbbell import MARGIN, Axis, Dumbbell, dumbbell
from gapcheck.charts.marks import TRACKS, Four, Line, rounded


@dataclass(frozen=True, slots=True)
class Callout:
    """A label to be set beside the row: ``part`` names what it explains, ``anchor`` is start, middle or end."""

    part: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Example:
    """The row, the leaders from its marks, and where each label stands. All in points, ``top`` above the row."""

    row: Dumbbell
    width: float
    height: float
    left: float
    top: float
    leaders: tuple[Line, ...]
    callouts: tuple[Callout, ...]


#: Invented answers on five steps: the first person answers 5 and expects 4; the second answers 2 and expects 4.
ANSWERS = Four(own_a=5, own_b=2, guess_a=4, guess_b=4)
STEPS = 5


def example(width: float, row_width: float) -> Example:
    """Lay out the example: a row of ``row_width`` in the middle of ``width`` points, with room for labels around it."""
    left, top, height = (width - row_width) / 2, 34.0, 104.0
    row = dumbbell(ANSWERS, Axis.of_steps(STEPS), row_width)

    def column(step: float) -> float:
        return rounded(left + MARGIN + (row_width - 2 * MARGIN) * (step - 1) / (STEPS - 1))

    upper, lower = top + TRACKS[0], top + TRACKS[1]
    leaders = (
        Line(column(4) - 22, top - 8, column(4) - 3, upper - 6.9),
        Line(column(5) + 14, top - 8, column(5) + 2, upper - 5),
        Line(column(2) - 26, lower, column(2) - 5.5, lower),
        Line(column(4) + 8, lower, column(5) + 14, lower),
    )
    # In the order in which they are read out: line by line, from the left.
    callouts = (
        Callout("guess_b", column(4) - 20, top - 20, "end"),
        Callout("own_a", column(5) - 8, top - 20, "start"),
        Callout("own_b", column(2) - 29, lower - 6, "end"),
        Callout("gap", (column(2) + column(4)) / 2 - 3, (upper + lower) / 2 - 6, "middle"),
        Callout("guess_a", column(5) + 17, lower - 6, "start"),
        Callout("low", column(1), top + 38, "middle"),
        Callout("high", column(5), top + 38, "middle"),
    )
    return Example(row, width, height, left, top, leaders, callouts)
