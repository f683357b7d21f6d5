"""The mark table: which options each named and was expected to name, for one choice and for several.

Options have no distance, so a guess that missed has no dotted line: it stands open, without its dot.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gapcheck.charts.marks import Mark

#: Width and height of one cell in points.
CELL = 16.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One option under one person's heading: that person's own mark, the other's guess of it, both, or none."""

    about: int
    own: bool
    guessed: bool

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks in the middle of the cell, the open one first."""
        middle = CELL / 2
        guess = (Mark(middle, middle, self.about, 1 - self.about),) if self.guessed else ()
        own = (Mark(middle, middle, self.about, self.about),) if self.own else ()
        return (*guess, *own)

    @property
    def empty(self) -> bool:
        """True where neither named the option."""
        return not (self.own or self.guessed)


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One option: the cell about the first person's view, then the one about the second's."""

    option: str
    a: Cell
    b: Cell


def mark_table(
    options: Sequence[str],
    own_a: Collection[str],
    own_b: Collection[str],
    guess_a: Collection[str],
    guess_b: Collection[str],
) -> tuple[MarkRow, ...]:
    """One row for each option id, in the given order. ``guess_a`` is the first person's guess of the second's view."""
    return tuple(
        MarkRow(
            option,
            Cell(0, own=option in own_a, guessed=option in guess_b),
            Cell(1, own=option in own_b, guessed=option in guess_a),
        )
        for option in options
    )
