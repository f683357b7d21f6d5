from gapcheck.charts import example
from gapcheck.charts.example import ANSWERS, STEPS


def test_the_example_shows_all_four_marks_a_gap_and_two_misses():
    picture = example(490, 250)
    assert len(picture.row.marks) == 4
    assert picture.row.band is not None
    assert len(picture.row.misses) == 2
    assert all(1 <= answer <= STEPS for answer in ANSWERS)


def test_every_part_is_named_once():
    parts = [callout.part for callout in example(490, 250).callouts]
    assert sorted(parts) == sorted(set(parts))
    assert {"own_a", "own_b", "guess_a", "guess_b", "gap"} <= set(parts)


def test_labels_and_leaders_stay_inside():
    picture = example(490, 250)
    assert all(0 <= callout.x <= picture.width and 0 <= callout.y <= picture.height for callout in picture.callouts)
    assert all(0 <= x <= picture.width for line in picture.leaders for x in (line.x1, line.x2))
