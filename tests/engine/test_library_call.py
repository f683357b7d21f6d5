"""The engine as a library: what it takes, what it gives for more than two seats, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from gapcheck.engine import compare, comparison, comparisons
from gapcheck.engine.as_json import to_json
from gapcheck.engine.sentences import Pair
from gapcheck.engine.wave import Seat, Wave
from gapcheck.faults import InputFaults
from tests.engine.samples import allocation, instrument, pair_wave, ranking, scale, single, text, wave


def faults(refused: Any, *arguments: Any) -> dict[str, list[str]]:
    """The faults of a refused call, by place."""
    with pytest.raises(InputFaults) as error:
        compare(refused, *arguments)
    found: dict[str, list[str]] = {}
    for fault in error.value.faults:
        found.setdefault(fault.place, []).append(fault.message)
    return found


def test_every_fault_is_listed_with_its_seat_item_and_subject() -> None:
    items = [replace(item, id=f"Q{n}") for n, item in enumerate((scale(5), allocation(2), ranking(3), text()), 1)]
    bad = {
        items[0]: (6, True, 2.0, "3"),
        items[1]: ({"o1": 99}, {"o1": 50, "o2": 50}, {"o1": 50.0, "o2": 50}, {"o3": 100}),
        items[2]: (["o1", "o2"], ["o1", "o2", "o2"], ["o1", "o2", "o3"], "o1"),
        items[3]: ("one", 5, "a guess of a text", None),
    }
    assert faults(pair_wave(bad)) == {
        "seats.cio.answers.Q1.cio": ["This is 6. Give a position of the scale, a whole number from 1 to 5."],
        "seats.cio.answers.Q1.cso": ["This is 2.0. Give a position of the scale, a whole number from 1 to 5."],
        "seats.cio.answers.Q2.cio": ["The points sum to 99. Spread exactly 100."],
        "seats.cio.answers.Q2.cso": ['"o1" has 50.0. Points are whole numbers from 0 to 100.'],
        "seats.cio.answers.Q3.cio": ['"o3" is missing. Rank every option.'],
        "seats.cio.answers.Q4.cso": ["Nobody guesses another's own words. Leave this answer out."],
        "seats.cso.answers.Q1.cso": ["This is true. Give a position of the scale, a whole number from 1 to 5."],
        "seats.cso.answers.Q1.cio": ['This is "3". Give a position of the scale, a whole number from 1 to 5.'],
        "seats.cso.answers.Q2.cio": ['One entry is "o3". Use "o1", "o2".'],
        "seats.cso.answers.Q3.cso": ['"o2" is named twice. Name it once.', '"o3" is missing. Rank every option.'],
        "seats.cso.answers.Q3.cio": ['This is "o1". Give a list of all options, the highest first.'],
        "seats.cso.answers.Q4.cso": ["This is 5. Give a text, in quotation marks."],
    }


def test_unknown_items_subjects_and_shapes_are_refused() -> None:
    of = instrument(scale(5))
    answers: Any = {"X1": {"cio": 1, "ceo": 99}, "X2": {"cio": 1}, "X3": 5}
    mirror: Any = {"X1": [1, 2]}
    found = faults(wave(of, {"cio": answers, "cso": mirror}))
    assert found == {
        "seats.cio.answers.X1.ceo": ["There is no such role. Answers are about cio, cso."],
        "seats.cio.answers.X2": ["sample@1 has no such item."],
        "seats.cio.answers.X3": ["sample@1 has no such item."],
        "seats.cso.answers.X1": ["This is a list. Give an object of subjects."],
    }


def test_answers_that_are_no_object_are_refused() -> None:
    answers: Any = [1, 2]
    found = faults(wave(instrument(scale(5)), {"cio": answers, "cso": {}}))
    assert found == {"seats.cio.answers": ["This is a list. Give an object of items."]}


def test_answers_outside_the_form_are_refused_and_not_left_out_silently() -> None:
    whole = pair_wave({replace(scale(5), id="Q1"): (1, 1, 1, 1), replace(scale(5), id="Q2"): (1, 1, 1, 1)})
    found = faults(replace(whole, items=whole.items[:1]))
    message = "The item is not in this wave's form. Leave its answers out, or choose a form that has it."
    assert found == {"seats.cio.answers.Q2": [message], "seats.cso.answers.Q2": [message]}


def test_a_role_the_instrument_does_not_have_is_refused() -> None:
    found = faults(wave(instrument(scale(5)), {"cio": {}, "cso": {}, "ceo": {}}))
    assert found == {"seats.ceo": ["There is no such role. The instrument has cio, cso."]}


def test_a_role_with_two_seats_is_refused() -> None:
    two = pair_wave({scale(5): (1, 1, 1, 1)})
    found = faults(replace(two, seats=(*two.seats, Seat("cio", {}))))
    assert found == {"seats.cio": ["The role has more than one seat. Give it one."]}


@pytest.mark.parametrize("seats", [(), (Seat("cio", {}),), (Seat("cio", {}), Seat("cio", {}))])
def test_one_person_alone_is_not_compared(seats: tuple[Seat, ...]) -> None:
    of = instrument(scale(5))
    assert faults(Wave(of, "Sample company", of.items, seats))["seats"] == [
        "A comparison needs the seats of two roles."
    ]


def test_items_out_of_order_or_of_another_instrument_are_refused() -> None:
    both = pair_wave({replace(scale(5), id="Q1"): (1, 1, 1, 1), replace(scale(5), id="Q2"): (1, 1, 1, 1)})
    message = ["These are not items of the instrument, each once and in its order."]
    assert faults(replace(both, items=both.items[::-1])) == {"items": message}
    assert faults(replace(both, items=(*both.items, both.items[1]))) == {"items": message}
    assert faults(replace(both, items=(*both.items, replace(scale(5), id="Q9")))) == {"items": message}


@pytest.mark.parametrize("pair", [("cio", "ceo"), ("cio", "cio"), ("cio",), ("cio", "cso", "cso")])
def test_a_pair_that_is_not_two_of_the_seats_is_refused(pair: Any) -> None:
    found = faults(pair_wave({scale(5): (1, 1, 1, 1)}), pair)
    assert found == {"pair": ["Name two of the wave's seats: cio, cso."]}


def test_nothing_in_a_fault_breaks_its_line() -> None:
    hostile = "x\n\x1b[31m\u202e\ud800" + "y" * 500
    bad: Any = {hostile: {"cio": 1}, "X1": {hostile: 1, "cio": hostile}}
    with pytest.raises(InputFaults) as refused:
        compare(wave(instrument(scale(5)), {"cio": bad, "cso": {}}))
    lines = str(refused.value).splitlines()
    assert len(lines) == len(refused.value.faults) == 3
    assert all(line.isprintable() and len(line) < 250 for line in lines)


def test_answers_may_be_any_mapping() -> None:
    plain = pair_wave({scale(5): (1, 2, 3, 4)})
    frozen = [MappingProxyType({k: MappingProxyType(v) for k, v in seat.answers.items()}) for seat in plain.seats]
    seats = tuple(replace(seat, answers=answers) for seat, answers in zip(plain.seats, frozen, strict=True))
    assert compare(replace(plain, seats=seats)) == compare(plain)


def test_a_comparison_leaves_the_answers_as_they_were() -> None:
    order = ["o2", "o1", "o3"]
    shares = {"o1": 100}
    kept = pair_wave({replace(ranking(3), id="R"): (order,) * 4, replace(allocation(3), id="A"): (shares,) * 4})
    compare(kept)
    assert (order, shares) == (["o2", "o1", "o3"], {"o1": 100})


# --- more than two seats ----------------------------------------------------------------------------------------------

ROLES = ("cio", "cso", "cfo", "coo")


def of_four() -> Wave:
    """Four people, who answer 1 to 4 for themselves; each guess of another is the speaker's own answer."""
    answers = {role: {"X1": dict.fromkeys(ROLES, n)} for n, role in enumerate(ROLES, 1)}
    return wave(instrument(scale(7), roles=ROLES), dict(reversed(answers.items())))


