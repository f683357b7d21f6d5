"""How alike two answers to one item are: one similarity in [0, 1] per answer type.

Every similarity s is symmetric, 1 for two equal answers, and 1 - s is a metric. Each is one division of whole counts
where the type is made of counts, so that a result is the nearest double to the exact fraction.

The answers are those of ``gapcheck.instruments.answers.decode``.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import lcm
from typing import Any

from gapcheck.instruments.answers import POINTS, Decoded
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import OTHER, ItemType, NoAnswer

#: "The same" is s >= tau with this much room for the rounding of a division.
TOLERANCE = 1e-9

#: The default match threshold of each type; a scale's follows from its number of positions.
_THRESHOLDS = {
    ItemType.SINGLE: 1.0,
    ItemType.MULTI: 0.5,
    ItemType.RANKING: 0.75,
    ItemType.TOP: 0.5,
    ItemType.ALLOCATION: 0.8,
    ItemType.NUMBER: 0.85,
}
#: A scale with fewer positions than this is matched exactly, one with as many or more within one step.
_POSITIONS_WITH_TOLERANCE = 5


#: The similarity of two values of one item, from 0 to 1; None where two values cannot be compared.
Measure = Callable[[Any, Any], float | None]


def measure(item: Item) -> Measure:
    """The similarity of an item's type, for decoded values (not for answers that are missing or decline)."""
    match item.type:
        case ItemType.SCALE:
            return linear(len(item.labels) - 1)
        case ItemType.NUMBER:
            low, high = item.bounds
            return linear(high - low)
        case _:
            return _MEASURES[item.type]


def similarity(item: Item, x: Decoded | None, y: Decoded | None) -> float | None:
    """How alike two answers to an item are, from 0 to 1; None where they cannot be compared.

    Not comparable are: an answer that was never given, one that declines, free text, and "other" beside "other" (own
    words may mean the same or not).
    """
    if x is None or y is None or isinstance(x, NoAnswer) or isinstance(y, NoAnswer):
        return None
    return measure(item)(x, y)


def threshold(item: Item) -> float:
    """The item's match threshold tau: its own, or the default of its type. Raises KeyError for a text item."""
    if item.tau is not None:
        return item.tau
    if item.type is ItemType.SCALE:
        positions = len(item.labels)
        return 1 - 1 / (positions - 1) if positions >= _POSITIONS_WITH_TOLERANCE else 1.0
    return _THRESHOLDS[item.type]


def least_same(tau: float) -> float:
    """The least similarity that counts as the same under the threshold tau: s >= tau, with room for rounding."""
    return tau - TOLERANCE


def same(s: float, tau: float) -> bool:
    """Whether two answers of similarity s count as the same under the threshold tau."""
    return s >= least_same(tau)


def identity(x: str, y: str) -> float | None:
    """Single choice: 1 for the same option, else 0; None for "other" twice, which is not a match of words."""
    if x == y == OTHER:
        return None
    return 1.0 if x == y else 0.0


def linear(span: float) -> Callable[[float, float], float]:
    """Ordered answers: 1 - |x - y| / span, with the declared range as span, never the observed one.

    For a scale of k positions span is k - 1: the agreement weights of linearly weighted kappa (Cicchetti & Allison
    1971). For a number span is max - min.
    """

    def similarity(x: float, y: float) -> float:
        return (span - abs(x - y)) / span

    return similarity


def jaccard(x: frozenset[str], y: frozenset[str]) -> float:
    """Sets: options in both / options in either (Jaccard 1901). Two empty sets ("none of these" twice) are equal.

    Boxes that both left unticked do not count, as they would in simple matching.
    """
    either = len(x | y)
    return len(x & y) / either if either else 1.0


def kendall(x: tuple[float, ...], y: tuple[float, ...]) -> float:
    """Full rankings, as ranks per option: 1 - K / C(n, 2), the share of head-to-head orderings in common.

    K counts the pairs of options in opposite order (Kendall 1938), and half of each pair tied in exactly one list: the
    distance K^(1/2) of Fagin et al. 2006. Without ties this is (Kendall's tau + 1) / 2.
    """
    half_points = 0
    for (x1, y1), (x2, y2) in combinations(zip(x, y, strict=True), 2):
        if x1 == x2 or y1 == y2:
            half_points += 2 if x1 == x2 and y1 == y2 else 1
        elif (x1 < x2) == (y1 < y2):
            half_points += 2
    return half_points / (len(x) * (len(x) - 1))


def average_overlap(x: tuple[str, ...], y: tuple[str, ...]) -> float:
    """First k of more: the mean over depths d = 1..k of the share that the first d of both have in common.

    Average overlap (Fagin, Kumar & Sivakumar 2003; Webber, Moffat & Zobel 2010): top-weighted, and defined for
    different members.
    """
    depths = len(x)
    unit = lcm(*range(1, depths + 1))
    total = overlap = 0
    for depth in range(1, depths + 1):
        last_x, last_y = x[depth - 1], y[depth - 1]
        overlap += (last_x in y[:depth]) + (last_y in x[: depth - 1])
        total += overlap * (unit // depth)
    return total / (unit * depths)


def shared_points(x: tuple[int, ...], y: tuple[int, ...]) -> float:
    """Allocations: the points that both put in the same place / 100, which is 1 - total variation distance.

    1 minus it is the share of the points that would have to move.
    """
    return sum(map(min, x, y)) / POINTS


def no_measure(_x: str, _y: str) -> None:
    """Free text has no automatic similarity: people read it."""


_MEASURES: dict[ItemType, Measure] = {
    ItemType.SINGLE: identity,
    ItemType.MULTI: jaccard,
    ItemType.RANKING: kendall,
    ItemType.TOP: average_overlap,
    ItemType.ALLOCATION: shared_points,
    ItemType.TEXT: no_measure,
}
