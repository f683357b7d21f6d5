"""The slope chart: two orders side by side, for full rankings and for the first few of many.

Each side lists what that person ranked, first on top. A line joins the same option on both sides. The other person's
guess of the rank is a ring or box round the mark where it hits, and an open mark with its own number where it does not.
Options that were only expected follow below the list, without a solid mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gapcheck.charts.marks import Line, Mark, rounded

#: Option id -> rank, 1 first; equal ranks are a tie. Options that were not ranked are absent.
Ranks = Mapping[str, int]

#: Rank marks hold a number, so they are larger than the marks of a dumbbell.
OWN_SCALE = 1.88
RING_SCALE = 1.62
OPEN_SCALE = 1.17
GUESS_X = 10.5
OWN_X = 36.0
#: A rank that differs by this or more is drawn heavy where it is among the largest moves.
HEAVY_FROM = 2


@dataclass(frozen=True, slots=True)
class SlopeRow:
    """One option of one side: its rank there, and the rank that the other person expected."""

    option: str
    own: int | None
    guess: int | None
    y: float


@dataclass(frozen=True, slots=True)
class Slope:
    """Both lists, the lines between them and the marks, in points."""

    width: float
    height: float
    row_height: float
    a: tuple[SlopeRow, ...]
    b: tuple[SlopeRow, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def slope(own_a: Ranks, own_b: Ranks, guess_a: Ranks, guess_b: Ranks, width: float, row_height: float) -> Slope:
    """Lay out both sides. ``guess_a`` is the first person's guess of the second's ranks; a missing answer is empty."""
    a = _side(own_a, guess_b, row_height)
    b = _side(own_b, guess_a, row_height)
    return Slope(
        width=width,
        height=row_height * max(len(a), len(b)),
        row_height=row_height,
        a=a,
        b=b,
        lines=_lines(a, b, width),
        marks=(*_marks(a, 0, GUESS_X, OWN_X), *_marks(b, 1, width - GUESS_X, width - OWN_X)),
    )


def _side(own: Ranks, guess: Ranks, row_height: float) -> tuple[SlopeRow, ...]:
    """What was ranked, by rank; then what was only expected, by expected rank. Ties keep the order given."""
    listed = sorted(own, key=lambda option: own[option])
    only_expected = sorted((option for option in guess if option not in own), key=lambda option: guess[option])
    return tuple(
        SlopeRow(option, own.get(option), guess.get(option), rounded(row_height * (row + 0.5)))
        for row, option in enumerate([*listed, *only_expected])
    )


def _lines(a: tuple[SlopeRow, ...], b: tuple[SlopeRow, ...], width: float) -> tuple[Line, ...]:
    right = {row.option: row for row in b if row.own is not None}
    pairs = [(row, right[row.option]) for row in a if row.own is not None and row.option in right]
    moves = {left.option: abs((left.own or 0) - (other.own or 0)) for left, other in pairs}
    largest = sorted(moves.values(), reverse=True)[:2]
    heavy_from = max(HEAVY_FROM, largest[-1]) if largest else HEAVY_FROM
    lines = [
        Line(OWN_X, left.y, rounded(width - OWN_X), other.y, heavy=moves[left.option] >= heavy_from)
        for left, other in pairs
    ]
    return tuple(sorted(lines, key=lambda line: line.heavy))


def _marks(rows: tuple[SlopeRow, ...], about: int, guess_x: float, own_x: float) -> tuple[Mark, ...]:
    marks = []
    for row in rows:
        if row.guess is not None:
            hit = row.guess == row.own
            text, x, scale = ("", own_x, RING_SCALE) if hit else (str(row.guess), guess_x, OPEN_SCALE)
            marks.append(Mark(rounded(x), row.y, about, 1 - about, text, scale))
        if row.own is not None:
            marks.append(Mark(rounded(own_x), row.y, about, about, str(row.own), OWN_SCALE))
    return tuple(marks)
