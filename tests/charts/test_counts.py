from itertools import pairwise

import pytest

from gapcheck.charts import bar, strip, tiles


def test_every_question_of_a_family_has_its_tile_and_its_number():
    row = tiles([3, 10, 15], 300, filled=True)
    assert [tile.text for tile in row.tiles] == ["3", "10", "15"]


def test_tiles_wrap_into_rows_inside_the_width_and_do_not_touch():
    row = tiles(range(1, 61), 232, filled=False)
    assert max(tile.x for tile in row.tiles) + row.size <= 232
    assert max(tile.y for tile in row.tiles) + row.size <= row.height
    places = [(tile.x, tile.y) for tile in row.tiles]
    assert len(set(places)) == 60
    first_row = sorted(x for x, y in places if y == places[0][1])
    assert min(b - a for a, b in pairwise(first_row)) > row.size


def test_a_strip_has_one_cell_for_each_question_and_fills_the_count():
    chart = strip(9, 15, 4.1, 150, speaker=None, baseline=None)
    assert len(chart.cells) == 15
    assert chart.value == 9
    assert chart.cells[-1].x + chart.cells[-1].width <= 150


def test_luck_and_the_own_view_stand_on_the_axis_of_the_count():
    chart = strip(9, 15, 7.5, 150, speaker=0, baseline=5)
    assert chart.luck_x == 75
    assert chart.baseline_x == pytest.approx(50, abs=1)


@pytest.mark.parametrize(("value", "of"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_count_is_refused(value, of):
    with pytest.raises(ValueError, match="no count"):
        strip(value, of, 0, 100, speaker=None, baseline=None)


def test_a_published_figure_is_drawn_on_the_full_range():
    assert bar(50, 80).filled == 40
    with pytest.raises(ValueError, match="percentage"):
        bar(101, 80)
