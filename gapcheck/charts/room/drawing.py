"""What every chart of a room is made of: rules, bands, lines, marks and words, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gapcheck.charts.marks import Box, Line, Mark, rounded
from gapcheck.charts.textfit import lines_of, text_width

#: Percent of the screen's height that one point takes; so ``TEXT`` points are 3.4 percent.
UNIT = 0.38
TEXT = 9.0
LINE = 11.0
#: The size for which words of a list are broken: widths are careful estimates for the widest weight, and most words of
#: a list are in the lightest.
FIT = 0.9 * TEXT
#: What is kept free around a chart, so that no stroke at its edge is cut.
RIM = 2.0
#: The widths that a screen of 4:3 and one of 16:9 leave to a chart.
NARROW = 316.0
WIDE = 430.0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text at ``x``, ``y`` (its baseline).

    ``speaker`` is None for words of nobody; ``strong`` for what stands out: an own view, the gap.
    """

    text: str
    x: float
    y: float
    anchor: str = "middle"
    speaker: int | None = None
    strong: bool = False
    muted: bool = False


@dataclass(frozen=True, slots=True)
class RoomChart:
    """A whole chart. ``gap_told`` is True where the words of the gap are on it.

    ``left_out`` counts options for which there was no room, ``shortened`` is True where words end in an ellipsis.
    """

    kind: str
    width: float
    height: float
    rules: tuple[Line, ...] = ()
    bands: tuple[Box, ...] = ()
    moves: tuple[Line, ...] = ()
    misses: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    words: tuple[Words, ...] = ()
    gap_told: bool = False
    left_out: int = 0
    shortened: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """How a chart names its marks: for each person the own view, and the guess that the other made of it.

    "" for what the step does not show. ``most`` are the same words as if all were shown: the room they need is kept
    free, so that nothing moves when they appear.
    """

    own: tuple[str, str]
    guess: tuple[str, str]
    most: tuple[tuple[str, str], tuple[str, str]]


@lru_cache(maxsize=1024)  # the same words are measured and set, in several layouts, again for each screen
def broken(text: str, width: float) -> tuple[str, ...]:
    """A text in lines of at most ``width`` points; a word that is wider goes on in the next line."""
    found: list[str] = []
    for line in lines_of(text, width, FIT):
        rest = line
        while text_width(rest, FIT) > width:
            fitting = max(1, next(n for n in range(len(rest)) if text_width(rest[: n + 1], FIT) > width))
            found.append(rest[:fitting])
            rest = rest[fitting:]
        found.append(rest)
    return tuple(found)


def block(text: str, x: float, y: float, width: float, anchor: str = "start", **style: object) -> tuple[Words, ...]:
    """A text broken to ``width``, its first baseline at ``y``."""
    return tuple(
        Words(line, rounded(x), rounded(y + number * LINE), anchor, **style)  # type: ignore[arg-type]  # the style's fields
        for number, line in enumerate(broken(text, width))
    )


def height_of(text: str, width: float) -> float:
    """The height of a text broken to ``width``."""
    return len(broken(text, width)) * LINE


def centred(text: str, x: float, middle: float, width: float, anchor: str, **style: object) -> tuple[Words, ...]:
    """A text broken to ``width``, its block centred on the height ``middle``."""
    top = middle - height_of(text, width) / 2
    return block(text, x, top + TEXT * 0.95, width, anchor, **style)


def heads(key: Key, columns: Sequence[float], width: float, scale: float) -> tuple[float, list[Mark], list[Words]]:
    """The marks' names on top of two columns whose middles are given: the height they take, marks and words."""
    room = width - 2 * 9.0 * scale
    marks: list[Mark] = []
    words: list[Words] = []
    deepest = 0.0
    for about, x in enumerate(columns):
        y = 0.0
        for own in (True, False):
            text, most = (key.own if own else key.guess)[about], key.most[0 if own else 1][about]
            tall = max(height_of(most, room) + 1.5, 14.0 * scale)
            if text:
                speaker = about if own else 1 - about
                wide = min(room, max(text_width(line, FIT) for line in broken(text, room)))
                left = x - (wide + 9.0 * scale) / 2
                marks.append(Mark(rounded(left), rounded(y + tall / 2), about, speaker, scale=scale * 0.85))
                words += centred(text, left + 9.0 * scale, y + tall / 2, room, "start", speaker=speaker, strong=own)
            y += tall
        deepest = max(deepest, y)
    return deepest + 3.0, marks, words
