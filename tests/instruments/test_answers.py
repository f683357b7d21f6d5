"""What a valid answer is: every type, every way to be at fault, and the words that say what to do."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.instruments.answers import NO_ANSWERS, Refused, check, check_text, decode, in_words
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import NO_ANSWER_WORDS, ItemType, NoAnswer, View
from tests.engine.samples import (
    CLOSED,
    allocation,
    multi,
    number,
    own_views,
    ranking,
    scale,
    single,
    text,
    top,
    values,
)

closed_types = pytest.mark.parametrize("item", CLOSED.values(), ids=CLOSED)
OWN, GUESS = View.OWN, View.GUESS
OTHER = single(2, "other")


@pytest.mark.parametrize(
    ("item", "value", "decoded"),
    [
        (single(3), "o2", "o2"),
        (OTHER, "other", "other"),
        (OTHER, {"option": "other", "text": "suppliers"}, "other"),
        (scale(5), 1, 1),
        (scale(5), 5, 5),
        (multi(3), ["o3", "o1"], frozenset({"o1", "o3"})),
        (multi(3), ["none"], frozenset()),
        (ranking(3), ["o3", "o1", "o2"], (2, 3, 1)),
        (ranking(3), ["o3", ["o1", "o2"]], (2.5, 2.5, 1)),
        (top(2, 4), ["o4", "o1"], ("o4", "o1")),
        (allocation(3), {"o2": 60, "o1": 40}, (40, 60, 0)),
        (allocation(3), {"o1": 100, "o2": 0, "o3": 0}, (100, 0, 0)),
        (number(), 0, 0.0),
        (number(), 100, 100.0),
        (number(-5, 2.5), -4.75, -4.75),
        (text(), "Any words.\nOn two lines.", "Any words.\nOn two lines."),
        (text(), "", ""),
    ],
)
def test_a_valid_value_is_decoded_to_what_is_compared(item: Item, value: Any, decoded: Any) -> None:
    assert check(item, value, OWN, ties=True) == ()
    found = decode(item, value, OWN)
    assert found == decoded
    hash(found)


NOT_SINGLE = 'Give one of "o1", "o2", "o3".'
OWN_WORDS = 'Own words are given as {"option": "other", "text": "..."}.'
A_TIE = "A tie holds two or more options. Name a single option without a list around it."
BOXES = Item("M", "t", ItemType.MULTI, "?", "?", options=single(2).options)
POSITIONS = "Give a position of the scale, a whole number from 1 to 5."
RANGE = "Give a number from 0 to 100."


@pytest.mark.parametrize(
    ("item", "value", "messages"),
    [
        (single(3), "o4", [f'This is "o4". {NOT_SINGLE}']),
        (single(3), None, [f"This is null. {NOT_SINGLE}"]),
        (single(3), 1, [f"This is 1. {NOT_SINGLE}"]),
        (single(3), ["o1"], [f"This is a list. {NOT_SINGLE}"]),
        (single(3), {"option": "o1", "text": "x"}, [f"This item takes no own words. {NOT_SINGLE}"]),
        (OTHER, {"option": "o1", "text": "x"}, [OWN_WORDS]),
        (OTHER, {"option": "other"}, [OWN_WORDS]),
        (OTHER, {"option": "other", "text": "x", "more": 1}, [OWN_WORDS]),
        (OTHER, {"option": "other", "text": ""}, ['The own words are empty. Give them, or "other" alone.']),
        (OTHER, {"option": "other", "text": 5}, ["This is 5. Give a text, in quotation marks."]),
        (OTHER, {"option": "other", "text": "x" * 401}, ["The text has 401 characters. Give at most 400."]),
        (scale(5), 0, [f"This is 0. {POSITIONS}"]),
        (scale(5), 6, [f"This is 6. {POSITIONS}"]),
        (scale(5), True, [f"This is true. {POSITIONS}"]),
        (scale(5), 3.0, [f"This is 3.0. {POSITIONS}"]),
        (scale(5), "3", [f'This is "3". {POSITIONS}']),
        (scale(5), 10**60, [f"This is a number of more than 60 digits. {POSITIONS}"]),
        (scale(5), -(10**60), [f"This is a number of more than 60 digits. {POSITIONS}"]),
        (multi(2), [], ['Nothing is ticked. Tick at least one option, or give ["none"].']),
        (BOXES, [], ["Nothing is ticked. Tick at least one option, or give no answer."]),
        (multi(2), ["o1", "none"], ['"none" stands alone. Take it or the other options out.']),
        (multi(2), ["o1", "o1"], ['"o1" is named twice. Name it once.']),
        (multi(2), "o1", ['This is "o1". Give a list of option ids.']),
        (multi(2), {"o1": True}, ["This is an object. Give a list of option ids."]),
        (multi(2), ["o9", 5, ["o1"]], [
            'One entry is "o9". Use "o1", "o2", "none".',
            'One entry is 5. Use "o1", "o2", "none".',
            'One entry is a list. Use "o1", "o2", "none".',
        ]),
        (multi(2), ["o9"] * 7, ["7 options are given. The item has 3."]),
        (ranking(3), "o1", ['This is "o1". Give a list of all options, the highest first.']),
        (ranking(3), ["o1", "o3"], ['"o2" is missing. Rank every option.']),
        (ranking(3), [], [f'"o{n}" is missing. Rank every option.' for n in (1, 2, 3)]),
        (ranking(3), ["o1", "o2", "o3", "o1"], ['"o1" is named twice. Name it once.']),
        (ranking(3), ["o1", "o2", "o2"], ['"o2" is named twice. Name it once.', '"o3" is missing. Rank every option.']),
        (ranking(3), ["o1", ["o2"], "o3"], [A_TIE]),
        (ranking(3), ["o1", [], "o2", "o3"], [A_TIE]),
        (ranking(3), ["o1", ["o2", ["o3"]]], [
            'One entry is a list. Use "o1", "o2", "o3".',
            '"o3" is missing. Rank every option.',
        ]),
        (top(2, 4), ["o1"], ["Rank exactly 2 options, not 1."]),
        (top(2, 4), ["o1", "o2", "o3"], ["Rank exactly 2 options, not 3."]),
        (top(2, 4), ["o1", "o1"], ['"o1" is named twice. Name it once.']),
        (top(2, 4), 5, ["This is 5. Give a list of option ids."]),
        (allocation(2), {"o1": 99}, ["The points sum to 99. Spread exactly 100."]),
        (allocation(2), {"o1": 60, "o2": 41}, ["The points sum to 101. Spread exactly 100."]),
        (allocation(2), {}, ["The points sum to 0. Spread exactly 100."]),
        (allocation(2), {"o1": 110, "o2": -10}, [
            '"o1" has 110. Points are whole numbers from 0 to 100.',
            '"o2" has -10. Points are whole numbers from 0 to 100.',
        ]),
        (allocation(2), {"o1": 99.5, "o2": 0.5}, [
            '"o1" has 99.5. Points are whole numbers from 0 to 100.',
            '"o2" has 0.5. Points are whole numbers from 0 to 100.',
        ]),
        (allocation(2), {"o1": True, "o2": 99}, ['"o1" has true. Points are whole numbers from 0 to 100.']),
        (allocation(2), {"o9": 100}, ['One entry is "o9". Use "o1", "o2".']),
        (allocation(2), [50, 50], ["This is a list. Give an object of option ids and points."]),
        (allocation(2), dict.fromkeys("abcde", 20), ["5 options are given. The item has 2."]),
        (number(), -1, [f"This is -1. {RANGE}"]),
        (number(), 100.5, [f"This is 100.5. {RANGE}"]),
        (number(), True, [f"This is true. {RANGE}"]),
        (number(), "30", [f'This is "30". {RANGE}']),
        (number(), 10**100, [f"This is a number of more than 60 digits. {RANGE}"]),
        (number(), math.inf, [f"This is not a finite number. {RANGE}"]),
        (number(), -math.inf, [f"This is not a finite number. {RANGE}"]),
        (number(), math.nan, [f"This is not a finite number. {RANGE}"]),
        (number(-5, 2.5), 3, ["This is 3. Give a number from -5 to 2.5."]),
        (text(), 5, ["This is 5. Give a text, in quotation marks."]),
        (text(), "x" * 401, ["The text has 401 characters. Give at most 400."]),
        (text(max_length=3), "four", ["The text has 4 characters. Give at most 3."]),
        (text(), "a\x00b", ["The text holds a control character. Take it out."]),
        (text(), "a\x1b[31mb", ["The text holds a control character. Take it out."]),
        (text(), "a\x85b", ["The text holds a control character. Take it out."]),
        (text(), "a\ud800b", ["The text holds half a character (a lone surrogate). Write the character whole."]),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_in_words_that_say_what_to_do(item: Item, value: Any, messages: list[str]) -> None:
    assert list(check(item, value, OWN, ties=True)) == messages
    with pytest.raises(Refused):
        decode(item, value, OWN)


@pytest.mark.parametrize("item", [scale(5), number(), single(3)])
def test_a_number_too_long_to_print_is_refused_like_any_other(item: Item) -> None:
    (message,) = check(item, 10**5000, OWN)
    assert message.startswith("This is a number of more than 60 digits.")


def test_a_text_may_hold_tabs_and_line_breaks_and_every_script() -> None:
    for words in ("a\tb\r\nc", "Łukasz", "Ελλάδα", "漢字", "العربية", "👩🏽‍💻", "e\u0301"):
        assert check_text(words, 100) == words


def test_the_longest_text_is_allowed() -> None:
    assert check(text(), "x" * 400, OWN) == ()
    assert check(text(max_length=3), "👩👩👩", OWN) == ()
    assert check(OTHER, {"option": "other", "text": "x" * 400}, OWN) == ()


def test_ties_are_for_pair_files_only() -> None:
    tied = ["o1", ["o2", "o3"]]
    assert check(ranking(3), tied, OWN, ties=True) == ()
    assert check(ranking(3), tied, OWN) == ("Options are tied. Give every option a rank of its own.",)
    assert check(ranking(3), ["o1", "o2", "o3"], OWN) == ()
    assert check(multi(3), ["o1"], OWN) == ()


@closed_types
@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("code", NoAnswer)
def test_each_code_declines_only_the_view_that_it_belongs_to(item: Item, view: View, code: NoAnswer) -> None:
    value = {"no_answer": code.value}
    if code in NO_ANSWERS[view]:
        assert check(item, value, view) == ()
        assert decode(item, value, view) is code
    else:
        (message,) = check(item, value, view)
        assert message.startswith("An own view is declined" if view is OWN else "A guess is declined")


def test_no_firm_view_is_for_own_views_and_cannot_say_for_guesses() -> None:
    assert NO_ANSWERS[OWN] == (NoAnswer.NO_FIRM_VIEW, NoAnswer.NOT_APPLICABLE)
    assert NO_ANSWERS[GUESS] == (NoAnswer.CANNOT_SAY, NoAnswer.NOT_APPLICABLE)


@pytest.mark.parametrize(
    "value",
    [{"no_answer": "no_view"}, {"no_answer": None}, {"no_answer": ["x"]}, {"no_answer": "no_firm_view", "x": 1}],
)
@closed_types
def test_anything_else_declines_nothing(item: Item, value: Any) -> None:
    (message,) = check(item, value, OWN)
    assert message == (
        'An own view is declined with {"no_answer": "no_firm_view"} or {"no_answer": "not_applicable"}, '
        "and nothing beside it."
    )  # fmt: skip


def test_an_open_question_can_be_declined_but_never_guessed() -> None:
    assert decode(text(), {"no_answer": "not_applicable"}, OWN) is NoAnswer.NOT_APPLICABLE
    assert check(text(), "words", GUESS) == ("Nobody guesses another's own words. Leave this answer out.",)


@closed_types
@given(data=st.data())
def test_what_is_valid_once_is_valid_as_a_guess_and_after_a_round_through_json(item: Item, data: st.DataObject) -> None:
    value = data.draw(values(item))
    assert check(item, value, OWN, ties=True) == check(item, value, GUESS, ties=True) == ()
    again = json.loads(json.dumps(value))
    assert decode(item, again, OWN) == decode(item, value, GUESS)


IDS = st.sampled_from(["o1", "o2", "none", "other", "option", "text", "no_answer"]) | st.text(max_size=4)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8) | IDS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(IDS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("item", [*CLOSED.values(), text()], ids=[*CLOSED, "text"])
@given(value=ANYTHING, view=st.sampled_from(View))
def test_whatever_is_given_is_decoded_or_refused_in_printable_lines(item: Item, value: Any, view: View) -> None:
    messages = check(item, value, view, ties=True)
    assert all(message.isprintable() and message.endswith(".") and len(message) < 400 for message in messages)
    if not messages:
        hash(decode(item, value, view))
        assert isinstance(in_words(item, value), str)


# --- in words -------------------------------------------------------------------------------------------------------


def ends_only(positions: int) -> Item:
    labels = ["Speed", *[""] * (positions - 2), "Security"]
    of = scale(positions)
    assert of.scale is not None
    return Item("S", "t", ItemType.SCALE, "?", "?", "?", scale=type(of.scale)("s", tuple(labels)))


@pytest.mark.parametrize(
    ("item", "value", "words"),
    [
        (single(3), "o2", "O2"),
        (OTHER, "other", "Other"),
        (OTHER, {"option": "other", "text": "our suppliers"}, "Other: our suppliers"),
        (scale(5), 4, "Label 4"),
        (ends_only(7), 1, "Speed"),
        (ends_only(7), 3, "3 of 7"),
        (ends_only(7), 7, "Security"),
        (multi(3), ["o3", "o1"], "O1; O3"),
        (multi(3), ["none"], "None"),
        (ranking(3), ["o3", "o1", "o2"], "1. O3, 2. O1, 3. O2"),
        (ranking(4), ["o3", ["o1", "o2"], "o4"], "1. O3, 2. O1 and O2 (tied), 4. O4"),
        (top(2, 4), ["o4", "o1"], "1. O4, 2. O1"),
        (allocation(3), {"o3": 60, "o1": 40}, "40 O1, 60 O3"),
        (allocation(3), {"o1": 100, "o2": 0}, "100 O1"),
        (number(unit="%"), 30, "30 %"),
        (number(unit="%"), 12.5, "12.5 %"),
        (number(), 30.0, "30"),
        (number(-5, 5), -0.1, "-0.1"),
        (text(), "As it stands.", "As it stands."),
        (scale(5), None, "Not answered"),
    ],
)
def test_a_value_in_words(item: Item, value: Any, words: str) -> None:
    assert in_words(item, value) == words


@pytest.mark.parametrize("code", NoAnswer)
@closed_types
def test_a_declined_answer_in_words(item: Item, code: NoAnswer) -> None:
    assert in_words(item, {"no_answer": code.value}) == NO_ANSWER_WORDS[code]


@closed_types
@given(data=st.data())
def test_every_valid_value_has_words(item: Item, data: st.DataObject) -> None:
    assert in_words(item, data.draw(own_views(item)))


@pytest.mark.parametrize("bad", [ranking(3), number()])
def test_an_item_that_its_checker_would_refuse_says_so(bad: Item) -> None:
    with pytest.raises(ValueError, match="has no range"):
        _ = Item("N", "t", ItemType.NUMBER, "?", "?").bounds
    with pytest.raises(KeyError):
        bad.option_text("o9")
