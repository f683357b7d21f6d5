import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.charts import Axis, Four, dumbbell
from gapcheck.charts.marks import GUESS_HALF, GUESS_RADIUS, OWN_HALF, OWN_RADIUS, STROKE, TRACKS

FIVE = Axis.of_steps(5)
steps = st.none() | st.integers(1, 5).map(float)
fours = st.builds(Four, steps, steps, steps, steps)


def mark_of(row, *, about, speaker):
    return next(mark for mark in row.marks if mark.about == about and mark.speaker == speaker)


def test_the_first_persons_view_is_on_the_upper_track_and_the_seconds_on_the_lower():
    row = dumbbell(Four(own_a=5, own_b=2, guess_a=4, guess_b=4), FIVE, 200)
    assert [(mark.about, mark.y) for mark in row.marks] == [(0, TRACKS[0]), (1, TRACKS[1])] * 2


def test_a_guess_stands_on_the_track_of_the_view_that_it_is_about():
    row = dumbbell(Four(own_a=5, own_b=2, guess_a=4, guess_b=1), FIVE, 200)
    assert mark_of(row, about=1, speaker=0).y == TRACKS[1]
    assert mark_of(row, about=0, speaker=1).y == TRACKS[0]


def test_a_good_guess_is_drawn_around_its_mark():
    row = dumbbell(Four(own_a=3, own_b=4, guess_a=4, guess_b=3), FIVE, 200)
    for about in (0, 1):
        guess, own = mark_of(row, about=about, speaker=1 - about), mark_of(row, about=about, speaker=about)
        assert (guess.x, guess.y) == (own.x, own.y)
        assert guess.size - STROKE / 2 > own.size
    assert row.misses == ()


def test_the_band_is_the_gap_between_the_own_views_and_nothing_where_there_is_none():
    row = dumbbell(Four(own_a=5, own_b=2, guess_a=1, guess_b=1), FIVE, 200)
    assert row.band is not None
    assert row.band.x == mark_of(row, about=1, speaker=1).x
    assert row.band.x + row.band.width == pytest.approx(mark_of(row, about=0, speaker=0).x)
    assert dumbbell(Four(own_a=3, own_b=3), FIVE, 200).band is None
    assert dumbbell(Four(own_a=3), FIVE, 200).band is None


def test_a_miss_runs_from_the_guess_to_the_view_in_the_guessers_colour():
    row = dumbbell(Four(own_a=5, own_b=2, guess_a=4, guess_b=5), FIVE, 200)
    (miss,) = row.misses
    assert miss.speaker == 0
    assert (miss.x1, miss.x2) == (mark_of(row, about=1, speaker=0).x, mark_of(row, about=1, speaker=1).x)
    assert miss.y1 == miss.y2 == TRACKS[1]


def test_the_axis_shows_its_full_range_whatever_was_answered():
    row = dumbbell(Four(own_a=3, own_b=3), Axis.of_range(0, 100), 200)
    assert [tick.value for tick in row.ticks] == [0, 25, 50, 75, 100]
    assert row.ticks[0].x < row.ticks[-1].x


def test_an_answer_outside_the_axis_is_refused():
    with pytest.raises(ValueError, match="not between"):
        dumbbell(Four(own_a=6), FIVE, 200)


@pytest.mark.parametrize("make", [lambda: Axis.of_steps(1), lambda: Axis.of_range(1, 1)])
def test_an_axis_without_extent_is_refused(make):
    with pytest.raises(ValueError, match="axis"):
        make()


@given(fours)
def test_every_mark_lies_whole_inside_the_picture(answers):
    row = dumbbell(answers, FIVE, 150)
    for mark in row.marks:
        reach = mark.size + (0 if mark.own else STROKE / 2)
        assert reach <= mark.x <= row.width - reach
        assert reach <= mark.y <= row.height - reach


@given(fours)
def test_the_two_tracks_never_touch(answers):
    row = dumbbell(answers, FIVE, 150)
    upper = max((mark.y + mark.size for mark in row.marks if mark.about == 0), default=0)
    lower = min((mark.y - mark.size for mark in row.marks if mark.about == 1), default=row.height)
    assert upper + STROKE / 2 < lower


@given(fours)
def test_the_swapped_pair_gives_the_mirrored_row(answers):
    there = dumbbell(answers, FIVE, 150)
    back = dumbbell(Four(answers.own_b, answers.own_a, answers.guess_b, answers.guess_a), FIVE, 150)
    assert {(mark.x, mark.about, mark.speaker) for mark in there.marks} == {
        (mark.x, 1 - mark.about, 1 - mark.speaker) for mark in back.marks
    }
    assert there.band == back.band


@given(fours)
def test_a_missing_answer_has_no_mark(answers):
    assert len(dumbbell(answers, FIVE, 150).marks) == sum(value is not None for value in answers)


def test_solid_and_open_marks_can_be_told_apart_by_size_alone():
    assert GUESS_RADIUS - STROKE / 2 - OWN_RADIUS >= 1
    assert GUESS_HALF - STROKE / 2 - OWN_HALF >= 1
