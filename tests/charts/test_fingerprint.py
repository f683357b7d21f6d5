from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.charts import fingerprint

gaps = st.lists(st.lists(st.none() | st.floats(0, 1), max_size=8), max_size=10)


def reach(picture, column):
    upper, lower = picture.marks[2 * column : 2 * column + 2]
    return lower.y - upper.y


def test_the_same_answer_stands_together_and_the_opposite_one_at_the_edges():
    picture = fingerprint([[0.0, 0.5, 1.0]], 490, 120)
    together, middle, apart = (reach(picture, column) for column in range(3))
    assert together < middle < apart
    assert apart > 100


def test_the_first_persons_mark_is_always_the_upper_one():
    picture = fingerprint([[0.0, 0.4, 1.0]], 490, 120)
    assert [mark.about for mark in picture.marks] == [0, 1] * 3
    assert all(mark.own for mark in picture.marks)


def test_a_question_without_two_own_views_has_a_place_and_no_marks():
    picture = fingerprint([[0.5, None]], 490, 120)
    assert len(picture.voids) == 1
    assert len(picture.marks) == 2


def test_themes_stand_apart():
    picture = fingerprint([[0.0, 0.0], [0.0]], 490, 120)
    first, second, third = (picture.marks[2 * column].x for column in range(3))
    assert third - second > second - first


def test_nothing_to_draw_gives_an_empty_picture():
    assert fingerprint([[], []], 490, 120).marks == ()


@given(gaps, st.sampled_from([340.0, 493.0]))
def test_every_mark_lies_whole_inside_the_picture(themes, width):
    picture = fingerprint(themes, width, 120)
    for mark in picture.marks:
        assert mark.size - 0.02 <= mark.x <= width - mark.size + 0.02
        assert mark.size - 0.02 <= mark.y <= 120 - mark.size + 0.02


@pytest.mark.parametrize("count", [4, 29, 60])
def test_neighbouring_columns_do_not_touch(count):
    picture = fingerprint([[0.0] * count], 493, 120)
    columns = sorted({mark.x for mark in picture.marks})
    assert min(b - a for a, b in pairwise(columns)) > 2 * picture.marks[0].size
