"""The oracle's similarities, thresholds and luck, in exact fractions, without a line of the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import chain, combinations, permutations, product
from typing import Any

Item = dict[str, Any]
Value = Any


def similarity(item: Item, x: Value, y: Value) -> Fraction | None:
    """Exact similarity of two answers as they stand in the file; None where one is missing or declines."""
    if is_missing(x) or is_missing(y):
        return None
    by_type: dict[str, Callable[[Item, Value, Value], Fraction | None]] = {
        "single": of_singles,
        "scale": of_positions,
        "multi": of_ticks,
        "ranking": of_rankings,
        "top": of_tops,
        "allocation": of_points,
        "number": of_numbers,
        "text": lambda *_: None,
    }
    return by_type[item["type"]](item, x, y)


def is_missing(value: Value) -> bool:
    return value is None or (isinstance(value, dict) and "no_answer" in value)


def of_singles(_: Item, x: Value, y: Value) -> Fraction | None:
    x, y = (each["option"] if isinstance(each, dict) else each for each in (x, y))
    if (x, y) == ("other", "other"):
        return None
    return Fraction(int(x == y))


def of_positions(item: Item, x: int, y: int) -> Fraction:
    """Both positions moved to the unit interval first."""
    last = len(item["labels"]) - 1
    return 1 - abs(Fraction(x - 1, last) - Fraction(y - 1, last))


def of_ticks(item: Item, x: list[str], y: list[str]) -> Fraction:
    """Box by box: the share of both-ticked among the ticked, leaving out "none of these"."""
    boxes = [option["id"] for option in item["options"] if option["id"] != "none"]
    ticks = Counter((box in x, box in y) for box in boxes)
    ticked = len(boxes) - ticks[False, False]
    return Fraction(ticks[True, True], ticked) if ticked else Fraction(1)


def of_rankings(_: Item, x: list[Any], y: list[Any]) -> Fraction:
    """Kendall's distance K^(1/2) by breaking ties.

    Break the ties of both lists in one common order, count inversions; do the same in the reverse order; take the mean.
    A pair tied in both lists is broken alike in both and costs 0; a pair tied in one is discordant once of the two.
    """
    names = sorted(flat(x))
    pairs = len(names) * (len(names) - 1) // 2
    lost = sum(inversions(broken(x, order), broken(y, order)) for order in (names, names[::-1]))
    return 1 - Fraction(lost, 2 * pairs)


def flat(ranking: list[Any]) -> list[str]:
    return list(chain.from_iterable(part if isinstance(part, list) else [part] for part in ranking))


def broken(ranking: list[Any], order: list[str]) -> list[str]:
    return flat([sorted(part, key=order.index) if isinstance(part, list) else part for part in ranking])


def inversions(x: list[str], y: list[str]) -> int:
    """The exchanges that a bubble sort of y into the order of x makes."""
    line, exchanges = [x.index(name) for name in y], 0
    for end in range(len(line), 1, -1):
        for i in range(end - 1):
            if line[i] > line[i + 1]:
                line[i], line[i + 1] = line[i + 1], line[i]
                exchanges += 1
    return exchanges


def of_tops(item: Item, x: list[str], y: list[str]) -> Fraction:
    """Average overlap, option by option: an option in both lists counts from the depth at which both have it."""
    k: int = item["pick"]
    total = Fraction(0)
    for name in set(x).intersection(y):
        for depth in range(max(x.index(name), y.index(name)) + 1, k + 1):
            total += Fraction(1, depth)
    return total / k


def of_points(_: Item, x: dict[str, int], y: dict[str, int]) -> Fraction:
    """A hundred tokens each: those that find a twin in the same place."""
    twins: int = (Counter(x) & Counter(y)).total()
    return Fraction(twins, 100)


def of_numbers(item: Item, x: float, y: float) -> Fraction:
    span = Fraction(str(item["max"])) - Fraction(str(item["min"]))
    return 1 - abs(Fraction(str(x)) - Fraction(str(y))) / span


# --- thresholds and luck ----------------------------------------------------------------------------------------------


def threshold(item: Item) -> Fraction:
    if "tau" in item:
        return Fraction(str(item["tau"]))
    if item["type"] == "scale":
        k = len(item["labels"])
        return {2: Fraction(1), 3: Fraction(1), 4: Fraction(1)}.get(k, Fraction(k - 2, k - 1))
    defaults = {"single": "1", "multi": "0.5", "ranking": "0.75", "top": "0.5", "allocation": "0.8", "number": "0.85"}
    return Fraction(defaults[item["type"]])


def luck(item: Item) -> Fraction | None:
    """P(s >= tau) by enumerating all answers, but for allocations (a generating function) and numbers (an area)."""
    tau, kind = threshold(item), item["type"]
    if kind == "allocation":
        return luck_of_points(len(item["options"]), tau)
    if kind == "number":
        return area_within(1 - tau)
    answers = possible_answers(
        kind, len(item.get("labels", ())), tuple(o["id"] for o in item.get("options", ())), item.get("pick", 0)
    )
    # All orders of the options look alike from any one ranking or top list, so one of them is enough to start from.
    first = answers[:1] if kind in ("ranking", "top") else answers
    hits = sum(hit(item, x, y, tau) for x, y in product(first, answers))
    return Fraction(hits, len(first) * len(answers))


def hit(item: Item, x: Value, y: Value, tau: Fraction) -> bool:
    if item["type"] == "single":  # two random picks of "other" are one option picked twice
        return Fraction(int(x == y)) >= tau
    s = similarity(item, x, y)
    assert s is not None
    return s >= tau


@cache
def possible_answers(kind: str, positions: int, options: tuple[str, ...], pick: int) -> tuple[Value, ...]:
    if kind == "single":
        return options
    if kind == "scale":
        return tuple(range(1, positions + 1))
    if kind == "multi":
        boxes = [option for option in options if option != "none"]
        return tuple(chain.from_iterable(map(list, combinations(boxes, size)) for size in range(1, len(boxes) + 1)))
    return tuple(map(list, permutations(options, pick if kind == "top" else len(options))))


@cache
def luck_of_points(k: int, tau: Fraction) -> Fraction:
    """Two random splits of 100 over k places, as a product of k generating functions.

    A place holds m twin tokens and an excess of one side or the other: sum_m z^m times (1 + x + x^2 + ... + y + y^2 +
    ...). Two splits with D tokens apart are the coefficient of z^(100-D) x^D y^D.
    """
    most = int(100 * (1 - tau))
    one_place = {(0, 0): 1} | {(d, 0): 1 for d in range(1, most + 1)} | {(0, d): 1 for d in range(1, most + 1)}
    excess, twins = {(0, 0): 1}, [1] + [0] * 100
    for _ in range(k):
        multiplied: Counter[tuple[int, int]] = Counter()
        for ((x, y), n), ((dx, dy), m) in product(excess.items(), one_place.items()):
            if x + dx <= most and y + dy <= most:
                multiplied[x + dx, y + dy] += n * m
        excess = dict(multiplied)
        twins = [sum(twins[: m + 1]) for m in range(101)]
    matching = sum(excess.get((d, d), 0) * twins[100 - d] for d in range(most + 1))
    return Fraction(matching, twins[100] ** 2)


def area_within(c: Fraction) -> Fraction:
    """The part of the unit square within c of its diagonal: all but two triangles of legs 1 - c."""
    return 1 - 2 * (1 - c) ** 2 / 2


def reach(chances: list[Fraction]) -> int:
    """The smallest M with P(at least M) <= 1/10, from the generating function's coefficients, halves multiplied."""
    coefficients = polynomial(chances)
    return next(m for m in range(len(chances) + 2) if sum(coefficients[m:], Fraction(0)) <= Fraction(1, 10))


def polynomial(chances: list[Fraction]) -> list[Fraction]:
    if len(chances) < 2:
        return [Fraction(1)] if not chances else [1 - chances[0], chances[0]]
    left, right = polynomial(chances[: len(chances) // 2]), polynomial(chances[len(chances) // 2 :])
    result = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, p in enumerate(left):
        for j, q in enumerate(right):
            result[i + j] += p * q
    return result
