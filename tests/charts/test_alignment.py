"""The alignment map: where a question stands is its two steps, and nothing else moves it."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.charts import MapPlace, alignment_map
from gapcheck.charts.alignment import STEPS

WIDTH = 312.0
STANDINGS = st.lists(st.tuples(st.integers(0, STEPS - 1), st.integers(0, STEPS - 1)), min_size=1, max_size=80).map(
    lambda steps: [MapPlace(number, *each) for number, each in enumerate(steps, 1)]
)


def test_closer_views_are_higher_and_better_guesses_further_right() -> None:
    low, high, right = alignment_map([MapPlace(1, 0, 0), MapPlace(2, 4, 0), MapPlace(3, 0, 4)], WIDTH).tiles
    by_number = {tile.text: tile for tile in (low, high, right)}
    assert by_number["2"].y < by_number["1"].y
    assert by_number["3"].x > by_number["1"].x
    assert by_number["2"].x == by_number["1"].x
    assert by_number["3"].y == by_number["1"].y


@given(STANDINGS)
def test_every_question_is_there_once_within_the_frame_and_none_lies_over_another(places: list[MapPlace]) -> None:
    found = alignment_map(places, WIDTH)
    assert sorted(int(tile.text) for tile in found.tiles) == [each.number for each in places]
    for tile in found.tiles:
        assert found.frame.x <= tile.x <= found.frame.x + found.frame.width - found.size
        assert found.frame.y <= tile.y <= found.frame.y + found.frame.height - found.size
    for one, other in combinations(found.tiles, 2):
        assert abs(one.x - other.x) > found.size or abs(one.y - other.y) > found.size


@given(STANDINGS)
def test_the_quadrant_is_that_of_the_two_matches(places: list[MapPlace]) -> None:
    found = alignment_map(places, WIDTH)
    (upright, level) = found.borders
    by_number = {tile.text: tile for tile in found.tiles}
    for each in places:
        tile = by_number[str(each.number)]
        assert (tile.x > upright.x1) is (each.guess >= 3) is tile.filled
        assert (tile.y < level.y1) is (each.views >= 3)


def test_questions_that_stand_alike_share_a_cell_without_jitter() -> None:
    alike = [MapPlace(number, 2, 2) for number in range(1, 8)]
    assert alignment_map(alike, WIDTH) == alignment_map(alike, WIDTH)
    rows = {tile.y for tile in alignment_map(alike, WIDTH).tiles}
    assert len(rows) < len(alike)


def test_a_step_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 4"):
        alignment_map([MapPlace(1, 5, 0)], WIDTH)
