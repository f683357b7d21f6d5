"""How close two answers are, in five steps that mean the same for every answer type: for charts, never for counts."""

from __future__ import annotations

from enum import IntEnum

from gapcheck.engine.detail import exact
from gapcheck.engine.measures import TOLERANCE, same


class Closeness(IntEnum):
    """The steps, from nothing in common to equal. From SAME on two answers count as the same."""

    NOTHING = 0
    LESS_THAN_HALF = 1
    HALF = 2
    SAME = 3
    EXACT = 4


def closeness(s: float, tau: float) -> Closeness:
    """The step of a similarity s in [0, 1] under the item's threshold tau in (0, 1].

    Below the threshold the steps divide the way to it: half of it and more, less than half, nothing at all. On a scale
    of five these are the differences of two, three and four steps.
    """
    if exact(s):
        return Closeness.EXACT
    if same(s, tau):
        return Closeness.SAME
    if s <= TOLERANCE:
        return Closeness.NOTHING
    return Closeness.HALF if same(s, tau / 2) else Closeness.LESS_THAN_HALF
