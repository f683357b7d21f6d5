"""The answers of an earlier wave behind a row, in light grey: where the four marks stood last time."""

from __future__ import annotations

from gapcheck.charts.dumbbell import Axis, dumbbell
from gapcheck.charts.marks import Four, Mark


def ghosts(before: Four, now: Four, axis: Axis, width: float) -> tuple[Mark, ...]:
    """The marks of ``before`` that stand elsewhere in ``now``. Answers outside the axis raise ValueError."""
    present = dumbbell(now, axis, width).marks
    return tuple(mark for mark in dumbbell(before, axis, width).marks if mark not in present)
