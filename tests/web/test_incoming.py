"""Text from outside: what is taken out, what is left alone, and that nothing breaks it."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from gapcheck.instruments.answers import check_text
from gapcheck.web.incoming import LONGEST, MOST_MARKS, TwiceGiven, clean, line, single


@pytest.mark.parametrize(
    "text",
    [
        "Łukasz Żółkiewski",
        "שלום עולם",
        "مرحبا",
        "नमस्ते",
        "日本語",
        "👩‍👩‍👧‍👦 family",
        "e\u0301".encode().decode(),
        "naïve\ntwo lines\tand a tab",
    ],
)
def test_natural_text_of_any_script_is_left_alone(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\x7f", "\x85", "\ud800", "\u202e", "\u2066", "\ufffe", "\ufdd0"])
def test_what_is_no_text_is_taken_out(hidden: str) -> None:
    assert clean(f"ab{hidden}cd") == "abcd"


def test_a_tower_of_marks_is_cut_to_a_letter_with_a_few() -> None:
    cleaned = clean("Z" + "\u0301\u0316" * 5_000 + "algo")
    assert cleaned.endswith("algo")
    assert sum(unicodedata.combining(letter) > 0 for letter in cleaned) <= MOST_MARKS


def test_hostile_text_costs_no_time() -> None:
    started = time.perf_counter()
    for hostile in ("a\u0300\u0316" * 50_000, "x" * 1_000_000, "\u202e" * 100_000, " " * 1_000_000):
        clean(hostile)
    assert time.perf_counter() - started < 5  # a quadratic step would take minutes


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_is_storable_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert check_text(cleaned, LONGEST * 3) == cleaned
    assert clean(cleaned) == cleaned


def test_one_line_stays_one_line() -> None:
    assert line("  Northmoor\r\n Logistics\t AG ") == "Northmoor Logistics AG"


def test_a_field_that_comes_twice_is_refused() -> None:
    fields = MultiDict([("a", "1"), ("a", "2"), ("b", "3")])
    assert single(fields, "b") == "3"
    assert single(fields, "c") == ""
    with pytest.raises(TwiceGiven):
        single(fields, "a")
