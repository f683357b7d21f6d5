"""What luck alone reaches: the constants of the method, and every formula against plain enumeration."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gapcheck.engine.luck import luck, luck_reach, of_allocations, of_numbers, of_rankings, of_scale, of_sets, of_tops
from gapcheck.engine.measures import measure, same
from gapcheck.instruments.model import Item
from tests.engine import oracle_likeness
from tests.engine.samples import CLOSED, allocation, multi, number, ranking, scale, single, text, top

THRESHOLDS = [0.05, 0.25, 0.3, 1 / 3, 0.4, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0]
each_threshold = pytest.mark.parametrize("tau", THRESHOLDS)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (single(2), 0.5),
        (single(5), 0.2),
        (single(6, "other"), 1 / 7),
        (scale(2), 0.5),
        (scale(3), 1 / 3),
        (scale(4), 0.25),
        (scale(5), 0.52),
        (scale(6), 0.4444),
        (scale(7), 0.3878),
        (scale(5, tau=1.0), 0.2),
        (scale(6, tau=1.0), 0.1667),
        (scale(7, tau=1.0), 0.1429),
        (multi(7), 0.284767),
        (multi(8), 0.260807),
        (ranking(4), 0.1667),
        (ranking(5), 0.1167),
        (ranking(6), 0.0681),
        (top(3, 6), 0.2250),
        (top(3, 7), 0.1810),
        (top(3, 8), 0.1518),
        (top(3, 10), 0.1153),
        (allocation(3), 0.183919),
        (allocation(4), 0.100235),
        (allocation(5), 0.056472),
        (allocation(6), 0.032367),
        (number(), 0.2775),
        (number(-1, 3), 0.2775),
    ],
)
def test_the_constants_of_the_method(item: Item, expected: float) -> None:
    digits = len(repr(expected)) - 2
    assert luck(item) == pytest.approx(expected, abs=0.5 * 10 ** -min(digits, 15) + 1e-15)


def test_a_scale_within_one_step_is_matched_by_luck_as_the_closed_form_says() -> None:
    for k in range(5, 12):
        assert luck(scale(k)) == pytest.approx((3 * k - 2) / k**2, abs=1e-15)


def test_text_has_no_luck() -> None:
    assert luck(text()) is None


def enumerated(item: Item, answers: list[Any], tau: float) -> float:
    s = measure(item)
    return sum(same(s(x, y) or 0.0, tau) for x, y in product(answers, repeat=2)) / len(answers) ** 2


@each_threshold
@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
def test_luck_of_sets_is_what_enumerating_all_pairs_of_sets_gives(count: int, tau: float) -> None:
    boxes = multi(count)
    sets = [frozenset(each) for size in range(1, count + 1) for each in combinations(range(count), size)]
    assert of_sets(count, tau) == pytest.approx(enumerated(boxes, sets, tau), abs=1e-15)


@each_threshold
@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_luck_of_rankings_is_what_enumerating_all_orders_gives(count: int, tau: float) -> None:
    orders = list(permutations(range(count)))
    assert of_rankings(count, tau) == pytest.approx(enumerated(ranking(count), orders, tau), abs=1e-15)


@each_threshold
@pytest.mark.parametrize(("pick", "count"), [(1, 1), (1, 5), (2, 3), (2, 6), (3, 3), (3, 5), (4, 5)])
def test_luck_of_top_lists_is_what_enumerating_all_lists_gives(pick: int, count: int, tau: float) -> None:
    lists = list(permutations(range(count), pick))
    assert of_tops(count, pick, tau) == pytest.approx(enumerated(top(pick, count), lists, tau), abs=1e-15)


@each_threshold
@pytest.mark.parametrize(("pick", "count"), [(4, 7), (5, 8), (6, 6)])
def test_luck_of_longer_top_lists_is_what_enumerating_them_against_one_gives(pick: int, count: int, tau: float) -> None:
    s = measure(top(pick, count))
    lists = list(permutations(range(count), pick))
    hits = sum(same(s(lists[0], other) or 0.0, tau) for other in lists)
    assert of_tops(count, pick, tau) == pytest.approx(hits / len(lists), abs=1e-15)


@each_threshold
@pytest.mark.parametrize("positions", [2, 3, 4, 5, 6, 7, 11])
def test_luck_of_scales_is_what_enumerating_all_pairs_of_positions_gives(positions: int, tau: float) -> None:
    item = oracle_likeness.Item({"type": "scale", "labels": [""] * positions, "tau": str(tau)})
    assert of_scale(positions, tau) == pytest.approx(float(oracle_likeness.luck(item) or 0), abs=1e-15)


@pytest.mark.parametrize("tau", [0.5, 0.8, 0.85, 0.97, 1.0])
@pytest.mark.parametrize("count", [2, 3])
def test_luck_of_allocations_is_what_enumerating_all_pairs_of_splits_gives(count: int, tau: float) -> None:
    splits = np.array([(*cut, 100 - sum(cut)) for cut in product(range(101), repeat=count - 1) if sum(cut) <= 100])
    hits = sum(int((np.minimum(split, splits).sum(axis=1) >= 100 * tau - 1e-6).sum()) for split in splits)
    assert of_allocations(count, tau) == pytest.approx(hits / len(splits) ** 2, abs=1e-15)


@pytest.mark.parametrize("tau", ["0.6", "0.75", "0.8", "0.9", "1"])
@pytest.mark.parametrize("count", [1, 2, 4, 5, 7])
def test_luck_of_allocations_is_what_its_generating_function_gives(count: int, tau: str) -> None:
    expected = float(oracle_likeness.luck_of_points(count, Fraction(tau)))
    assert of_allocations(count, float(tau)) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("tau", [0.0, 0.5, 0.85, 0.9, 1.0])
def test_luck_of_numbers_is_the_area_beside_the_diagonal(tau: float) -> None:
    grid = (np.arange(2000) + 0.5) / 2000
    area = float(np.mean(np.abs(grid[:, None] - grid[None, :]) <= 1 - tau))
    assert of_numbers(tau) == pytest.approx(area, abs=2e-3)
    assert of_numbers(tau) == float(1 - Fraction(str(tau)) ** 2)


@pytest.mark.parametrize("item", CLOSED.values(), ids=CLOSED)
def test_anything_matches_under_a_threshold_of_nothing(item: Item) -> None:
    assert luck(Item(**{**{name: getattr(item, name) for name in Item.__dataclass_fields__}, "tau": 0.0})) == 1.0


@pytest.mark.parametrize("item", CLOSED.values(), ids=CLOSED)
def test_a_stricter_threshold_never_makes_luck_easier(item: Item) -> None:
    fields = {name: getattr(item, name) for name in Item.__dataclass_fields__}
    chances = [luck(Item(**{**fields, "tau": tau})) or 0.0 for tau in THRESHOLDS]
    assert chances == sorted(chances, reverse=True)


def test_each_item_has_its_own_threshold_in_its_luck() -> None:
    assert luck(scale(5, tau=0.5)) == pytest.approx(19 / 25)  # 5 + 2 * (4 + 3) of 25 pairs lie within two steps
    assert luck(single(4, tau=0.5)) == 0.25
    assert luck(top(3, 8, tau=1.0)) == pytest.approx(1 / (8 * 7 * 6))


# --- how far luck reaches -------------------------------------------------------------------------------------------


def test_luck_reaches_four_of_the_seven_items_of_the_worked_example() -> None:
    chances = (0.2, 0.52, 0.284767, 0.116667, 0.151786, 0.056472, 0.2775)
    assert luck_reach(chances) == 4


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ((), 1),  # none of none is reached always, one never
        ((0.05,), 1),
        ((0.1,), 1),  # at most one try in ten
        ((0.11,), 2),  # luck reaches one more often, two never
        ((0.5,), 2),
        ((0.5, 0.5), 3),
        ((0.5, 0.5, 0.5), 4),  # all three: one try in eight
        ((0.5, 0.5, 0.5, 0.5), 4),  # all four: one in sixteen
        ((0.9,) * 3, 4),
        ((0.0, 0.0), 1),
    ],
)
def test_luck_reach_is_the_first_count_reached_at_most_once_in_ten_tries(
    chances: tuple[float, ...], expected: int
) -> None:
    assert luck_reach(chances) == expected


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_luck_reach_is_what_enumerating_all_outcomes_gives(chances: list[float]) -> None:
    exactly = [0.0] * (len(chances) + 1)
    for outcome in product((0, 1), repeat=len(chances)):
        exactly[sum(outcome)] += float(np.prod([p if hit else 1 - p for p, hit in zip(chances, outcome, strict=True)]))
    tails = [sum(exactly[m:]) for m in range(len(chances) + 2)]
    if all(abs(tail - 0.1) > 1e-8 for tail in tails):
        assert luck_reach(tuple(chances)) == next(m for m, tail in enumerate(tails) if tail <= 0.1)


@given(st.lists(st.floats(0.01, 0.9), min_size=10, max_size=60))
def test_luck_reach_is_the_poisson_binomial_quantile_of_scipy(chances: list[float]) -> None:
    reach = luck_reach(tuple(chances))
    at_least = stats.poisson_binom(chances).sf
    assert at_least(reach - 1) <= 0.1 + 1e-9
    assert at_least(reach - 2) > 0.1 - 1e-9


@given(st.lists(st.floats(0, 1), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_luck_reach_does_not_depend_on_the_order_of_the_items(chances: list[float], random: Any) -> None:
    mixed = list(chances)
    random.shuffle(mixed)
    assert luck_reach(tuple(mixed)) == luck_reach(tuple(chances))
