"""The four marks that every chart is made of, and the lines between them.

Colour: who speaks. Shape: whose view it is about (circle the first role's, square the second's). Solid: the own view;
open: a guess. So a guess that hits is a ring round its dot, or a box round its square.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: Radii and half sides in points. An open mark holds a solid one with a clear rim between them.
OWN_RADIUS = 4.0
OWN_HALF = 3.6
GUESS_RADIUS = 6.4
GUESS_HALF = 5.9
STROKE = 1.5
#: The two tracks of a row: the first role's view above, the second's below.
TRACKS = (8.0, 22.0)
ROW_HEIGHT = 30.0


@dataclass(frozen=True, slots=True)
class Four:
    """One number for each of the four answers to an item; None where there is none.

    ``guess_a`` is the first person's guess of the second's view, ``guess_b`` the second's guess of the first's.
    """

    own_a: float | None = None
    own_b: float | None = None
    guess_a: float | None = None
    guess_b: float | None = None

    def __iter__(self) -> Iterator[float | None]:
        return iter((self.own_a, self.own_b, self.guess_a, self.guess_b))


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer as a mark. ``about`` and ``speaker`` are 0 or 1; ``own`` is True where they are the same person."""

    x: float
    y: float
    about: int
    speaker: int
    text: str = ""
    scale: float = 1.0

    @property
    def own(self) -> bool:
        """True for an own view, drawn solid; False for a guess, drawn open."""
        return self.about == self.speaker

    @property
    def size(self) -> float:
        """Radius of a circle, half the side of a square, in points."""
        if self.about == 0:
            return self.scale * (OWN_RADIUS if self.own else GUESS_RADIUS)
        return self.scale * (OWN_HALF if self.own else GUESS_HALF)


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line in points. ``speaker`` is set for a guess's miss, drawn dotted in the guesser's colour."""

    x1: float
    y1: float
    x2: float
    y2: float
    speaker: int | None = None
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points."""

    x: float
    y: float
    width: float
    height: float


def rounded(value: float) -> float:
    """A coordinate with two decimals: the same bytes on every machine."""
    return round(value, 2) + 0.0
