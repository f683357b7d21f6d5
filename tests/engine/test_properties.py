"""What holds for every wave: the invariants of the method, on random answers of every type."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.engine import compare
from gapcheck.engine.as_json import to_json
from gapcheck.engine.result import Both, Comparison, ItemComparison, Match
from gapcheck.engine.wave import Seat, Wave
from gapcheck.instruments.model import Instrument, Item, Option
from gapcheck.vocabulary import Family, ItemType, State, family_of, state_letters
from tests.engine import oracle
from tests.engine.samples import CLOSED, compared, four_answers, four_values, pair_wave, pair_waves

closed_types = pytest.mark.parametrize("item", CLOSED.values(), ids=CLOSED)


@given(wave=pair_waves())
def test_every_figure_of_a_random_wave_is_what_the_oracle_says(wave: Wave) -> None:
    found = to_json(compare(wave))
    expected = oracle.plain(oracle.comparison(as_read_by_the_oracle(wave), "cio", "cso"))
    assert exactly(found) == exactly(expected)


def as_read_by_the_oracle(wave: Wave) -> dict[str, Any]:
    items = [
        {
            "id": item.id,
            "theme": item.theme,
            "type": item.type.value,
            "options": [{"id": option} for option in item.option_ids],
            "labels": item.labels,
            "pick": item.pick,
            "min": item.min,
            "max": item.max,
        }
        for item in wave.items
    ]
    seats = {seat.role: {"answers": seat.answers} for seat in wave.seats}
    return {"key": wave.instrument.key, "items": items, "seats": seats}


def exactly(document: Any) -> Any:
    """Floats to 12 digits: a random number such as 1/3 has no exact double for the oracle to start from."""
    if isinstance(document, dict):
        return {key: exactly(value) for key, value in document.items() if key != "engine"}
    if isinstance(document, list):
        return [exactly(each) for each in document]
    return round(document, 12) if isinstance(document, float) else document


# --- swapping the two people ------------------------------------------------------------------------------------------


def swapped_roles(wave: Wave) -> Wave:
    """The same answers with the roles of the instrument in the other order: A becomes B."""
    turned: Instrument = replace(wave.instrument, roles=wave.instrument.roles[::-1])
    return replace(wave, instrument=turned, seats=wave.seats[::-1])


def mirrored(found: ItemComparison) -> ItemComparison:
    state, signed, match = found.state, found.signed, found.match
    letters = state_letters(state)
    if letters is not None and state.value[-2:] == f"{letters[0]}{letters[1]}":
        state = State(f"{state.value[:-2]}{letters[1]}{letters[0]}")
    else:
        by_word = {State.ALIGNED_A_UNAWARE: State.ALIGNED_B_UNAWARE, State.ALIGNED_B_UNAWARE: State.ALIGNED_A_UNAWARE}
        state = by_word.get(state, state)
    if signed is not None:
        actual = None if signed.actual is None else -signed.actual
        signed = replace(signed, actual=actual, expected=signed.expected.swapped(), error=signed.error.swapped())
    return replace(
        found,
        understanding=found.understanding.swapped(),
        assumed=found.assumed.swapped(),
        match=Match(match.agreement, match.understanding.swapped(), match.assumed.swapped()),
        state=state,
        borderline=found.borderline.swapped(),
        signed=signed,
    )


@given(wave=pair_waves())
def test_swapping_a_and_b_mirrors_the_states_and_leaves_agreement_counts_and_order(wave: Wave) -> None:
    one, other = compare(wave), compare(swapped_roles(wave))
    assert other.pair == one.pair[::-1]
    assert other.items == tuple(mirrored(item) for item in one.items)
    assert other.priorities == one.priorities
    counts = one.indices
    assert other.indices == replace(
        counts,
        predicts=counts.predicts.swapped(),
        expected_same=counts.expected_same.swapped(),
        insight=counts.insight.swapped(),
        declined=counts.declined.swapped(),
    )
    assert other.themes == tuple(replace(theme, predicts=theme.predicts.swapped()) for theme in one.themes)


@given(wave=pair_waves())
def test_the_order_of_the_seats_changes_nothing(wave: Wave) -> None:
    assert compare(replace(wave, seats=wave.seats[::-1])) == compare(wave)
    assert compare(wave, ("cso", "cio")) == compare(wave, ("cio", "cso")) == compare(wave)


# --- other words, other direction -------------------------------------------------------------------------------------


@closed_types
@given(data=st.data())
def test_relabelling_the_options_changes_nothing(item: Item, data: st.DataObject) -> None:
    if not item.options:
        return
    keep = {"none", "other"}
    order = data.draw(st.permutations([option for option in item.option_ids if option not in keep]))
    new_id = {old: f"new-{number}" for number, old in enumerate(order)} | {old: old for old in keep}
    relabelled = replace(item, options=tuple(Option(new_id[option.id], option.text) for option in item.options))
    four = data.draw(four_answers(item))
    assert compared(item, *four) == compared(relabelled, *(renamed(value, new_id) for value in four))


def renamed(value: Any, new_id: dict[str, str]) -> Any:
    """A value with every option id in it exchanged."""
    if isinstance(value, str):
        return new_id.get(value, value)
    if isinstance(value, list):
        return [renamed(each, new_id) for each in value]
    if isinstance(value, dict):
        return {new_id.get(key, key): each for key, each in value.items()}
    return value


@closed_types
@given(data=st.data())
def test_the_order_in_which_options_are_shown_changes_nothing(item: Item, data: st.DataObject) -> None:
    shuffled = replace(item, options=tuple(data.draw(st.permutations(item.options))))
    four = data.draw(four_answers(item))
    assert compared(item, *four) == compared(shuffled, *four)


@pytest.mark.parametrize("item", [item for item in CLOSED.values() if item.type is ItemType.SCALE], ids=str)
@given(data=st.data())
def test_reversing_a_scale_turns_the_signs_and_nothing_else(item: Item, data: st.DataObject) -> None:
    last = len(item.labels) + 1
    four = data.draw(four_answers(item))
    found = compared(item, *four)
    turned = compared(item, *(last - value if isinstance(value, int) else value for value in four))
    assert replace(turned, signed=None) == replace(found, signed=None)
    assert signs(turned) == [None if sign is None else -sign for sign in signs(found)]


def signs(found: ItemComparison) -> list[float | None]:
    assert found.signed is not None
    return [found.signed.actual, *found.signed.expected, *found.signed.error]


@given(st.tuples(*[st.integers(1, 7)] * 4))
def test_signed_differences_are_in_steps_and_an_error_is_what_was_expected_less_what_is(
    four: tuple[int, int, int, int],
) -> None:
    a, b, g, h = four
    signed = compared(CLOSED["scale of 7"], a, b, g, h).signed
    assert signed is not None
    assert (signed.actual, *signed.expected, *signed.error) == (b - a, g - a, h - b, g - b, h - a)
    # e = p - D for each person, with D_A = d and D_B = -d
    assert signed.error == Both(signed.expected.a - (b - a), signed.expected.b - (a - b))


def test_steps_stay_whole_numbers_and_units_floats_whatever_was_compared_before() -> None:
    """1 and 1.0 are equal, and would be printed differently from one run to the next."""
    for item, kind in ((CLOSED["number 0 to 100"], float), (CLOSED["scale of 5"], int)) * 2:
        assert {type(sign) for sign in signs(compared(item, 1, 2, 3, 4))} == {kind}


# --- people who know, and people who assume ---------------------------------------------------------------------------


def waves_of(four: Any) -> st.SearchStrategy[Wave]:
    """Waves over every closed item, each answered as ``four`` says."""
    items = {
        replace(item, id=f"Q{n}", theme=f"t{n // 4}"): four(item).map(tuple) for n, item in enumerate(CLOSED.values())
    }
    return st.fixed_dictionaries(items).map(pair_wave)


def not_other(item: Item) -> st.SearchStrategy[Any]:
    """Values, but "other": two of them are not comparable, and here everything has to be."""
    return four_values(item).filter(lambda four: "other" not in four)


perfect_guesses = waves_of(lambda item: not_other(item).map(lambda v: (v[0], v[1], v[1], v[0])))
own_views_as_guesses = waves_of(lambda item: not_other(item).map(lambda v: (v[0], v[1], v[0], v[1])))
any_values = waves_of(not_other)


def states(found: Comparison) -> set[State]:
    return {item.state for item in found.items}


@given(wave=perfect_guesses)
def test_perfect_guesses_leave_only_shared_ground_and_open_differences(wave: Wave) -> None:
    found = compare(wave)
    assert states(found) <= {State.ALIGNED_AWARE, State.DIFF_KK}
    assert found.indices.predicts == Both(found.indices.comparable, found.indices.comparable)
    assert found.priorities.talk == found.priorities.quick_wins == ()


@given(wave=own_views_as_guesses)
def test_guessing_the_own_view_everywhere_leaves_only_shared_ground_and_false_consensus(wave: Wave) -> None:
    found = compare(wave)
    counts = found.indices
    assert states(found) <= {State.ALIGNED_AWARE, State.DIFF_SS}
    assert counts.predicts == Both(counts.same_view, counts.same_view)
    assert counts.expected_same == Both(counts.comparable, counts.comparable)
    assert counts.insight == Both(0, 0)


@given(wave=any_values)
def test_insight_is_what_guessing_adds_to_assuming_the_same(wave: Wave) -> None:
    counts = compare(wave).indices
    assert counts.comparable == counts.of == len(CLOSED)
    for person in ("a", "b"):
        insight = getattr(counts.insight, person)
        assert insight == getattr(counts.predicts, person) - counts.same_view
        assert -counts.comparable <= insight <= counts.comparable


# --- what the parts have to do with each other ------------------------------------------------------------------------


@given(wave=pair_waves())
def test_the_parts_of_a_comparison_fit_together(wave: Wave) -> None:
    found = compare(wave)
    comparable = [item for item in found.items if item.comparable]
    counts, lists = found.indices, found.priorities
    assert [item.id for item in found.items] == [item.id for item in wave.items]
    assert counts.comparable == len(comparable) == sum(theme.comparable for theme in found.themes)
    assert counts.of == sum(theme.of for theme in found.themes)
    assert counts.same_view == sum(theme.same_view for theme in found.themes)
    assert counts.predicts.a == sum(theme.predicts.a for theme in found.themes)
    assert counts.predicts.b == sum(theme.predicts.b for theme in found.themes)
    assert 1 <= counts.luck_reach <= counts.comparable + 1
    listed = [*lists.decide, *lists.quick_wins, *lists.strengths]
    assert len(set(listed)) == len(listed)
    hidden = {item.id for item in comparable if item.family is Family.HIDDEN_DIFFERENCE}
    assert set(listed) | hidden == {item.id for item in comparable}
    assert set(lists.talk) <= hidden
    assert len(lists.talk) <= 3


@closed_types
@given(data=st.data())
def test_every_item_has_one_state_one_family_and_flags_only_where_figures_are(item: Item, data: st.DataObject) -> None:
    found = compared(item, *data.draw(four_answers(item)))
    figures = (found.agreement, *found.understanding, *found.assumed)
    flags = (found.match.agreement, *found.match.understanding, *found.match.assumed)
    assert [flag is None for flag in flags] == [figure is None for figure in figures]
    assert found.family is family_of(found.state)
    assert found.comparable is (None not in figures)
    assert found.comparable is (found.family is not Family.NO_COMPARISON)
    assert found.luck is not None


@given(st.integers(0, 400))
def test_a_threshold_is_met_by_the_exact_fraction_and_missed_by_the_next(hundredths: int) -> None:
    """A number item of range 400: 15 % of it is 60, and 60 counts as the same where 61 does not."""
    item = replace(CLOSED["number 0 to 100"], max=400)
    found = compared(item, 0, hundredths, 0, 0)
    assert found.match.agreement is (1 - Fraction(hundredths, 400) >= Fraction(85, 100))


def test_a_comparison_cannot_be_changed() -> None:
    found = compare(pair_wave({CLOSED["scale of 5"]: (1, 2, 3, 4)}))
    for frozen in (found, found.items[0], found.indices, found.priorities, found.themes[0], found.items[0].match):
        for field in fields(frozen):
            with pytest.raises(FrozenInstanceError):
                setattr(frozen, field.name, None)


def test_a_seat_without_any_answer_is_compared_as_missing() -> None:
    wave = pair_wave({CLOSED["scale of 5"]: (1, 2, 3, 4)})
    found = compare(replace(wave, seats=(wave.seats[0], Seat("cso", {}))))
    assert found.items[0].state is State.NOT_COMPARABLE
    assert found.items[0].assumed == Both(0.5, None)


def test_the_comparison_of_an_item_is_found_by_its_id() -> None:
    found = compare(pair_wave({CLOSED["scale of 5"]: (1, 2, 3, 4)}))
    assert found.item("X1") is found.items[0]
    with pytest.raises(KeyError, match="X2"):
        found.item("X2")
