"""What moved between two waves, and what is refused because something else than the answers changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gapcheck.engine.movement import movement
from gapcheck.engine.result import Movement
from gapcheck.engine.wave import Seat, Wave
from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import State
from tests.engine.samples import CANNOT_SAY, instrument, pair_wave, scale, single, wave

#: a, b, g, h for one item of three options, by the family that they fall into
SHARED = ("o1", "o1", "o1", "o1")
HIDDEN_AGREEMENT = ("o1", "o1", "o2", "o1")
OPEN = ("o1", "o2", "o2", "o1")
HIDDEN = ("o1", "o2", "o1", "o1")
HIDDEN_OTHERWISE = ("o1", "o2", "o1", "o2")
MISSING = ("o1", "o2", CANNOT_SAY, "o1")

ITEMS = tuple(replace(single(3), id=f"Q{n}") for n in range(1, 10))


def waves(*steps: tuple[Any, Any]) -> tuple[Wave, Wave]:
    """A first and a second wave: one item for each step, with its answers before and after."""
    first = {item: before for item, (before, _) in zip(ITEMS, steps, strict=False)}
    second = {item: after for item, (_, after) in zip(ITEMS, steps, strict=False)}
    return pair_wave(first, number=1), pair_wave(second, number=2)


def moved(*steps: tuple[Any, Any]) -> Movement:
    return movement(*waves(*steps))


def lists(found: Movement) -> tuple[tuple[str, ...], ...]:
    return (found.became_known, found.became_shared, found.newly_different, found.unchanged_open)


@pytest.mark.parametrize(
    ("before", "after", "in_lists"),
    [
        (SHARED, SHARED, ""),
        (SHARED, HIDDEN_AGREEMENT, ""),
        (SHARED, OPEN, "newly different"),
        (SHARED, HIDDEN, "newly different"),
        (HIDDEN_AGREEMENT, SHARED, "became known"),
        (HIDDEN_AGREEMENT, HIDDEN_AGREEMENT, ""),
        (HIDDEN_AGREEMENT, OPEN, "newly different"),
        (HIDDEN_AGREEMENT, HIDDEN, "newly different"),
        (OPEN, SHARED, "became shared"),
        (OPEN, HIDDEN_AGREEMENT, "became shared"),
        (OPEN, OPEN, "unchanged"),
        (OPEN, HIDDEN, ""),
        (HIDDEN, SHARED, "became shared"),
        (HIDDEN, HIDDEN_AGREEMENT, "became shared"),
        (HIDDEN, OPEN, "became known"),
        (HIDDEN, HIDDEN, "unchanged"),
        (HIDDEN, HIDDEN_OTHERWISE, "unchanged"),
    ],
)
def test_each_step_from_family_to_family_is_listed_where_the_format_says(
    before: Any, after: Any, in_lists: str
) -> None:
    names = ("became known", "became shared", "newly different", "unchanged")
    found = dict(zip(names, lists(moved((before, after))), strict=True))
    assert [name for name, ids in found.items() if ids] == [name for name in names if name == in_lists]
    assert set().union(*found.values()) <= {"Q1"}


def test_a_movement_is_over_the_items_comparable_in_both_waves() -> None:
    found = moved((SHARED, SHARED), (MISSING, OPEN), (OPEN, MISSING), (OPEN, OPEN))
    assert found.of == 2
    assert found.table == {State.ALIGNED_AWARE: {State.ALIGNED_AWARE: 1}, State.DIFF_KK: {State.DIFF_KK: 1}}
    assert lists(found) == ((), (), (), ("Q4",))
    assert (found.first, found.second, found.pair) == (1, 2, ("cio", "cso"))


def test_the_table_counts_states_in_the_order_of_the_truth_table() -> None:
    found = moved((HIDDEN, OPEN), (HIDDEN, SHARED), (HIDDEN, OPEN), (SHARED, HIDDEN), (OPEN, OPEN))
    assert [(row, list(columns.items())) for row, columns in found.table.items()] == [
        (State.ALIGNED_AWARE, [(State.DIFF_SK, 1)]),
        (State.DIFF_KK, [(State.DIFF_KK, 1)]),
        (State.DIFF_SK, [(State.ALIGNED_AWARE, 1), (State.DIFF_KK, 2)]),
    ]
    assert sum(sum(columns.values()) for columns in found.table.values()) == found.of == 5


def test_lists_are_in_questionnaire_order() -> None:
    found = moved((HIDDEN, OPEN), (SHARED, SHARED), (HIDDEN_AGREEMENT, SHARED), (HIDDEN, OPEN))
    assert found.became_known == ("Q1", "Q3", "Q4")


def test_forms_may_differ_and_the_common_items_are_compared() -> None:
    first, second = waves((HIDDEN, OPEN), (HIDDEN, OPEN), (HIDDEN, OPEN))
    shorter = replace(
        second,
        items=second.items[1:],
        seats=tuple(
            replace(seat, answers={k: v for k, v in seat.answers.items() if k != "Q1"}) for seat in second.seats
        ),
    )
    assert movement(first, shorter).became_known == ("Q2", "Q3")
    assert movement(replace(shorter, number=1), first).of == 2


def test_more_than_two_seats_need_a_pair() -> None:
    of = instrument(single(2), roles=("cio", "cso", "cfo"))
    about = {"X1": {"cio": "o1", "cso": "o2", "cfo": "o1"}}
    three = wave(of, {"cio": about, "cso": about, "cfo": about})
    with pytest.raises(InputFaults, match=r"pair: Name two of the wave's seats: cio, cso, cfo\."):
        movement(three, three)
    assert movement(three, three, ("cfo", "cio")).pair == ("cio", "cfo")


# --- refusals ---------------------------------------------------------------------------------------------------------


def refusal(first: Wave, second: Wave) -> list[Fault]:
    with pytest.raises(InputFaults) as refused:
        movement(first, second)
    return list(refused.value.faults)


def with_names(wave: Wave, *names: str | None) -> Wave:
    return replace(wave, seats=tuple(replace(seat, name=name) for seat, name in zip(wave.seats, names, strict=True)))


def reworded(wave: Wave, item: Item) -> Wave:
    """The wave under another copy of its instrument, in which one item is different."""
    items = [item if each.id == item.id else each for each in wave.items]
    of = instrument(*items)
    return replace(wave, instrument=of, items=of.items)


def test_another_version_is_refused_with_both_named() -> None:
    first, second = waves((SHARED, SHARED))
    newer = replace(second, instrument=replace(second.instrument, version=2))
    message = (
        "The waves asked different questionnaires, sample@1 and sample@2. "
        "Only answers to the same version can be set side by side."
    )
    assert refusal(first, newer) == [Fault("instrument", message)]


def test_another_instrument_is_refused() -> None:
    first, second = waves((SHARED, SHARED))
    assert "other@1" in refusal(first, replace(second, instrument=replace(second.instrument, id="other")))[0].message


@pytest.mark.parametrize(
    "change",
    [
        {"text": "What was it?"},
        {"guess": "What did {other} answer?"},
        {"options": single(3, "other").options},
        {"tau": 0.5},
    ],
)
def test_another_wording_or_threshold_under_the_same_version_is_refused_item_by_item(change: dict[str, Any]) -> None:
    first, second = waves((SHARED, SHARED), (OPEN, OPEN))
    message = "The item is not the same in both waves. Its wording, its options or its threshold differ."
    assert refusal(first, reworded(second, replace(ITEMS[1], **change))) == [Fault("items.Q2", message)]


def test_every_changed_item_is_named() -> None:
    first, second = waves((SHARED, SHARED), (OPEN, OPEN), (OPEN, OPEN))
    changed = reworded(reworded(second, replace(ITEMS[0], text="?")), replace(ITEMS[2], text="?"))
    assert [fault.place for fault in refusal(first, changed)] == ["items.Q1", "items.Q3"]


def test_another_person_is_a_new_start_and_has_no_movement() -> None:
    first, second = waves((SHARED, SHARED))
    before, after = with_names(first, "Ana Ferreira", "Tom Okafor"), with_names(second, "Ana Ferreira", "Kim Lee")
    changed = 'The person changed from "Tom Okafor" to "Kim Lee".'
    new_start = "The second wave is a new start and has no movement."
    assert refusal(before, after) == [Fault("seats.cso.name", f"{changed} {new_start}")]


@pytest.mark.parametrize(
    ("before", "after"),
    [(("Ana", "Tom"), ("Ana", "Tom")), ((None, "Tom"), ("Ana", "Tom")), (("Ana", "Tom"), (None, None))],
)
def test_a_person_who_is_not_named_in_both_waves_is_taken_to_be_the_same(before: Any, after: Any) -> None:
    first, second = waves((SHARED, SHARED))
    assert movement(with_names(first, *before), with_names(second, *after)).of == 1


def test_another_company_is_refused() -> None:
    first, second = waves((SHARED, SHARED))
    message = 'The companies differ: "Sample company", then "Another company". Give two waves of one company.'
    assert refusal(first, replace(second, company="Another company")) == [Fault("company", message)]


def test_waves_in_the_wrong_order_are_refused_and_unnumbered_ones_are_not() -> None:
    first, second = waves((SHARED, SHARED))
    (fault,) = refusal(second, first)
    assert (fault.place, fault.message) == ("wave", "Wave 2 comes after wave 1. Give the earlier wave first.")
    assert movement(first, replace(second, number=1)).of == 1


def test_everything_that_changed_is_named_at_once() -> None:
    first, second = waves((SHARED, SHARED))
    changed = replace(reworded(second, replace(ITEMS[0], text="?")), company="Another", number=2)
    places = [
        fault.place for fault in refusal(with_names(replace(first, number=3), "A", "B"), with_names(changed, "C", "D"))
    ]
    assert places == ["company", "wave", "seats.cio.name", "seats.cso.name", "items.Q1"]


def test_other_seats_are_refused() -> None:
    of = instrument(scale(5), roles=("cio", "cso", "cfo"))
    about = {"X1": {"cio": 1, "cso": 2, "cfo": 3}}
    one, other = wave(of, {"cio": about, "cso": about}), wave(of, {"cio": about, "cfo": about})
    assert refusal(one, other) == [Fault("seats", "The pairs differ: cio and cso, then cio and cfo.")]


def test_faults_of_the_answers_are_refused_first() -> None:
    first, second = waves((SHARED, SHARED))
    broken = replace(second, seats=(second.seats[0], Seat("cso", {"Q1": {"cso": "o9"}})))
    assert [fault.place for fault in refusal(first, broken)] == ["seats.cso.answers.Q1.cso"]
