"""The marks of last time: those that stand elsewhere now, and no other."""

from __future__ import annotations

from gapcheck.charts import Axis, Four, dumbbell, ghosts

AXIS = Axis.of_steps(5)


def test_a_row_that_did_not_move_has_none() -> None:
    assert ghosts(Four(1, 2, 3, 4), Four(1, 2, 3, 4), AXIS, 200) == ()


def test_each_mark_that_moved_stands_where_it_was() -> None:
    before, now = Four(1, 2, 3, 4), Four(1, 5, 3, 4)
    (ghost,) = ghosts(before, now, AXIS, 200)
    assert ghost in dumbbell(before, AXIS, 200).marks
    assert (ghost.about, ghost.speaker) == (1, 1)


def test_an_answer_that_is_not_given_any_more_is_shown_and_one_that_was_not_given_is_not() -> None:
    assert len(ghosts(Four(1, None, None, None), Four(None, 2, None, None), AXIS, 200)) == 1
