"""Counts, and when they may be shown as a figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapcheck.engine import compare
from gapcheck.engine.indices import indices_reported, theme_reported
from gapcheck.engine.result import Both
from gapcheck.vocabulary import State
from tests.engine.samples import CANNOT_SAY, NO_VIEW, NOT_APPLICABLE, pair_wave, scale, single, text


@pytest.mark.parametrize(
    ("comparable", "of", "reported"),
    [
        (10, 10, True),
        (9, 10, False),  # ten or more are needed where the form has ten
        (9, 9, True),
        (7, 9, True),
        (6, 9, False),  # two thirds are too small a part
        (7, 10, False),
        (10, 14, True),
        (10, 15, False),
        (21, 30, True),
        (20, 30, False),
        (70, 100, True),
        (70, 101, False),
        (1, 1, True),
        (0, 1, False),
        (0, 0, False),
    ],
)
def test_counts_are_reported_from_70_percent_and_from_ten_where_the_form_has_ten(
    comparable: int, of: int, reported: bool
) -> None:
    assert indices_reported(comparable, of) is reported


@pytest.mark.parametrize(
    ("comparable", "of", "reported"),
    [
        (3, 3, True),
        (3, 5, True),
        (3, 6, False),
        (2, 2, False),
        (4, 6, True),
        (6, 10, True),
        (5, 9, False),
        (60, 101, False),
        (0, 0, False),
    ],
)
def test_a_theme_is_reported_from_three_items_that_are_60_percent(comparable: int, of: int, reported: bool) -> None:
    assert theme_reported(comparable, of) is reported


def test_all_counts_are_over_the_items_with_all_four_answers() -> None:
    first, second, third, fourth = (replace(scale(5), id=f"Q{n}") for n in range(1, 5))
    found = compare(
        pair_wave(
            {
                first: (1, 1, 1, 1),
                second: (1, 5, 5, 3),
                third: (1, 1, 1, CANNOT_SAY),  # the CIO's guess matches, and is not counted
                fourth: (1, NO_VIEW, 1, 1),
            }
        )
    )
    counts = found.indices
    assert (counts.comparable, counts.of, counts.same_view) == (2, 4, 1)
    assert counts.predicts == Both(2, 1)
    assert counts.expected_same == Both(1, 1)
    assert counts.insight == Both(1, 0)
    assert counts.luck == pytest.approx(1.04)
    assert counts.luck_reach == 3  # both by luck: 0.52 x 0.52


def test_declined_counts_each_persons_guesses_of_cannot_say_and_nothing_else() -> None:
    items = [replace(scale(5), id=f"Q{n}") for n in range(6)]
    answers = [
        (1, 1, CANNOT_SAY, 1),
        (1, 1, CANNOT_SAY, CANNOT_SAY),
        (1, NO_VIEW, CANNOT_SAY, 1),  # declined, though the item has no position
        (1, 1, NOT_APPLICABLE, NOT_APPLICABLE),
        (1, 1, None, None),
        (NO_VIEW, NOT_APPLICABLE, 1, 1),
    ]
    found = compare(pair_wave(dict(zip(items, answers, strict=True))))
    assert found.indices.declined == Both(3, 1)


def test_a_skipped_item_is_never_counted_as_zero() -> None:
    asked, skipped = replace(scale(5), id="Q1"), replace(scale(5), id="Q2")
    found = compare(pair_wave({asked: (3, 3, 3, 3), skipped: (None, 3, 3, None)}))
    assert found.item("Q2").agreement is None
    assert (found.indices.comparable, found.indices.same_view) == (1, 1)
    assert found.indices.luck == 0.52


def test_text_items_are_listed_and_counted_nowhere() -> None:
    words, asked = replace(text(), id="T1", theme="words"), replace(single(2), id="Q1", theme="views")
    found = compare(pair_wave({words: ("one", "two", None, None), asked: ("o1", "o2", "o2", "o1")}))
    assert [item.id for item in found.items] == ["T1", "Q1"]
    assert found.items[0].state is State.NOT_COMPARABLE
    assert [(theme.id, theme.of, theme.comparable, theme.reported) for theme in found.themes] == [
        ("words", 0, 0, False),
        ("views", 1, 1, False),
    ]
    assert (found.indices.of, found.indices.comparable, found.indices.reported) == (1, 1, True)


def test_themes_count_their_own_items_only() -> None:
    items = [replace(single(3), id=f"Q{n}", theme="first" if n < 3 else "second") for n in range(5)]
    agree, one_sided = ("o1", "o1", "o1", "o1"), ("o1", "o2", "o1", "o1")
    found = compare(pair_wave(dict(zip(items, [agree, agree, one_sided, one_sided, agree], strict=True))))
    first, second = found.themes
    assert (first.of, first.comparable, first.same_view, first.predicts, first.reported) == (3, 3, 2, Both(2, 3), True)
    assert (second.of, second.comparable, second.same_view, second.predicts) == (2, 2, 1, Both(1, 2))
    assert not second.reported


def test_expecting_the_same_is_counted_apart_from_being_right() -> None:
    items = [replace(single(3), id=f"Q{n}") for n in range(3)]
    answers = [("o1", "o2", "o1", "o2"), ("o1", "o2", "o1", "o1"), ("o1", "o2", "o3", "o3")]
    counts = compare(pair_wave(dict(zip(items, answers, strict=True)))).indices
    assert counts.expected_same == Both(2, 1)
    assert counts.predicts == Both(0, 1)
    assert counts.insight == Both(0, 1)
