"""The similarity of each type: the worked numbers of the method, and what holds for every one of them."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.engine.measures import least_same, measure, same, similarity, threshold
from gapcheck.instruments.answers import decode
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import NoAnswer, View
from tests.engine.samples import (
    CLOSED,
    allocation,
    multi,
    number,
    ranking,
    scale,
    single,
    text,
    tied,
    top,
    values,
)

closed_types = pytest.mark.parametrize("item", CLOSED.values(), ids=CLOSED)


def s(item: Item, x: Any, y: Any) -> float:
    found = similarity(item, decode(item, x, View.OWN), decode(item, y, View.OWN))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("item", "x", "y", "expected"),
    [
        (single(5), "o1", "o2", 0.0),
        (single(5), "o2", "o2", 1.0),
        (scale(5), 4, 2, 0.5),
        (scale(5), 4, 3, 0.75),
        (scale(7), 6, 3, 0.5),
        (scale(2), 1, 2, 0.0),
        (multi(7), ["o2", "o3", "o4", "o5"], ["o2", "o3", "o6"], 0.4),
        (multi(7), ["none"], ["none"], 1.0),
        (multi(7), ["none"], ["o1"], 0.0),
        (multi(7), ["o1", "o2"], ["o2", "o1"], 1.0),
        (ranking(5), ["o1", "o2", "o3", "o4", "o5"], ["o2", "o1", "o4", "o5", "o3"], 0.7),  # ranks 2,1,5,3,4
        (ranking(5), ["o1", "o2", "o3", "o4", "o5"], ["o2", "o1", ["o3", "o4", "o5"]], 0.75),  # ranks 2,1,4,4,4
        (ranking(5), ["o1", "o2", "o3", "o4", "o5"], ["o1", "o2", ["o3", "o4", "o5"]], 0.85),  # ranks 1,2,4,4,4
        (ranking(3), ["o1", "o2", "o3"], ["o3", "o2", "o1"], 0.0),
        (ranking(3), [["o1", "o2", "o3"]], [["o3", "o2", "o1"]], 1.0),
        (ranking(3), [["o1", "o2", "o3"]], ["o3", "o2", "o1"], 0.5),
        (top(3, 8), ["o1", "o2", "o3"], ["o2", "o4", "o1"], (0 + 1 / 2 + 2 / 3) / 3),
        (top(3, 8), ["o1", "o2", "o3"], ["o4", "o5", "o6"], 0.0),
        (top(3, 8), ["o1", "o2", "o3"], ["o1", "o2", "o3"], 1.0),
        (top(2, 4), ["o1", "o2"], ["o2", "o1"], 0.5),
        (allocation(5), [40, 25, 20, 10, 5], [20, 30, 20, 20, 10], 0.8),
        (allocation(3), [100, 0, 0], [0, 0, 100], 0.0),
        (number(), 30, 70, 0.6),
        (number(), 0, 100, 0.0),
        (number(-5, 2.5), -5, -3.5, 0.8),
    ],
)
def test_the_worked_numbers_of_the_method(item: Item, x: Any, y: Any, expected: float) -> None:
    if isinstance(x, list) and isinstance(x[0], int):
        x, y = (dict(zip(item.option_ids, points, strict=True)) for points in (x, y))
    assert s(item, x, y) == pytest.approx(expected, abs=1e-15)


@closed_types
@given(data=st.data())
def test_a_similarity_is_between_0_and_1_and_the_same_both_ways(item: Item, data: st.DataObject) -> None:
    x, y = (decode(item, data.draw(values(item)), View.OWN) for _ in range(2))
    found = similarity(item, x, y)
    assert found == similarity(item, y, x)
    assert found is None or 0 <= found <= 1


@closed_types
@given(data=st.data())
def test_an_answer_is_wholly_like_itself(item: Item, data: st.DataObject) -> None:
    x = decode(item, data.draw(values(item)), View.OWN)
    assert similarity(item, x, x) in ((None,) if x == "other" else (1.0,))


@closed_types
@given(data=st.data())
def test_only_equal_answers_are_wholly_alike(item: Item, data: st.DataObject) -> None:
    x, y = (decode(item, data.draw(values(item)), View.OWN) for _ in range(2))
    if x != y:
        found = similarity(item, x, y)
        assert found is not None
        # Two numbers so close that their distance drowns in the range are alike to the last digit.
        assert found < 1 or (isinstance(x, float) and isinstance(y, float) and abs(x - y) < 1e-12)


@closed_types
@given(data=st.data())
def test_the_gap_is_a_metric(item: Item, data: st.DataObject) -> None:
    """gap(x, z) <= gap(x, y) + gap(y, z)"""
    x, y, z = (decode(item, data.draw(values(item)), View.OWN) for _ in range(3))
    found = [similarity(item, *pair) for pair in ((x, z), (x, y), (y, z))]
    gaps = [1 - each for each in found if each is not None]
    if len(gaps) == 3:
        assert gaps[0] <= gaps[1] + gaps[2] + 1e-12


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_gap_of_sets_is_a_metric_on_every_triple(count: int) -> None:
    sets = [frozenset(each) for size in range(count + 1) for each in combinations("abcd"[:count], size)]
    holds_everywhere(multi(count), sets)


def test_the_gap_of_tied_rankings_is_a_metric_on_every_triple() -> None:
    item = ranking(4)
    levels = {tuple(sorted(level)) and level for level in product(range(3), repeat=4)}
    assert len(levels) == 81
    holds_everywhere(item, sorted(levels))


def test_the_gap_of_top_lists_is_a_metric_on_every_triple() -> None:
    item = top(3, 5)
    lists = [order for order in product("abcde", repeat=3) if len(set(order)) == 3]
    assert len(lists) == 60
    holds_everywhere(item, lists)


def holds_everywhere(item: Item, answers: list[Any]) -> None:
    """The triangle inequality on every triple of decoded answers."""
    s_ = measure(item)
    gap = {(x, y): 1 - (s_(x, y) or 0.0) for x in answers for y in answers}
    for x, y, z in product(answers, repeat=3):
        assert gap[x, z] <= gap[x, y] + gap[y, z] + 1e-12


@pytest.mark.parametrize("missing", [None, *NoAnswer])
@closed_types
def test_a_missing_answer_has_no_similarity_and_never_zero(item: Item, missing: NoAnswer | None) -> None:
    value = decode(item, FIRST[item.type.value](item), View.OWN)
    assert similarity(item, missing, value) is None
    assert similarity(item, value, missing) is None
    assert similarity(item, missing, missing) is None


FIRST: dict[str, Any] = {
    "single": lambda item: item.option_ids[0],
    "scale": lambda item: 1,
    "multi": lambda item: [item.option_ids[0]],
    "ranking": lambda item: list(item.option_ids),
    "top": lambda item: list(item.option_ids[: item.pick]),
    "allocation": lambda item: {item.option_ids[0]: 100},
    "number": lambda item: item.min,
}


def test_other_beside_other_is_not_comparable() -> None:
    item = single(3, "other")
    own_words = [decode(item, {"option": "other", "text": words}, View.OWN) for words in ("one", "one")]
    assert similarity(item, own_words[0], own_words[1]) is None
    assert similarity(item, "other", "o1") == 0.0


def test_other_in_a_set_is_a_box_like_any_other() -> None:
    item = Item("M", "t", multi(2).type, "?", "?", options=single(2, "other").options)
    assert s(item, ["other"], ["other"]) == 1.0


def test_free_text_has_no_similarity() -> None:
    assert similarity(text(), "the same", "the same") is None


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (single(4), 1.0),
        (scale(2), 1.0),
        (scale(3), 1.0),
        (scale(4), 1.0),
        (scale(5), 0.75),
        (scale(6), 0.8),
        (scale(7), 1 - 1 / 6),
        (scale(11), 0.9),
        (multi(3), 0.5),
        (ranking(4), 0.75),
        (top(3, 8), 0.5),
        (allocation(4), 0.8),
        (number(), 0.85),
        (number(0, 7), 0.85),
        (scale(5, tau=1.0), 1.0),
        (number(tau=0.9), 0.9),
    ],
)
def test_the_threshold_is_the_items_own_or_the_default_of_its_type(item: Item, expected: float) -> None:
    assert threshold(item) == pytest.approx(expected, abs=1e-15)


def test_a_similarity_at_the_threshold_is_the_same_whatever_binary_fractions_do() -> None:
    assert same(0.8, 0.1 + 0.7)
    assert same(0.85 - 1e-10, 0.85)
    assert not same(0.85 - 1e-8, 0.85)
    assert least_same(0.5) == 0.5 - 1e-9
    assert same(0.5 - 1e-9, 0.5)


@pytest.mark.parametrize("positions", [5, 6, 7, 8, 9, 10, 11])
def test_within_one_step_is_the_same_on_a_scale_of_five_or_more_and_two_steps_never_are(positions: int) -> None:
    item = scale(positions)
    for x, y in product(range(1, positions + 1), repeat=2):
        assert same(s(item, x, y), threshold(item)) == (abs(x - y) <= 1)


@given(order=st.permutations(["o1", "o2", "o3", "o4", "o5"]), cuts=st.sets(st.integers(1, 4)))
def test_breaking_a_tie_either_way_costs_half_a_pair_on_average(order: list[str], cuts: set[int]) -> None:
    item = ranking(5)
    reference = list(item.option_ids)
    forward, backward = (
        [
            option
            for part in tied(order, cuts)
            for option in (sorted(part, reverse=turned) if isinstance(part, list) else [part])
        ]
        for turned in (False, True)
    )
    mean = (s(item, reference, forward) + s(item, reference, backward)) / 2
    assert s(item, reference, tied(order, cuts)) == pytest.approx(mean, abs=1e-12)
