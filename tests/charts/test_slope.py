from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from gapcheck.charts import slope

OPTIONS = "vwxyz"
rankings = st.permutations(OPTIONS).map(lambda order: {option: rank for rank, option in enumerate(order, 1)})


def of(order):
    return {option: rank for rank, option in enumerate(order, 1)}


def test_each_side_lists_that_persons_order_from_the_top():
    chart = slope(of("vwxyz"), of("zyxwv"), {}, {}, 140, 24)
    assert [row.option for row in chart.a] == list("vwxyz")
    assert [row.option for row in chart.b] == list("zyxwv")
    assert [row.y for row in chart.a] == [12, 36, 60, 84, 108]


def test_a_line_joins_the_same_option_on_both_sides():
    chart = slope(of("vwx"), of("xwv"), {}, {}, 140, 24)
    assert {(line.y1, line.y2) for line in chart.lines} == {(12, 60), (36, 36), (60, 12)}


def test_an_option_that_only_one_named_has_no_line():
    chart = slope(of(["cloud", "identity"]), of(["identity", "vendors"]), {}, {}, 140, 24)
    assert len(chart.lines) == 1


def test_the_largest_moves_are_heavy_and_drawn_last():
    chart = slope(of("vwxyz"), of("yzvwx"), {}, {}, 140, 24)
    assert [line.heavy for line in chart.lines] == [False, False, False, True, True]


def test_equal_orders_have_no_heavy_line():
    assert not any(line.heavy for line in slope(of("vwx"), of("vwx"), {}, {}, 140, 24).lines)


def test_a_guessed_rank_that_hits_is_a_ring_round_the_rank():
    chart = slope(of("vw"), of("vw"), of("wv"), of("vw"), 140, 24)
    rings = [mark for mark in chart.marks if mark.about == 0 and not mark.own]
    dots = [mark for mark in chart.marks if mark.about == 0 and mark.own]
    assert [(ring.x, ring.y, ring.text) for ring in rings] == [(dot.x, dot.y, "") for dot in dots]
    misses = [mark for mark in chart.marks if mark.about == 1 and not mark.own]
    assert [mark.text for mark in misses] == ["2", "1"]
    assert all(mark.x > dot.x for mark in misses for dot in chart.marks if dot.own)


def test_what_was_only_expected_follows_below_without_a_rank_of_its_own():
    chart = slope(of(["cloud"]), {}, {}, of(["budget", "cloud"]), 140, 24)
    assert [(row.option, row.own, row.guess) for row in chart.a] == [("cloud", 1, 2), ("budget", None, 1)]


def test_a_missing_answer_leaves_its_side_empty():
    chart = slope(of("vw"), {}, {}, {}, 140, 24)
    assert chart.b == ()
    assert chart.height == 48


def test_ties_share_a_rank_and_keep_their_order():
    chart = slope({"v": 1, "w": 2, "x": 2}, of("vwx"), {}, {}, 140, 24)
    assert [(row.option, row.own) for row in chart.a] == [("v", 1), ("w", 2), ("x", 2)]


@given(rankings, rankings, rankings, rankings)
def test_every_mark_lies_whole_inside_the_picture(own_a, own_b, guess_a, guess_b):
    chart = slope(own_a, own_b, guess_a, guess_b, 140, 25)
    for mark in chart.marks:
        assert mark.size <= mark.x <= chart.width - mark.size
        assert mark.size <= mark.y <= chart.height - mark.size


@given(rankings, rankings, rankings, rankings)
def test_the_swapped_pair_gives_the_mirrored_chart(own_a, own_b, guess_a, guess_b):
    there = slope(own_a, own_b, guess_a, guess_b, 140, 25)
    back = slope(own_b, own_a, guess_b, guess_a, 140, 25)
    assert (there.a, there.b) == (back.b, back.a)
    assert {(mark.x, mark.y, mark.text) for mark in there.marks} == {
        (140 - mark.x, mark.y, mark.text) for mark in back.marks
    }


def test_marks_of_one_chart_never_overlap_but_for_a_ring_round_its_dot():
    for guess in permutations("vwx"):
        chart = slope(of("vwx"), of("wvx"), of(guess), of(guess), 140, 25)
        for one in chart.marks:
            for other in chart.marks:
                apart = abs(one.x - other.x) + abs(one.y - other.y)
                assert one is other or apart == 0 or apart > one.size + other.size
