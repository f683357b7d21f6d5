"""From form fields to answer values: what may be kept, what is at fault, and in which words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from gapcheck.instruments import loader
from gapcheck.instruments.answers import check
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import View
from gapcheck.web.respond.controls import Control, from_fields, from_value
from gapcheck.web.respond.page import Half
from gapcheck.web.respond.posted import Kind, Posted, Problem, read

INSTRUMENT = loader.find("cio-cso-partnership@1", [])
SINGLE, SCALE, MULTI = (INSTRUMENT.item(name) for name in ("SV2", "SV1", "PS1"))
RANKING, TOP, ALLOCATION = (INSTRUMENT.item(name) for name in ("GR3", "CC3", "BI1"))
NUMBER, TEXT = (INSTRUMENT.item(name) for name in ("PS4", "OF1"))
ALL = (SINGLE, SCALE, MULTI, RANKING, TOP, ALLOCATION, NUMBER, TEXT)


def posted(item: Item, *fields: tuple[str, str], view: View = View.OWN) -> Posted:
    return read(item, view, from_fields(item, "cio", MultiDict(fields)))


def places(*places: str, item: Item = RANKING) -> list[tuple[str, str]]:
    return [(f"place.cio.{option}", place) for option, place in zip(item.option_ids, places, strict=False)]


def points(*given: str) -> list[tuple[str, str]]:
    return [(f"points.cio.{option}", amount) for option, amount in zip(ALLOCATION.option_ids, given, strict=False)]


VALUES: list[tuple[Item, Any]] = [
    (SINGLE, "legal"),
    (SINGLE, "other"),
    (SINGLE, {"option": "other", "text": "It calms the auditors"}),
    (SCALE, 5),
    (MULTI, ["build", "testing"]),
    (MULTI, ["none"]),
    (RANKING, list(reversed(RANKING.option_ids))),
    (TOP, list(TOP.option_ids[2:5])),
    (ALLOCATION, {ALLOCATION.option_ids[0]: 60, ALLOCATION.option_ids[3]: 40}),
    (NUMBER, 0),
    (NUMBER, 37.5),
    (TEXT, "Talk before the budget is set."),
    *((item, {"no_answer": "no_firm_view"}) for item in ALL),
]


def as_fields(item: Item, control: Control) -> MultiDict[str, str]:
    """What a browser sends for the fields as the page shows them."""
    sent = [(f"place.cio.{option}", place) for option, place in control.places.items()]
    sent += [(f"points.cio.{option}", amount) for option, amount in control.points.items()]
    if control.declined and item.type not in ("single", "scale"):
        sent.append(("decline.cio", control.chosen[0]))
    else:
        sent += [("answer.cio", chosen) for chosen in control.chosen]
    sent += [("words.cio", control.words)] if control.words else []
    sent += [("answer.cio", control.text)] if control.text else []
    return MultiDict(sent)


@pytest.mark.parametrize(("item", "value"), VALUES)
def test_a_stored_answer_comes_back_from_its_own_page_unchanged(item: Item, value: Any) -> None:
    fields = as_fields(item, from_value(item, value))
    assert read(item, View.OWN, from_fields(item, "cio", fields)) == Posted(value)


@pytest.mark.parametrize("item", ALL)
def test_an_empty_form_is_no_answer_and_no_fault(item: Item) -> None:
    assert posted(item) == Posted(None)


def test_points_that_start_at_zero_are_no_answer_until_one_is_given() -> None:
    assert posted(ALLOCATION, *points("0", "0", "0", "0", "0")) == Posted(None)


@pytest.mark.parametrize(
    ("item", "fields", "problem"),
    [
        (SINGLE, [("answer.cio", "nothing-like-it")], Problem(Kind.NOT_AN_OPTION)),
        (SINGLE, [("answer.cio", "declined:cannot_say")], Problem(Kind.NOT_AN_OPTION)),
        (SINGLE, [("answer.cio", "legal"), ("answer.cio", "operations")], Problem(Kind.TWICE)),
        (SINGLE, [("answer.cio", "other"), ("words.cio", "x" * 401)], Problem(Kind.TOO_LONG, 400)),
        (SCALE, [("answer.cio", "6")], Problem(Kind.NOT_AN_OPTION)),
        (SCALE, [("answer.cio", "0")], Problem(Kind.NOT_AN_OPTION)),
        (SCALE, [("answer.cio", "4.0")], Problem(Kind.NOT_AN_OPTION)),
        (SCALE, [("answer.cio", "9" * 5000)], Problem(Kind.NOT_AN_OPTION)),
        (MULTI, [("answer.cio", "build"), ("answer.cio", "none")], Problem(Kind.NONE_TOO)),
        (MULTI, [("answer.cio", "build"), ("answer.cio", "build")], Problem(Kind.TWICE)),
        (MULTI, [("answer.cio", "unheard-of")], Problem(Kind.NOT_AN_OPTION)),
        (MULTI, [("answer.cio", "build"), ("decline.cio", "x")], Problem(Kind.DECLINED_TOO)),
        (RANKING, places("1", "2", "3", "4", "6"), Problem(Kind.PLACE_UNKNOWN, 5, RANKING.option_ids[4])),
        (RANKING, places("1", "2", "2", "4", "5"), Problem(Kind.PLACE_SHARED, 2, RANKING.option_ids[1])),
        (RANKING, places("1", "x"), Problem(Kind.PLACE_UNKNOWN, 5, RANKING.option_ids[1])),
        (ALLOCATION, points("99"), Problem(Kind.POINTS_LEFT, 1)),
        (ALLOCATION, points("100", "1"), Problem(Kind.POINTS_OVER, 1)),
        (ALLOCATION, points("50", "49.5"), Problem(Kind.POINTS_NOT_WHOLE, 100, ALLOCATION.option_ids[1])),
        (ALLOCATION, points("101"), Problem(Kind.POINTS_NOT_WHOLE, 100, ALLOCATION.option_ids[0])),
        (ALLOCATION, points("-5", "100"), Problem(Kind.POINTS_NOT_WHOLE, 100, ALLOCATION.option_ids[0])),
        (NUMBER, [("answer.cio", "101")], Problem(Kind.NOT_A_NUMBER)),
        (NUMBER, [("answer.cio", "-1")], Problem(Kind.NOT_A_NUMBER)),
        (NUMBER, [("answer.cio", "1e2")], Problem(Kind.NOT_A_NUMBER)),
        (NUMBER, [("answer.cio", "1e999")], Problem(Kind.NOT_A_NUMBER)),
        (NUMBER, [("answer.cio", "nan")], Problem(Kind.NOT_A_NUMBER)),
        (NUMBER, [("answer.cio", "about half")], Problem(Kind.NOT_A_NUMBER)),
        (NUMBER, [("answer.cio", "50"), ("decline.cio", "x")], Problem(Kind.DECLINED_TOO)),
        (TEXT, [("answer.cio", "x" * 401)], Problem(Kind.TOO_LONG, 400)),
    ],
)
def test_an_impossible_answer_is_named_and_not_kept_as_an_answer(
    item: Item, fields: list[tuple[str, str]], problem: Problem
) -> None:
    found = posted(item, *fields)
    assert found.problem == problem
    assert found.value is None or check(item, found.value, View.OWN)


@pytest.mark.parametrize(
    ("item", "fields", "draft"),
    [
        (RANKING, places("", "1", "", "2"), [RANKING.option_ids[1], RANKING.option_ids[3]]),
        (TOP, [("place.cio.budget", "2"), ("place.cio.suppliers", "1")], ["suppliers", "budget"]),
        (ALLOCATION, points("40", "33"), {ALLOCATION.option_ids[0]: 40, ALLOCATION.option_ids[1]: 33}),
    ],
)
def test_an_answer_that_is_begun_may_be_kept_as_a_draft(item: Item, fields: list[tuple[str, str]], draft: Any) -> None:
    found = posted(item, *fields)
    assert found.keep
    assert found.value == draft


@pytest.mark.parametrize(
    ("typed", "number"),
    [("30", 30), (" 30 % ", 30), ("30%", 30), ("37,5", 37.5), ("37.50", 37.5), ("+7", 7), ("0", 0), ("٣٠", 30)],
)
def test_a_number_may_be_written_as_people_write_it(typed: str, number: float) -> None:
    assert posted(NUMBER, ("answer.cio", typed)).value == number


@pytest.mark.parametrize("typed", ["1,000", "1.000", "-1,500", "12\u00a0500", "12 500", "1'000", "1,000,000"])
def test_a_number_that_may_mean_thousands_is_asked_for_again_and_never_taken_for_another(typed: str) -> None:
    many = replace(NUMBER, min=-1_000_000, max=1_000_000)
    assert posted(many, ("answer.cio", typed)).problem == Problem(Kind.THOUSANDS)


@pytest.mark.parametrize(
    ("item", "typed", "number"),
    [
        (NUMBER, "37,125", 37.125),
        (replace(NUMBER, max=1_000_000), "0,125", 0.125),
        (replace(NUMBER, max=1_000_000), "1,25", 1.25),
        (replace(NUMBER, max=1_000_000), "1000000", 1_000_000),
    ],
)
def test_three_digits_behind_a_sign_are_decimals_where_thousands_are_no_answer(
    item: Item, typed: str, number: float
) -> None:
    assert posted(item, ("answer.cio", typed)).value == number


def test_a_guess_is_declined_in_its_own_words() -> None:
    assert posted(NUMBER, ("decline.cio", "x"), view=View.GUESS).value == {"no_answer": "cannot_say"}
    assert posted(NUMBER, ("decline.cio", "x")).value == {"no_answer": "no_firm_view"}


NAMES = st.sampled_from(
    ["answer.cio", "words.cio", "decline.cio", "place.cio.ransomware", "points.cio.detection", "place.cio.budget"]
)
TYPED = st.one_of(st.text(max_size=20), st.sampled_from(["1", "2", "100", "other", "none", "legal", "declined:", "²"]))


@given(st.lists(st.tuples(NAMES, TYPED), max_size=12), st.sampled_from(ALL), st.sampled_from(View))
def test_whatever_is_sent_gives_a_valid_value_or_a_fault(fields: list[tuple[str, str]], item: Item, view: View) -> None:
    found = posted(item, *fields, view=view)
    if found.problem is None:
        assert found.value is None or check(item, found.value, view) == ()


def test_who_picks_one_thing_is_not_asked_for_an_order(app: Flask) -> None:
    hint = get_template_attribute("macros/answers.html", "hint")
    asked = {"role": INSTRUMENT.role("cio")}
    for pick, words in ((3, "As CIO, choose 3 and put them in order."), (1, "As CIO, choose one.")):
        half = Half("cio", True, 0, 0, None, replace(TOP, pick=pick), Control(), 0, "", "No firm view", None)
        assert hint(half, asked).strip() == words


def test_every_fault_has_words_that_say_what_to_do(app: Flask) -> None:
    words = get_template_attribute("macros/faults.html", "words")
    for item in ALL:
        for kind in Kind:
            if (kind is Kind.NONE_TOO and item is not MULTI) or (kind is Kind.NOT_A_NUMBER and item is not NUMBER):
                continue
            half = Half("cio", True, 0, 0, None, item, Control(), 0, "", "No firm view", Problem(kind, 2))
            assert re.fullmatch(r"Your own view: .+\.", words(half).strip()), (item.id, kind)


def test_the_words_for_missing_points_are_those_of_the_design(app: Flask) -> None:
    words = get_template_attribute("macros/faults.html", "words")
    half = Half("cso", False, 0, 1, None, ALLOCATION, Control(), 0, "", "I can't say", Problem(Kind.POINTS_LEFT, 10))
    assert words(half).strip() == "Your guess: give out 10 more points so that the total is 100."
