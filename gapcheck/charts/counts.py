"""Counts as things to count: tiles by family, and one count beside what luck and the own view would have reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gapcheck.charts.marks import Box, rounded

#: One tile and the room between two, in points.
TILE = 13.0
TILE_GAP = 3.0


@dataclass(frozen=True, slots=True)
class Tile:
    """One question as a square with its number."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """The questions of one family. ``filled`` where both people know how they stand, open where one does not."""

    width: float
    height: float
    size: float
    filled: bool
    tiles: tuple[Tile, ...]


def tiles(numbers: Sequence[int], width: float, *, filled: bool) -> Tiles:
    """Rows of squares, as many in a row as ``width`` points hold."""
    step = TILE + TILE_GAP
    per_row = max(1, int((width + TILE_GAP) // step))
    placed = tuple(
        Tile(rounded(0.5 + place % per_row * step), rounded(0.5 + place // per_row * step), str(number))
        for place, number in enumerate(numbers)
    )
    rows = max(1, -(-len(numbers) // per_row))
    return Tiles(width, rounded(rows * step - TILE_GAP + 1), TILE, filled, placed)


@dataclass(frozen=True, slots=True)
class Strip:
    """``of`` cells of which ``value`` are filled, with a rule under what luck reaches and a tick for the own view.

    ``speaker`` is 0, 1 or None for both together. ``baseline_x`` is None where there is no own-view baseline.
    """

    width: float
    height: float
    speaker: int | None
    cells: tuple[Box, ...]
    value: int
    luck_x: float
    baseline_x: float | None


#: Height of the cells of a strip; the rule of luck and the tick of the baseline stand below them.
CELL_HEIGHT = 11.0
STRIP_HEIGHT = 19.0


def strip(value: int, of: int, luck: float, width: float, *, speaker: int | None, baseline: int | None) -> Strip:
    """Lay out one count. Raises ValueError unless 0 <= value <= of and of > 0."""
    if not 0 <= value <= of or of <= 0:
        raise ValueError(f"{value} of {of} is no count")
    gap = 1.0 if of <= 60 else 0.0
    step = width / of
    return Strip(
        width=width,
        height=STRIP_HEIGHT,
        speaker=speaker,
        cells=tuple(Box(rounded(place * step), 0.5, rounded(step - gap), CELL_HEIGHT) for place in range(of)),
        value=value,
        luck_x=rounded(luck * step),
        baseline_x=None if baseline is None else rounded(baseline * step - gap / 2),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A published share as a bar on the full range of 0 to 100 percent."""

    width: float
    height: float
    filled: float


def bar(percent: float, width: float, height: float = 7.0) -> Bar:
    """Lay out one published figure. Raises ValueError outside 0..100."""
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is no percentage")
    return Bar(width, height, rounded(width * percent / 100))