def test_every_pair_of_seats_is_compared_in_role_order() -> None:
    pairs = [("cio", "cso"), ("cio", "cfo"), ("cio", "coo"), ("cso", "cfo"), ("cso", "coo"), ("cfo", "coo")]
    assert [found.pair for found in comparisons(of_four())] == pairs


def test_a_pair_of_more_seats_is_compared_as_if_it_were_alone() -> None:
    four = of_four()
    for found in comparisons(four):
        a, b = found.pair
        alone = wave(four.instrument, {role: four.seat(role).answers for role in (a, b)})
        assert compare(alone) == found == compare(four, (a, b)) == compare(four, (b, a))
        (item,) = found.items
        assert item.signed is not None
        assert item.signed.actual == ROLES.index(b) - ROLES.index(a)
        assert item.assumed.a == item.assumed.b == 1.0


def test_more_than_two_seats_need_a_pair_to_be_named() -> None:
    assert faults(of_four()) == {"pair": ["Name two of the wave's seats: cio, cso, cfo, coo."]}


def test_two_seats_have_one_comparison() -> None:
    two = pair_wave({single(3): ("o1", "o1", "o1", "o2")})
    assert comparisons(two) == (compare(two),)


def test_the_json_of_more_seats_holds_the_json_of_each_pair() -> None:
    found = comparisons(of_four())
    document = to_json(found)
    assert list(document) == ["format", "comparisons"]
    assert document["format"] == "gapcheck/comparisons@1"
    assert document["comparisons"] == [to_json(each) for each in found]


def test_a_guess_about_a_role_without_a_seat_is_valid_and_compared_with_nobody() -> None:
    of = instrument(scale(5), roles=("cio", "cso", "cfo"))
    two = wave(of, {"cio": {"X1": {"cio": 1, "cso": 2, "cfo": 5}}, "cso": {"X1": {"cso": 2, "cio": 1}}})
    assert compare(two).pair == ("cio", "cso")
    wrong = wave(of, {"cio": {"X1": {"cio": 1, "cso": 2, "cfo": 6}}, "cso": {"X1": {"cso": 2, "cio": 1}}})
    assert list(faults(wrong)) == ["seats.cio.answers.X1.cfo"]


def test_what_is_remembered_of_items_is_bounded_and_never_mixed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "_MOST_RULES", 3)
    monkeypatch.setattr(comparison, "_RULES", {})
    waves = [pair_wave({replace(scale(k), id="Q"): (1, 2, 1, 2)}) for k in (2, 3, 5, 7, 2, 3, 5, 7)]
    gaps = [1 - (compare(each).items[0].agreement or 0) for each in waves]
    assert gaps == pytest.approx([1, 1 / 2, 1 / 4, 1 / 6] * 2)
    assert len(comparison._RULES) <= 3


def test_a_seat_or_a_theme_that_is_not_there_is_a_key_error_that_names_it() -> None:
    of = pair_wave({single(3): ("o1", "o1", "o1", "o2")})
    pair = Pair(of, compare(of))
    asked: dict[str, Callable[[str], object]] = {"seat": of.seat, "theme": pair.theme, "counts": pair.counts}
    for name, ask in asked.items():
        with pytest.raises(KeyError, match=f"no such {name}"):
            ask(f"no such {name}")
