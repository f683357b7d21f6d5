"""The alignment map: every comparable question in one cell of a grid. Own views closer is up, better guesses are right.

Cells are discrete: questions that stand alike share a cell and are set in rows within it, in questionnaire order. A row
of cells is as high as its fullest cell needs, so that no mark is ever moved, shrunk or drawn over another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gapcheck.charts.counts import TILE, TILE_GAP
from gapcheck.charts.marks import Box, Line, rounded

#: Five steps in each direction, the last two of which count as the same.
STEPS = 5
_SAME_FROM = 3
#: Room for the names of the steps at the left and below, and for the names of the quadrants above and below the cells.
GUTTER, FOOT, STRIP = 58.0, 30.0, 18.0
#: The room within a cell, and the least height of one.
INSET, LEAST = 4.0, 48.0
_TILE_STEP = TILE + TILE_GAP


@dataclass(frozen=True, slots=True)
class MapPlace:
    """Where one question stands: the steps 0 to 4 of the own views and of the worse guess; 4 is equal."""

    number: int
    views: int
    guess: int


@dataclass(frozen=True, slots=True)
class MapTile:
    """One question as a square; ``filled`` where both know how they stand."""

    x: float
    y: float
    text: str
    filled: bool


@dataclass(frozen=True, slots=True)
class MapLabel:
    """Words on the chart: their place, how they are anchored (start, middle, end), and what they name.

    ``part`` is the key of a quadrant, or ``views-4`` and ``guess-4`` for the steps of the two directions.
    """

    part: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class AlignmentMap:
    """The grid in points. ``hidden`` is the side on which one or both do not know; ``borders`` part the quadrants."""

    width: float
    height: float
    size: float
    frame: Box
    hidden: Box
    rules: tuple[Line, ...]
    borders: tuple[Line, ...]
    tiles: tuple[MapTile, ...]
    labels: tuple[MapLabel, ...]


def alignment_map(places: Sequence[MapPlace], width: float) -> AlignmentMap:
    """Lay out the questions on ``width`` points. Raises ValueError for a step that does not exist."""
    if any(step not in range(STEPS) for each in places for step in (each.views, each.guess)):
        raise ValueError(f"a step is 0 to {STEPS - 1}")
    cell = (width - GUTTER) / STEPS
    per_row = max(1, int((cell - 2 * INSET + TILE_GAP) // _TILE_STEP))
    heights = [_height(places, views, per_row) for views in reversed(range(STEPS))]
    tops = [STRIP + sum(heights[:row]) for row in range(STEPS)]
    bottom = rounded(STRIP + sum(heights))
    columns = [GUTTER + cell * column for column in range(STEPS + 1)]
    frame = Box(GUTTER, 0, rounded(cell * STEPS), rounded(bottom + STRIP))
    edge_x, edge_y = rounded(columns[_SAME_FROM]), rounded(tops[STEPS - _SAME_FROM])
    return AlignmentMap(
        width=width,
        height=rounded(frame.height + FOOT),
        size=TILE,
        frame=frame,
        hidden=Box(GUTTER, 0, rounded(edge_x - GUTTER), frame.height),
        rules=(
            *(Line(GUTTER, rounded(top), width, rounded(top)) for top in (*tops, bottom)),
            *(Line(rounded(x), STRIP, rounded(x), bottom) for x in columns[1:-1]),
        ),
        borders=(Line(edge_x, 0, edge_x, frame.height), Line(GUTTER, edge_y, width, edge_y)),
        tiles=_tiles(places, columns, tops, per_row),
        labels=(*_quadrants(edge_x, bottom), *_steps(columns, cell, tops, heights, frame.height)),
    )


def _in_cell(places: Sequence[MapPlace], views: int, guess: int) -> list[MapPlace]:
    return [each for each in places if (each.views, each.guess) == (views, guess)]


def _height(places: Sequence[MapPlace], views: int, per_row: int) -> float:
    """The height of a row of cells: that of its fullest one."""
    fullest = max(len(_in_cell(places, views, guess)) for guess in range(STEPS))
    rows = -(-fullest // per_row)
    return max(LEAST, rows * _TILE_STEP - TILE_GAP + 2 * INSET)


def _tiles(
    places: Sequence[MapPlace], columns: Sequence[float], tops: Sequence[float], per_row: int
) -> tuple[MapTile, ...]:
    tiles = []
    for views in range(STEPS):
        for guess in range(STEPS):
            left, top = columns[guess] + INSET, tops[STEPS - 1 - views] + INSET
            tiles += [
                MapTile(
                    rounded(left + n % per_row * _TILE_STEP),
                    rounded(top + n // per_row * _TILE_STEP),
                    str(each.number),
                    filled=guess >= _SAME_FROM,
                )
                for n, each in enumerate(_in_cell(places, views, guess))
            ]
    return tuple(tiles)


def _quadrants(edge_x: float, bottom: float) -> tuple[MapLabel, ...]:
    """The names of the quadrants in the strips above and below the cells."""
    above, below = rounded(STRIP - 6), rounded(bottom + STRIP - 6)
    return (
        MapLabel("hidden_agreement", rounded(GUTTER + INSET), above, "start"),
        MapLabel("shared_ground", rounded(edge_x + INSET), above, "start"),
        MapLabel("hidden_difference", rounded(GUTTER + INSET), below, "start"),
        MapLabel("open_difference", rounded(edge_x + INSET), below, "start"),
    )


def _steps(
    columns: Sequence[float], cell: float, tops: Sequence[float], heights: Sequence[float], foot: float
) -> tuple[MapLabel, ...]:
    """The places of the steps' names: left of each row and below each column."""
    rows = (
        MapLabel(f"views-{STEPS - 1 - row}", GUTTER - 6, rounded(top + height / 2 + 2.5), "end")
        for row, (top, height) in enumerate(zip(tops, heights, strict=True))
    )
    across = (
        MapLabel(f"guess-{step}", rounded(columns[step] + cell / 2), rounded(foot + 11), "middle")
        for step in range(STEPS)
    )
    return (*rows, *across)
