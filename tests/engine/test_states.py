"""Every combination of answers lands in exactly one state: the truth table, counted and enumerated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from gapcheck.engine.comparison import compare_item
from gapcheck.engine.result import ItemComparison
from gapcheck.engine.states import NEVER_GIVEN, Missing, borderline, missing, status, verdict
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import Family, NoAnswer, State, Status, family_of
from tests.engine import oracle, oracle_states
from tests.engine.samples import compared, scale, single, text


def everything(item: Item, answers: tuple[Any, ...]) -> Iterator[ItemComparison]:
    return (compare_item(item, *four) for four in product(answers, repeat=4))


def counts(item: Item, answers: tuple[Any, ...]) -> dict[str, int]:
    return dict(Counter(found.state.value for found in everything(item, answers)))


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_all_combinations_of_nominal_answers_give_the_counts_of_the_general_formula(k: int) -> None:
    one_sided, misread = k * (k - 1), k * (k - 1) * (k - 2)
    expected = {
        "ALIGNED_AWARE": k,
        "ALIGNED_A_UNAWARE": one_sided,
        "ALIGNED_B_UNAWARE": one_sided,
        "HIDDEN_AGREEMENT": k * (k - 1) ** 2,
        **dict.fromkeys(("DIFF_KK", "DIFF_KS", "DIFF_SK", "DIFF_SS"), one_sided),
        **dict.fromkeys(("DIFF_KM", "DIFF_MK", "DIFF_SM", "DIFF_MS"), misread),
        "DIFF_MM": k * (k - 1) * (k - 2) ** 2,
    }
    assert sum(expected.values()) == k**4
    item = single(k)
    assert counts(item, item.option_ids) == {state: count for state, count in expected.items() if count}


def test_the_counts_of_two_three_and_five_options_are_those_printed_in_the_method() -> None:
    two, three, five = (counts(single(k), single(k).option_ids) for k in (2, 3, 5))
    states = "ALIGNED_AWARE ALIGNED_A_UNAWARE ALIGNED_B_UNAWARE HIDDEN_AGREEMENT DIFF_KK DIFF_KS DIFF_SK DIFF_SS"
    assert two == dict.fromkeys(states.split(), 2)
    assert three == {
        "ALIGNED_AWARE": 3,
        "ALIGNED_A_UNAWARE": 6,
        "ALIGNED_B_UNAWARE": 6,
        "HIDDEN_AGREEMENT": 12,
        **dict.fromkeys((f"DIFF_{a}{b}" for a, b in product("KSM", repeat=2)), 6),
    }
    assert five == {
        "ALIGNED_AWARE": 5,
        "ALIGNED_A_UNAWARE": 20,
        "ALIGNED_B_UNAWARE": 20,
        "HIDDEN_AGREEMENT": 80,
        **dict.fromkeys(("DIFF_KK", "DIFF_KS", "DIFF_SK", "DIFF_SS"), 20),
        **dict.fromkeys(("DIFF_KM", "DIFF_MK", "DIFF_SM", "DIFF_MS"), 60),
        "DIFF_MM": 180,
    }


def test_all_combinations_on_a_five_point_scale_give_the_counts_of_the_method() -> None:
    assert counts(scale(5), (1, 2, 3, 4, 5)) == {
        "ALIGNED_AWARE": 95,
        "ALIGNED_A_UNAWARE": 80,
        "ALIGNED_B_UNAWARE": 80,
        "HIDDEN_AGREEMENT": 70,
        "DIFF_KK": 74,
        "DIFF_KS": 62,
        "DIFF_SK": 62,
        "DIFF_SS": 48,
        "DIFF_KM": 14,
        "DIFF_MK": 14,
        "DIFF_SM": 10,
        "DIFF_MS": 10,
        "DIFF_MM": 6,
    }


@pytest.mark.parametrize(("positions", "either", "one"), [(5, 154, 90), (7, 374, 210)])
def test_as_many_combinations_are_borderline_as_the_method_says(positions: int, either: int, one: int) -> None:
    found = list(everything(scale(positions), tuple(range(1, positions + 1))))
    assert len(found) == positions**4
    assert sum(each.is_borderline for each in found) == either
    assert sum(each.borderline.a is True for each in found) == one
    assert sum(each.borderline.b is True for each in found) == one


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_a_nominal_item_is_never_borderline(k: int) -> None:
    item = single(k)
    assert not any(each.is_borderline for each in everything(item, item.option_ids))


def test_the_fifteen_patterns_of_equal_answers_fall_into_thirteen_states() -> None:
    """A pattern says which of a, b, g, h are equal; HIDDEN_AGREEMENT and DIFF_MM take two, as g = h or not."""
    item = single(4)
    states: dict[State, set[tuple[int, ...]]] = {}
    for four in product(item.option_ids, repeat=4):
        pattern = tuple(four.index(each) for each in four)
        states.setdefault(compare_item(item, *four).state, set()).add(pattern)
    assert sum(map(len, states.values())) == 15
    twice = {State.HIDDEN_AGREEMENT, State.DIFF_MM}
    assert {state: len(patterns) for state, patterns in states.items()} == {
        state: 2 if state in twice else 1 for state in states
    }
    assert len(states) == 13


@pytest.mark.parametrize("flags", list(product((True, False), repeat=5)))
def test_every_combination_of_flags_has_the_state_of_the_written_out_table(flags: tuple[bool, ...]) -> None:
    agree, ua, pa, ub, pb = flags
    found = verdict((None, None), (None, None), agree, (ua, ub), (pa, pb))
    row = "{:d} {:d}{:d} {:d}{:d}".format(*flags)
    assert found.state.value == oracle_states.STATES[row]
    assert found.comparable
    assert found.family is family_of(found.state)
    assert (found.borderline.a, found.borderline.b) == (agree + ua + pa == 2, agree + ub + pb == 2)


OWN_CODES: tuple[Missing, ...] = (NEVER_GIVEN, NoAnswer.NO_FIRM_VIEW, NoAnswer.NOT_APPLICABLE)
GUESS_CODES: tuple[Missing, ...] = (NEVER_GIVEN, NoAnswer.CANNOT_SAY, NoAnswer.NOT_APPLICABLE)
AS_JSON: dict[Missing, Any] = {NEVER_GIVEN: None, **{code: {"no_answer": code.value} for code in NoAnswer}}


@pytest.mark.parametrize("item", [single(3, "other"), scale(5)], ids=["single with other", "scale of 5"])
def test_every_combination_of_values_and_codes_lands_in_the_state_of_the_written_out_tables(item: Item) -> None:
    """All values and all ways to give none, in all four places: (k + 3)^4 combinations."""
    values: tuple[Any, ...] = item.option_ids or tuple(range(1, 6))
    own = (*values, *(AS_JSON[code] for code in OWN_CODES))
    guess = (*values, *(AS_JSON[code] for code in GUESS_CODES))
    as_read = {
        "id": item.id,
        "theme": "theme",
        "type": item.type.value,
        "labels": item.labels,
        "options": [{"id": option} for option in item.option_ids],
    }
    seen = set()
    for a, b, g, h in product(own, own, guess, guess):
        found = compared(item, a, b, g, h)
        expected = oracle.item_comparison(as_read | {"tau": "0.75"}, [a, b], [g, h], "A", "B")
        assert (found.state.value, found.family.value) == (expected["state"], expected["family"])
        assert found.comparable is expected["comparable"]
        assert (found.borderline.a, found.borderline.b) == tuple(expected["borderline"].values())
        seen.add(found.state)
    missed = set(State) - seen
    assert missed == set()


def test_a_declined_guess_is_a_state_of_its_own_and_never_a_miss() -> None:
    can_not = {"no_answer": "cannot_say"}
    found = compared(single(3), "o1", "o1", can_not, "o1")
    assert found.state is State.ALIGNED_UK
    assert found.family is Family.NO_COMPARISON
    assert not found.comparable
    assert found.match.understanding.a is None
    assert found.match.understanding.b is True


def test_what_can_be_compared_is_shown_though_the_item_is_not_comparable() -> None:
    found = compared(scale(5), 4, {"no_answer": "no_firm_view"}, 3, 4)
    assert found.state is State.NO_POSITION
    assert (found.agreement, found.understanding.a, found.understanding.b) == (None, None, 1.0)
    assert (found.assumed.a, found.assumed.b) == (0.75, None)
    assert found.borderline.a is None
    assert found.borderline.b is None


def test_a_persons_borderline_needs_only_the_three_flags_of_that_person() -> None:
    found = compared(scale(5), 3, 4, 2, {"no_answer": "cannot_say"})
    assert found.borderline.a is True
    assert found.borderline.b is None
    assert found.is_borderline


def test_a_missing_own_view_outranks_no_firm_view_and_that_a_missing_guess() -> None:
    no_view = {"no_answer": "no_firm_view"}
    assert compared(scale(5), None, no_view, 1, 1).state is State.NOT_COMPARABLE
    assert compared(scale(5), {"no_answer": "not_applicable"}, no_view, 1, 1).state is State.NOT_COMPARABLE
    assert compared(scale(5), 2, no_view, None, None).state is State.NO_POSITION
    assert compared(scale(5), 2, 3, None, 1).state is State.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("a", "b", "g", "h", "state"),
    [
        ("other", "other", "o1", "o1", State.NOT_COMPARABLE),
        ("o1", "other", "other", "o1", State.NOT_COMPARABLE),
        ("other", "o1", "o1", "other", State.NOT_COMPARABLE),
        ("other", "o1", "other", "o1", State.NOT_COMPARABLE),
        ("other", "o1", "other", "o2", State.NOT_COMPARABLE),
        ("o1", "o2", "other", "other", State.DIFF_MM),  # a guess is never compared with a guess
        ("other", "o1", "o1", "o2", State.DIFF_KM),
    ],
)
def test_two_others_that_would_have_to_be_compared_make_an_item_not_comparable(
    a: str, b: str, g: str, h: str, state: State
) -> None:
    assert compared(single(2, "other"), a, b, g, h).state is state


def test_a_text_item_has_no_figure_at_all() -> None:
    found = compared(text(), "one", "one", None, None)
    assert found.state is State.NOT_COMPARABLE
    assert found.family is Family.NO_COMPARISON
    assert not found.comparable
    figures = (found.agreement, *found.understanding, *found.assumed, *found.borderline, found.luck, found.signed)
    flags = (found.match.agreement, *found.match.understanding, *found.match.assumed)
    assert set(figures + flags) == {None}


def test_a_status_asks_agreement_then_the_guess_then_the_own_view() -> None:
    assert [status(*flags) for flags in product((True, False), repeat=3)] == [
        Status.KNOWS,
        Status.KNOWS,
        Status.NOT_AWARE,
        Status.NOT_AWARE,
        Status.KNOWS,
        Status.KNOWS,
        Status.ASSUMES_SAME,
        Status.MISREADS,
    ]


def test_borderline_is_exactly_two_of_three() -> None:
    flags = list(product((True, False), repeat=3))
    assert [borderline(*each) for each in flags] == [sum(each) == 2 for each in flags]


@pytest.mark.parametrize("flags", [(None, True, True), (True, None, True), (True, True, None)])
def test_borderline_is_unknown_where_a_flag_is(flags: tuple[bool | None, bool | None, bool | None]) -> None:
    assert borderline(*flags) is None


def test_missing_says_why_an_answer_is_not_there() -> None:
    assert missing(None) == NEVER_GIVEN
    assert missing(NoAnswer.CANNOT_SAY) is NoAnswer.CANNOT_SAY
    assert missing("o1") is None
    assert missing(frozenset()) is None
    assert missing(0.0) is None
