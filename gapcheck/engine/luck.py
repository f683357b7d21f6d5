"""What luck alone would reach: the chance that two answers given at random count as the same.

"At random" is: both answers drawn independently, every possible answer of the type equally likely (for a set, every
non-empty set of options; for an allocation, every split of 100 whole points). All chances are exact fractions, rounded
once, at the end, to the nearest double.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, lru_cache
from math import comb, factorial, floor, lcm

from gapcheck.engine.measures import TOLERANCE, linear, same, threshold
from gapcheck.instruments.answers import POINTS
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import NONE_OF_THESE, ItemType

#: ``luck_reach`` is what luck alone reaches in at most this share of tries.
ONE_IN_TEN = 0.1


def luck(item: Item) -> float | None:
    """P(s >= tau) for two random answers to an item, under its own threshold; None for a text item."""
    if not item.closed:
        return None
    return _LUCK[item.type](item, threshold(item))


@cache
def of_identity(options: int, tau: float) -> float:
    """Single choice of k options: 1/k (Bennett, Alpert & Goldstein 1954; Brennan & Prediger 1981)."""
    return 1.0 if same(0.0, tau) else 1 / options


@cache
def of_scale(positions: int, tau: float) -> float:
    """Scale of k positions: the share of the k^2 pairs that match; (3k - 2) / k^2 within one step, 1/k exactly."""
    s = linear(positions - 1)
    return sum(same(s(x, y), tau) for x in range(positions) for y in range(positions)) / positions**2


@cache
def of_sets(options: int, tau: float) -> float:
    """Sets: both any non-empty subset of N options ("none of these" is not one of the N).

    Given a set of size m, there are C(m, t) C(N - m, u) sets with t options in common and u of their own; their
    Jaccard similarity is t / (m + u).
    """
    matching = sum(
        comb(options, m) * comb(m, t) * comb(options - m, u)
        for m in range(1, options + 1)
        for t in range(m + 1)
        for u in range(options - m + 1)
        if t + u > 0 and same(t / (m + u), tau)
    )
    return float(Fraction(matching, (2**options - 1) ** 2))


@cache
def of_rankings(options: int, tau: float) -> float:
    """Full rankings of n options without ties: the share of the n! orders with few enough inversions.

    The number of orders with K inversions follows by inserting the options one by one: the j-th adds 0 to j - 1
    (the Mahonian numbers).
    """
    orders = [1]
    for added in range(1, options):
        orders = [sum(orders[max(0, k - added) : k + 1]) for k in range(len(orders) + added)]
    head_to_heads = comb(options, 2)
    matching = sum(count for k, count in enumerate(orders) if same((head_to_heads - k) / head_to_heads, tau))
    return float(Fraction(matching, factorial(options)))


@cache
def of_tops(options: int, pick: int, tau: float) -> float:
    """First k of N: all ordered lists, enumerated by the size of the overlap at each depth.

    ``ways`` counts, for each overlap at the present depth and each sum of overlaps so far (weighted 1/depth, in units
    of 1 / lcm(1..k)), the pairs of lists, of which there are (N - d)^2 ways to go on at depth d.
    """
    unit = lcm(*range(1, pick + 1))
    ways = {(0, 0): 1}
    for depth in range(pick):
        longer: dict[tuple[int, int], int] = {}
        for (overlap, total), count in ways.items():
            for gain, steps in _next_overlaps(options, depth, overlap):
                state = (overlap + gain, total + (overlap + gain) * (unit // (depth + 1)))
                longer[state] = longer.get(state, 0) + count * steps
        ways = longer
    matching = sum(count for (_, total), count in ways.items() if same(total / (unit * pick), tau))
    return float(Fraction(matching, sum(ways.values())))


def _next_overlaps(options: int, depth: int, overlap: int) -> Iterator[tuple[int, int]]:
    """By how much the overlap of two lists grows with the next entry of each, and in how many ways.

    The first list's next entry is one of ``rest`` options, of which ``waiting`` stand in the second list already; so
    is the second's, with one more waiting where the first's new entry is not yet in it.
    """
    rest = options - depth
    waiting = depth - overlap
    yield 2, waiting * waiting
    yield 1, waiting * (rest - waiting) + (rest - waiting) * (waiting + 1)
    yield 0, (rest - waiting) * (rest - waiting - 1)


@cache
def of_allocations(options: int, tau: float) -> float:
    """Allocations of T = 100 points over k options: sum over D = 0..m of N_k(D) C(T-D+k-1, k-1) / C(T+k-1, k-1)^2.

    N_k(D) counts the ways to move D points between the options, m is the greatest D that still matches, and
    C(T-D+k-1, k-1) the ways to place the points that do not move.
    """
    most = floor(POINTS * (1 - tau + TOLERANCE))
    matching = sum(_moves(options, d) * comb(POINTS - d + options - 1, options - 1) for d in range(most + 1))
    return float(Fraction(matching, comb(POINTS + options - 1, options - 1) ** 2))


def _moves(options: int, points: int) -> int:
    """N_k(D): j options receive D points in all, the others give them. All of them cannot receive (j = k)."""
    if points == 0:
        return 1
    return sum(
        comb(options, j) * comb(points - 1, j - 1) * comb(points + options - j - 1, options - j - 1)
        for j in range(1, options)
    )


@cache
def of_numbers(tau: float) -> float:
    """Numbers: P(|x - y| <= (1 - tau) R) = 1 - tau^2 for two uniform values in a range R (the threshold as written)."""
    return float(1 - Fraction(repr(tau)) ** 2)


_LUCK: dict[ItemType, Callable[[Item, float], float]] = {
    ItemType.SINGLE: lambda item, tau: of_identity(len(item.options), tau),
    ItemType.SCALE: lambda item, tau: of_scale(len(item.labels), tau),
    ItemType.MULTI: lambda item, tau: of_sets(sum(option.id != NONE_OF_THESE for option in item.options), tau),
    ItemType.RANKING: lambda item, tau: of_rankings(len(item.options), tau),
    ItemType.TOP: lambda item, tau: of_tops(len(item.options), item.pick or 0, tau),
    ItemType.ALLOCATION: lambda item, tau: of_allocations(len(item.options), tau),
    ItemType.NUMBER: lambda _, tau: of_numbers(tau),
}


@lru_cache(maxsize=1024)
def luck_reach(chances: tuple[float, ...]) -> int:
    """The smallest number of matches that luck alone reaches in at most one try in ten.

    ``chances`` are the items' luck; the number of lucky matches is then Poisson-binomial, computed exactly by adding
    one item after the other. With few items it may be one more than there are: luck then reaches all of them more
    often than once in ten tries.
    """
    exactly = [1.0]
    for p in chances:
        exactly = [hit * p + miss * (1 - p) for hit, miss in zip([0.0, *exactly], [*exactly, 0.0], strict=True)]
    at_least = 1.0
    reach = 0
    while at_least > ONE_IN_TEN + TOLERANCE:
        at_least -= exactly[reach]
        reach += 1
    return reach
