"""The paired dumbbell at the size of a room: one row, every mark with its words beside it.

Words stand above the upper track and below the lower one, each at its mark; where two would touch, that of the guess
moves one line outwards. The room for both lines is always there, so that nothing moves, and nothing can be read from
the height, when the second pair of marks appears.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gapcheck.charts.dumbbell import Axis, Dumbbell, dumbbell
from gapcheck.charts.marks import GUESS_RADIUS, Four, Line, Mark, rounded
from gapcheck.charts.room.drawing import FIT, LINE, TEXT, RoomChart, Words
from gapcheck.charts.textfit import lines_of, text_width

#: Marks are larger than in print, and the tracks further apart, so that words fit between them.
SCALE = 1.7
RING = GUESS_RADIUS * SCALE
#: From the edge to the first and the last line of the axis: room for half of the words at the ends.
MARGIN = 34.0
UPPER = 2 * LINE + RING + 4.0
LOWER = UPPER + 38.0
BOTTOM = LOWER + RING + 2 * LINE + 4.0
#: Words of the axis take at most so many lines.
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class FourWords:
    """What stands at each of the four marks, as in ``Four``; "" where there is no mark."""

    own_a: str = ""
    own_b: str = ""
    guess_a: str = ""
    guess_b: str = ""


@dataclass(frozen=True, slots=True)
class _Levels:
    """The words of the axis stand in turn on so many levels, each at most ``width`` wide."""

    count: int
    width: float
    lines: int = MOST_LINES


def axis_fits(texts: Sequence[str], width: float) -> bool:
    """Whether the words of an axis find room below it, on one level or in turn on two."""
    return _levels(texts, width) is not None


def room_row(
    answers: Four, axis: Axis, ticks: Sequence[str], words: FourWords, width: float, gap: str = ""
) -> RoomChart:
    """Lay out one row. ``ticks`` has a text, or "", for each tick of the axis; ``gap`` stands in the band if it fits.

    Raises ValueError for answers outside the axis, and for words of the axis that do not fit.
    """
    levels = _levels(ticks, width)
    if levels is None:
        raise ValueError("the words of the axis do not fit")
    row = dumbbell(answers, axis, width, tracks=(UPPER, LOWER), height=BOTTOM, margin=MARGIN)
    below = _axis_words(row, ticks, levels)
    told = _gap(row, gap)
    return RoomChart(
        kind="row",
        width=width,
        height=rounded(BOTTOM + LINE * 0.4 + LINE * levels.count * levels.lines),
        rules=tuple(Line(tick.x, 0.0, tick.x, BOTTOM) for tick in row.ticks),
        bands=(row.band,) if row.band else (),
        misses=row.misses,
        marks=tuple(replace(mark, scale=SCALE) for mark in row.marks),
        words=(*below, *_labels(row.marks, words, width), *told),
        gap_told=bool(told),
    )


def _levels(texts: Sequence[str], width: float) -> _Levels | None:
    """None where the words do not fit at all."""
    filled = [place for place, text in enumerate(texts) if text]
    pitch = (width - 2 * MARGIN) / max(1, len(texts) - 1)
    # A tick without words leaves its room to its neighbours.
    apart = pitch * min((later - place for place, later in pairwise(filled)), default=2)
    for count in (1, 2):
        room = min(count * apart, 2 * MARGIN + pitch) - 3.0
        if all(_fits(text, room) for text in texts if text):
            return _Levels(count, room, max((len(lines_of(text, room, FIT)) for text in texts), default=0))
    return None


def _fits(text: str, width: float) -> bool:
    lines = lines_of(text, width, FIT)
    return len(lines) <= MOST_LINES and all(text_width(line, FIT) <= width for line in lines)


def _axis_words(row: Dumbbell, texts: Sequence[str], levels: _Levels) -> tuple[Words, ...]:
    filled = (place for place, text in enumerate(texts) if text)
    placed = []
    for number, place in enumerate(filled):
        top = BOTTOM + LINE + (number % levels.count) * levels.lines * LINE
        for depth, line in enumerate(lines_of(texts[place], levels.width, FIT)):
            x = _within(row.ticks[place].x, line, row.width)
            placed.append(Words(line, x, rounded(top + depth * LINE), muted=True))
    return tuple(placed)


def _within(x: float, text: str, width: float) -> float:
    """The middle of a text, moved so that no part of it leaves the chart."""
    half = text_width(text, TEXT) / 2
    return rounded(width / 2 if 2 * half >= width else min(max(x, half), width - half))


def _labels(marks: Sequence[Mark], words: FourWords, width: float) -> tuple[Words, ...]:
    texts = {(0, 0): words.own_a, (1, 1): words.own_b, (1, 0): words.guess_a, (0, 1): words.guess_b}
    placed: list[Words] = []
    # Own views first: they keep the line next to their mark.
    for mark in sorted(marks, key=lambda each: not each.own):
        text = texts[mark.about, mark.speaker]
        x = _within(mark.x, text, width)
        touched = any(_touch(x, text, other) for other in placed if (other.y > UPPER) is (mark.about == 1))
        step = RING + 3.5 + (LINE if touched else 0.0)
        y = UPPER - step if mark.about == 0 else LOWER + step + TEXT * 0.7
        placed.append(Words(text, x, rounded(y), speaker=mark.speaker, strong=mark.own))
    return tuple(placed)


def _touch(x: float, text: str, other: Words) -> bool:
    return abs(x - other.x) < (text_width(text, TEXT) + text_width(other.text, TEXT)) / 2 + TEXT / 2


def _gap(row: Dumbbell, text: str) -> tuple[Words, ...]:
    if row.band is None or not text or text_width(text, TEXT) + 2 > row.band.width:
        return ()
    middle = row.band.x + row.band.width / 2
    return (Words(text, rounded(middle), rounded((UPPER + LOWER) / 2 + TEXT * 0.33), strong=True),)
