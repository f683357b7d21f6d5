"""The order of conversation: tiers, flags, gaps, questionnaire order, and the cap per theme."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapcheck.engine.priorities import priorities
from gapcheck.engine.result import Both, ItemComparison, Match
from gapcheck.vocabulary import ItemType, State, family_of

ANY = Match(None, Both(None, None), Both(None, None))


def an_item(
    item_id: str,
    state: State,
    *,
    agreement: float = 0.0,
    understanding: tuple[float, float] = (0.0, 0.0),
    flagged: tuple[bool, bool] = (False, False),
    theme: str | None = None,
    comparable: bool = True,
) -> ItemComparison:
    return ItemComparison(
        id=item_id,
        theme=item_id if theme is None else theme,
        type=ItemType.SCALE,
        comparable=comparable,
        agreement=agreement,
        understanding=Both(*understanding),
        assumed=Both(0.0, 0.0),
        match=ANY,
        state=state,
        family=family_of(state),
        borderline=Both(*flagged),
        luck=0.2,
        signed=None,
    )


TIERS = [
    {State.DIFF_SS, State.DIFF_SM, State.DIFF_MS},
    {State.DIFF_SK, State.DIFF_KS, State.DIFF_MM},
    {State.DIFF_MK, State.DIFF_KM},
]


def in_talk_order(*items: ItemComparison) -> list[str]:
    """The order among any number of hidden differences, read off by asking for the first one again and again."""
    left = list(items)
    order = []
    while left:
        first = priorities(left).talk[0]
        order.append(first)
        left = [item for item in left if item.id != first]
    return order


@pytest.mark.parametrize(("higher", "lower"), [(0, 1), (1, 2)])
def test_a_higher_tier_comes_first_whatever_the_gaps(higher: int, lower: int) -> None:
    for above in TIERS[higher]:
        for below in TIERS[lower]:
            close = an_item("close", above, agreement=0.7, understanding=(0.7, 0.7), flagged=(True, True))
            far = an_item("far", below)
            assert priorities([far, close]).talk == ("close", "far")


@pytest.mark.parametrize("tier", TIERS)
def test_states_of_one_tier_are_ordered_by_their_gaps_alone(tier: set[State]) -> None:
    items = [an_item(state.value, state, agreement=n / 10) for n, state in enumerate(sorted(tier))]
    assert in_talk_order(*reversed(items)) == [item.id for item in items]


def test_within_a_tier_borderline_items_come_after_the_others() -> None:
    assert in_talk_order(
        an_item("flag of A", State.DIFF_SS, flagged=(True, False)),
        an_item("flag of B", State.DIFF_SS, flagged=(False, True)),
        an_item("none", State.DIFF_SS, agreement=0.7),
    ) == ["none", "flag of A", "flag of B"]


def test_then_the_larger_gap_of_the_own_views_comes_first() -> None:
    assert in_talk_order(
        an_item("near", State.DIFF_SS, agreement=0.5),
        an_item("far", State.DIFF_SS, agreement=0.1, understanding=(0.7, 0.7)),
    ) == ["far", "near"]


def test_then_the_larger_gap_of_the_worse_guess_comes_first() -> None:
    assert in_talk_order(
        an_item("both half", State.DIFF_SS, understanding=(0.5, 0.5)),
        an_item("one far", State.DIFF_SS, understanding=(0.9, 0.1)),
        an_item("the other far", State.DIFF_SS, understanding=(0.05, 0.9)),
    ) == ["the other far", "one far", "both half"]


def test_then_questionnaire_order_stays() -> None:
    assert in_talk_order(*(an_item(name, State.DIFF_SS) for name in "cab")) == ["c", "a", "b"]


def test_gaps_that_differ_by_rounding_only_are_the_same_gap() -> None:
    third = an_item("first", State.DIFF_SS, agreement=(1 + 0.5 + 0.5) / 3)
    sum_of_thirds = an_item("second", State.DIFF_SS, agreement=1 - 1 / 3 - 1e-16)
    assert in_talk_order(third, sum_of_thirds) == ["first", "second"]
    assert in_talk_order(sum_of_thirds, third) == ["second", "first"]


def test_to_talk_about_holds_three_at_most() -> None:
    assert priorities([an_item(name, State.DIFF_SS) for name in "abcd"]).talk == ("a", "b", "c")


def test_to_talk_about_holds_at_most_two_of_a_theme_and_takes_the_next_of_another() -> None:
    items = [an_item(name, State.DIFF_SS, theme="one") for name in "abc"]
    other = an_item("d", State.DIFF_MK, theme="other")
    assert priorities([*items, other]).talk == ("a", "b", "d")


def test_a_theme_that_was_passed_over_is_not_taken_up_again_to_fill_the_list() -> None:
    assert priorities([an_item(name, State.DIFF_SS, theme="one") for name in "abc"]).talk == ("a", "b")


def test_the_other_lists_hold_all_in_order_and_of_any_theme() -> None:
    found = priorities(
        [
            an_item("decide near", State.DIFF_KK, agreement=0.5, theme="one"),
            *(an_item(f"decide {n}", State.DIFF_KK, theme="one") for n in range(3)),
            an_item("A unaware", State.ALIGNED_A_UNAWARE, agreement=0.75),
            an_item("B unaware", State.ALIGNED_B_UNAWARE, agreement=0.8),
            an_item("hidden", State.HIDDEN_AGREEMENT, agreement=1.0, flagged=(True, False)),
            an_item("strength", State.ALIGNED_AWARE, agreement=1.0),
            an_item("strength with a gap", State.ALIGNED_AWARE, agreement=0.8),
        ]
    )
    assert found.talk == ()
    assert found.decide == ("decide 0", "decide 1", "decide 2", "decide near")
    assert found.quick_wins == ("hidden", "A unaware", "B unaware")
    assert found.strengths == ("strength with a gap", "strength")


def test_only_comparable_items_are_listed() -> None:
    left_out = [
        replace(an_item("U", State.DIFF_UK), comparable=False),
        replace(an_item("no position", State.NO_POSITION), comparable=False),
        replace(an_item("not comparable", State.NOT_COMPARABLE), comparable=False),
    ]
    found = priorities([*left_out, an_item("a", State.DIFF_KK)])
    assert (found.talk, found.decide, found.quick_wins, found.strengths) == ((), ("a",), (), ())
