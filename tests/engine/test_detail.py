"""What lies behind a figure: exact hits, one-sided lists, movers, the distance within one person."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.engine import compare
from gapcheck.engine.detail import (
    Distance,
    Move,
    biggest_movers,
    crosses_the_middle,
    distance,
    distances,
    exact,
    hits,
    mean_similarities,
    moves,
    one_sided,
    same_first,
)
from gapcheck.engine.measures import kendall
from gapcheck.engine.result import Both
from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments.answers import decode
from gapcheck.vocabulary import ItemType, View
from tests.engine.samples import (
    CANNOT_SAY,
    NO_VIEW,
    NOT_APPLICABLE,
    allocation,
    instrument,
    multi,
    number,
    pair_wave,
    ranking,
    scale,
    single,
    text,
    wave,
)


def test_exact_hits_stand_beside_those_within_tolerance() -> None:
    items = [replace(scale(5), id=f"Q{n}") for n in range(5)]
    answers = [(3, 3, 3, 3), (3, 4, 4, 4), (3, 4, 3, 3), (1, 5, 4, 5), (1, 1, CANNOT_SAY, 1)]
    found = compare(pair_wave(dict(zip(items, answers, strict=True))))
    counted = hits(found.items)
    assert (counted.of, counted.same_view, counted.same_view_exactly) == (4, 3, 1)
    assert counted.predicts == Both(4, 3)
    assert counted.predicts_exactly == Both(2, 2)


def test_hits_are_over_the_types_that_were_asked_for() -> None:
    shares, steps = replace(allocation(3), id="A"), replace(scale(5), id="S")
    points = {"o1": 90, "o2": 10}
    found = compare(pair_wave({shares: ({"o1": 100}, points, points, points), steps: (1, 2, 2, 1)}))
    assert hits(found.items).of == 1
    both = hits(found.items, (ItemType.SCALE, ItemType.ALLOCATION))
    assert (both.of, both.same_view, both.same_view_exactly) == (2, 2, 0)
    assert (both.predicts, both.predicts_exactly) == (Both(2, 2), Both(2, 1))


def test_only_equal_answers_are_an_exact_hit() -> None:
    assert exact(1.0)
    assert exact(1 - 1e-12)
    assert not exact(0.999)
    assert not exact(None)


def test_mean_similarities_are_over_the_comparable_items() -> None:
    items = [replace(scale(5), id=f"Q{n}") for n in range(3)]
    answers = [(1, 5, 1, 2), (3, 4, 4, 1), (1, 1, CANNOT_SAY, 1)]
    means = mean_similarities(compare(pair_wave(dict(zip(items, answers, strict=True)))).items)
    assert means is not None
    assert means.agreement == pytest.approx((0 + 0.75) / 2)
    assert tuple(means.understanding) == pytest.approx(((0 + 1) / 2, (0.75 + 0.5) / 2))
    assert tuple(means.assumed) == pytest.approx(((1 + 0.75) / 2, (0.25 + 0.25) / 2))


def test_there_is_no_mean_of_nothing() -> None:
    assert mean_similarities([]) is None
    assert mean_similarities(compare(pair_wave({scale(5): (1, 1, CANNOT_SAY, 1)})).items) is None


@pytest.mark.parametrize("positions", range(2, 12))
def test_one_step_crosses_the_middle_on_even_scales_only(positions: int) -> None:
    item = scale(positions)
    crossing = {(x, y) for x, y in product(range(1, positions + 1), repeat=2) if crosses_the_middle(item, x, y)}
    half = positions // 2
    assert crossing == ({(half, half + 1), (half + 1, half)} if positions % 2 == 0 else set())


def test_one_sided_lists_name_what_only_one_of_the_two_has_in_the_order_of_the_item() -> None:
    found = one_sided(multi(5), named=frozenset({"o5", "o1", "o3"}), expected=frozenset({"o3", "o4", "o2"}))
    assert found.named_not_expected == ("o1", "o5")
    assert found.expected_not_named == ("o2", "o4")


def test_none_of_these_leaves_one_list_empty() -> None:
    found = one_sided(multi(3), named=frozenset(), expected=frozenset({"o2"}))
    assert (found.named_not_expected, found.expected_not_named) == ((), ("o2",))


def ranks(order: list[Any]) -> Any:
    return decode(ranking(5), order, View.OWN)


def test_the_biggest_movers_of_the_worked_ranking() -> None:
    """Ranks 1,2,3,4,5 against 2,1,5,3,4: footrule 6, and the third option falls by two."""
    item = ranking(5)
    found = moves(item, ranks(["o1", "o2", "o3", "o4", "o5"]), ranks(["o2", "o1", "o4", "o5", "o3"]))
    assert found[0] == Move("o3", 3.0, 5.0)
    assert [(move.option, move.by) for move in found] == [("o3", 2), ("o1", 1), ("o2", -1), ("o4", -1), ("o5", -1)]
    assert sum(abs(move.by) for move in found) == 6


def test_the_biggest_movers_are_two_and_none_that_did_not_move() -> None:
    item, first = ranking(5), ["o1", "o2", "o3", "o4", "o5"]
    reverse = biggest_movers(item, ranks(first), ranks(first[::-1]))
    assert [move.option for move in reverse] == ["o1", "o5"]
    assert biggest_movers(item, ranks(first), ranks(first)) == ()
    exchanged = biggest_movers(item, ranks(first), ranks(["o1", "o3", "o2", "o4", "o5"]), most=3)
    assert [move.option for move in exchanged] == ["o2", "o3"]


@given(st.permutations(["o1", "o2", "o3", "o4", "o5"]), st.permutations(["o1", "o2", "o3", "o4", "o5"]))
def test_diaconis_and_graham_kendalls_distance_is_at_most_the_footrule_and_at_least_half_of_it(
    x: list[str], y: list[str]
) -> None:
    footrule = sum(abs(move.by) for move in moves(ranking(5), ranks(x), ranks(y)))
    discordant = round(10 * (1 - kendall(ranks(x), ranks(y))))
    assert discordant <= footrule <= 2 * discordant


def test_tied_options_hold_the_mean_of_their_ranks() -> None:
    assert ranks(["o2", "o1", ["o5", "o4", "o3"]]) == (2, 1, 4, 4, 4)
    assert ranks([["o1", "o2"], "o3", ["o4", "o5"]]) == (1.5, 1.5, 3, 4.5, 4.5)


def test_the_same_first_choice() -> None:
    assert same_first(ranks(["o1", "o2", "o3", "o4", "o5"]), ranks(["o1", "o5", "o4", "o3", "o2"]))
    assert not same_first(ranks(["o1", "o2", "o3", "o4", "o5"]), ranks(["o2", "o1", "o3", "o4", "o5"]))
    tied = ranks([["o1", "o2"], "o3", "o4", "o5"])
    assert same_first(tied, ranks([["o2", "o1"], "o5", "o4", "o3"]))
    assert not same_first(tied, ranks(["o1", "o2", "o3", "o4", "o5"]))


# --- how far from where it should be ----------------------------------------------------------------------------------

TODAY, TARGET = replace(scale(7), id="BS1"), replace(scale(7), id="BS2")


def test_the_distance_to_the_target_is_a_difference_within_one_person() -> None:
    """The CIO: 3 to 5, and expects 5 to 6 of the CSO. The CSO: 3 to 6, and expects 4 to 2 of the CIO."""
    found = distance(pair_wave({TODAY: (3, 3, 5, 4), TARGET: (5, 6, 6, 2)}), ("cio", "cso"), "BS1", "BS2")
    assert found == Distance(own=Both(2, 3), expected=Both(1, -2))


@pytest.mark.parametrize("missing", [None, NOT_APPLICABLE])
def test_a_distance_with_a_missing_end_is_no_distance(missing: Any) -> None:
    found = distance(pair_wave({TODAY: (3, missing, 5, 4), TARGET: (5, 6, missing, 2)}), ("cio", "cso"), "BS1", "BS2")
    assert found == Distance(own=Both(2, None), expected=Both(None, -2))


def test_declining_leaves_no_distance() -> None:
    found = distance(
        pair_wave({TODAY: (NO_VIEW, 3, 5, 4), TARGET: (5, 6, CANNOT_SAY, 2)}), ("cio", "cso"), "BS1", "BS2"
    )
    assert found == Distance(own=Both(None, 3), expected=Both(None, -2))


def test_a_distance_of_numbers_is_in_their_units() -> None:
    now, then = replace(number(), id="N1"), replace(number(), id="N2")
    found = distance(pair_wave({now: (30, 70, 60, 50), then: (45.5, 60, 60, 50)}), ("cio", "cso"), "N1", "N2")
    assert found.own == Both(15.5, -10)


def test_a_distance_can_be_asked_from_any_two_of_more_seats() -> None:
    of = instrument(TODAY, TARGET, roles=("cio", "cso", "cfo"))
    about = {"BS1": {"cio": 1, "cso": 2, "cfo": 3}, "BS2": {"cio": 2, "cso": 4, "cfo": 6}}
    found = distance(wave(of, {"cio": about, "cso": about, "cfo": about}), ("cso", "cfo"), "BS1", "BS2")
    assert found == Distance(own=Both(2, 3), expected=Both(3, 2))


def test_every_item_that_asks_how_it_should_be_has_its_distance() -> None:
    target = replace(TARGET, target_of="BS1")
    both = pair_wave({TODAY: (3, 3, 5, 4), target: (5, 6, 6, 2)})
    assert distances(both, ("cio", "cso")) == ((target, Distance(own=Both(2, 3), expected=Both(1, -2))),)
    assert distances(both, ("cso", "cio")) == ((target, Distance(own=Both(3, 2), expected=Both(-2, 1))),)
    assert distances(pair_wave({target: (5, 6, 6, 2)}), ("cio", "cso")) == ()  # today is not in this form
    assert distances(pair_wave({TODAY: (3, 3, 5, 4)}), ("cio", "cso")) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (scale(7), scale(5)),
        (number(0, 100), number(0, 10)),
        (number(0, 100), number(0, 100, unit="%")),
        (scale(7), number()),
        (single(3), single(3)),
        (text(), text()),
    ],
)
def test_items_in_different_units_have_no_distance(first: Any, second: Any) -> None:
    both = {replace(first, id="N1"): (None,) * 4, replace(second, id="N2"): (None,) * 4}
    with pytest.raises(InputFaults) as refused:
        distance(pair_wave(both), ("cio", "cso"), "N1", "N2")
    message = "N1 and N2 are not two items of this wave in the same units."
    assert refused.value.faults == (Fault("items", message),)


def test_items_that_the_wave_does_not_have_have_no_distance() -> None:
    with pytest.raises(InputFaults, match="BS9"):
        distance(pair_wave({TODAY: (1, 1, 1, 1)}), ("cio", "cso"), "BS1", "BS9")
    with pytest.raises(InputFaults, match="BS9"):
        distance(pair_wave({TODAY: (1, 1, 1, 1)}), ("cio", "cso"), "BS9", "BS1")
