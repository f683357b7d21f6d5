from gapcheck.charts import CELL, mark_table
from gapcheck.charts.marks import STROKE

OPTIONS = ("misconfigured", "exposing", "after")


def test_every_option_has_a_row_in_the_order_given():
    rows = mark_table(OPTIONS, {"after"}, {"misconfigured"}, {"after"}, {"exposing"})
    assert [row.option for row in rows] == list(OPTIONS)


def test_a_guess_stands_under_the_person_that_it_is_about():
    rows = mark_table(OPTIONS, {"after"}, {"misconfigured"}, guess_a={"after"}, guess_b={"exposing"})
    by_option = {row.option: row for row in rows}
    assert by_option["after"].b.guessed
    assert not by_option["after"].a.guessed
    assert by_option["exposing"].a.guessed
    assert by_option["exposing"].a.marks[0].speaker == 1


def test_a_hit_is_a_ring_round_its_dot_in_the_same_cell():
    (row,) = mark_table(("x",), {"x"}, set(), set(), {"x"})
    ring, dot = row.a.marks
    assert (ring.own, dot.own) == (False, True)
    assert (ring.x, ring.y) == (dot.x, dot.y)


def test_an_option_that_nobody_named_has_no_mark():
    (row,) = mark_table(("x",), set(), set(), set(), set())
    assert row.a.empty
    assert row.a.marks == ()


def test_every_mark_fits_its_cell():
    (row,) = mark_table(("x",), {"x"}, {"x"}, {"x"}, {"x"})
    for mark in (*row.a.marks, *row.b.marks):
        assert mark.size + STROKE / 2 <= CELL / 2
