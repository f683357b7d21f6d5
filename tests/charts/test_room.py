"""Charts for a whole room: every word finds its place, and nothing tells of what is not drawn yet."""

import pytest

from gapcheck.charts import Axis, Four, mark_table
from gapcheck.charts.room import (
    NARROW,
    TEXT,
    WIDE,
    FourWords,
    Key,
    axis_fits,
    marks_list,
    orders,
    points_list,
    room_row,
)
from gapcheck.charts.room.row import LOWER, UPPER
from gapcheck.charts.textfit import lines_of, text_width

AGREE = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
STAGES = [
    "Business case",
    "Determining technical requirements",
    "Evaluating products and services",
    "Design and build",
    "Testing",
    "Go-live decision",
]
WORDS = FourWords("Ana, CIO", "Tom, CSO", "Ana guessed Tom", "Tom guessed Ana")
VIEWS, EXPECTED = ("Ana, CIO", "Tom, CSO"), ("Tom guessed Ana", "Ana guessed Tom")
ALL = Key(VIEWS, EXPECTED, (VIEWS, EXPECTED))
GUESSES = Key(("", ""), EXPECTED, (VIEWS, EXPECTED))


def five(four: Four, width: float = NARROW, gap: str = ""):
    return room_row(four, Axis.of_steps(5), AGREE, WORDS, width, gap)


def words_of(chart, text):
    return next(words for words in chart.words if words.text == text)


def overlap(one, other):
    wide = (text_width(one.text, TEXT) + text_width(other.text, TEXT)) / 2
    return abs(one.x - other.x) < wide and abs(one.y - other.y) < TEXT


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("a", range(1, 6))
@pytest.mark.parametrize("b", range(1, 6))
def test_no_two_words_at_the_marks_cover_each_other(width, a, b):
    for g in range(1, 6):
        for h in range(1, 6):
            labels = [words for words in five(Four(a, b, g, h), width).words if words.speaker is not None]
            assert len(labels) == 4
            assert not any(overlap(one, other) for one in labels for other in labels if one is not other)
            for words in labels:
                half = text_width(words.text, TEXT) / 2
                assert words.x - half >= -0.1
                assert words.x + half <= width + 0.1


def test_the_first_persons_words_stand_above_the_upper_track_and_the_seconds_below_the_lower():
    chart = five(Four(5, 2, 4, 4))
    assert words_of(chart, "Ana, CIO").y < UPPER
    assert words_of(chart, "Tom guessed Ana").y < UPPER
    assert words_of(chart, "Tom, CSO").y > LOWER
    assert words_of(chart, "Ana guessed Tom").y > LOWER


def test_the_height_of_a_row_does_not_depend_on_what_is_drawn():
    assert {five(four).height for four in (Four(5, 2, 4, 4), Four(guess_a=4, guess_b=4), Four(1, 1, 1, 1))} == {
        five(Four(3, 3, 3, 3)).height
    }


def test_the_gap_is_told_in_the_band_where_the_band_is_wide_enough():
    assert words_of(five(Four(5, 2, 4, 4), gap="3 steps apart"), "3 steps apart").y == pytest.approx(
        (UPPER + LOWER) / 2, abs=TEXT
    )
    narrow = five(Four(3, 2, 4, 4), gap="nothing of this finds room in one step")
    assert not narrow.gap_told
    assert not five(Four(3, 3, 3, 3), gap="same answer").gap_told


def test_long_words_of_an_axis_stand_in_turn_on_two_levels():
    chart = room_row(Four(own_a=1), Axis.of_steps(6), STAGES, WORDS, NARROW)
    axis = [words for words in chart.words if words.muted]
    assert " ".join(words.text for words in axis).split() == " ".join(STAGES).split()
    assert not any(overlap(one, other) for one in axis for other in axis if one is not other)


def test_an_axis_with_words_at_its_ends_only_leaves_them_the_room_between():
    assert axis_fits(["Speed comes first", "", "", "", "", "", "Security comes first"], NARROW)


def test_words_too_long_for_an_axis_are_refused():
    long = ["the business unit decides with the security team after the review of every risk " * 2] * 5
    assert not axis_fits(long, WIDE)
    with pytest.raises(ValueError, match="do not fit"):
        room_row(Four(), Axis.of_steps(5), long, WORDS, WIDE)


def test_a_list_has_a_line_for_every_option_whether_or_not_it_is_named():
    rows = mark_table(["x", "y", "z"], {"x"}, {"y"}, {"x"}, {"z"})
    chart = marks_list(["Ex", "Why", "Zed"], rows, ALL, NARROW)
    heights = [words_of(chart, text).y for text in ("Ex", "Why", "Zed")]
    assert heights == sorted(heights)
    assert len(chart.rules) == 3
    drawn = [mark for mark in chart.marks if mark.y > min(heights) - TEXT]
    assert sorted((mark.about, mark.speaker) for mark in drawn) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_list_does_not_move_when_the_own_views_appear():
    before = marks_list(["Ex", "Why"], mark_table(["x", "y"], (), (), {"x"}, {"y"}), GUESSES, NARROW)
    after = marks_list(["Ex", "Why"], mark_table(["x", "y"], {"y"}, {"x"}, {"x"}, {"y"}), ALL, NARROW)
    assert before.height == after.height
    assert words_of(before, "Ex") == words_of(after, "Ex")


def test_a_name_that_is_not_shown_yet_is_not_on_the_chart():
    chart = marks_list(["Ex"], mark_table(["x"], (), (), {"x"}, ()), GUESSES, NARROW)
    assert "Ana, CIO" not in {words.text for words in chart.words}


def test_the_figures_of_an_allocation_are_those_of_the_own_views_or_of_the_guesses():
    four = [Four(60, 30, 20, 50), Four(40, 70, 80, 50)]
    own = points_list(["Ex", "Why"], four, ALL, NARROW, own=True)
    assert [words.text for words in own.words if words.speaker is not None][-4:] == ["60", "30", "40", "70"]
    guessed = points_list(["Ex"], [Four(guess_a=20, guess_b=50)], GUESSES, NARROW, own=False)
    figures = [words for words in guessed.words if words.text in ("50", "20") and words.speaker is not None]
    assert [(words.text, words.speaker) for words in figures] == [("50", 1), ("20", 0)]


def test_the_words_of_an_order_stand_beside_their_marks():
    texts = {"x": "Ex", "y": "Why"}
    chart = orders(texts, [{"x": 1, "y": 2}, {"y": 1, "x": 2}, {}, {}], ALL, NARROW)
    for words in chart.words:
        if words.text in texts.values():
            assert any(abs(mark.y - words.y) < TEXT and mark.text for mark in chart.marks)


def test_a_text_is_broken_at_spaces_and_a_long_word_stands_alone():
    assert lines_of("one two", 1000, 9) == ("one two",)
    assert lines_of("a Donaudampfschifffahrt b", 40, 9) == ("a", "Donaudampfschifffahrt", "b")
    assert lines_of("", 40, 9) == ()
