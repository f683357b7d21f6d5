"""Options as lines for a room: which each named and was expected to name, and how many points each gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gapcheck.charts.dumbbell import Axis, dumbbell
from gapcheck.charts.marks import Box, Four, Line, Mark, rounded
from gapcheck.charts.marktable import MarkRow
from gapcheck.charts.room.drawing import LINE, TEXT, Key, RoomChart, Words, centred, heads, height_of

#: Width of a column of marks, at most that share of the whole; and of one of figures.
COLUMN, COLUMN_SHARE = 94.0, 0.22
FIGURES = 30.0
#: The height and the marks' size of a line with marks, where there are few of them, and where there are many.
FEW = 5
FEW_LINE, FEW_SCALE = 19.0, 1.15
MANY_LINE, MANY_SCALE = 15.5, 0.95
#: The least height of a line with a dumbbell.
POINTS_LINE = 22.0
POINTS_SCALE = 0.75
POINTS_TRACKS = (6.0, 16.0)
#: The share of the width that the words of an allocation take.
WORDS_SHARE = 0.42


def marks_list(texts: Sequence[str], rows: Sequence[MarkRow], key: Key, width: float) -> RoomChart:
    """A line for each option with the marks about the first and about the second person's view, pale without any."""
    column = min(COLUMN, COLUMN_SHARE * width)
    columns = (width - 1.5 * column, width - 0.5 * column)
    room = width - 2 * column - 6.0
    least, scale = (FEW_LINE, FEW_SCALE) if len(rows) <= FEW else (MANY_LINE, MANY_SCALE)
    y, marks, words = heads(key, columns, column, 1.0)
    rules = []
    for text, row in zip(texts, rows, strict=True):
        tall = max(least, height_of(text, room) + 4.0)
        rules.append(Line(0.0, rounded(y), width, rounded(y)))
        words += centred(text, 0.0, y + tall / 2, room, "start", muted=row.a.empty and row.b.empty)
        for cell, x in zip((row.a, row.b), columns, strict=True):
            marks += [replace(mark, x=rounded(x), y=rounded(y + tall / 2), scale=scale) for mark in cell.marks]
        y += tall
    return RoomChart("marks", width, rounded(y + 1.0), rules=tuple(rules), marks=tuple(marks), words=tuple(words))


def points_list(texts: Sequence[str], fours: Sequence[Four], key: Key, width: float, *, own: bool) -> RoomChart:
    """A line for each option of an allocation, on the full range of 0 to 100 points.

    The figures at the end of a line are those of the own views, or, where ``own`` is False, those of the guesses.
    """
    axis = Axis.of_range(0, 100, parts=2)
    room = width * WORDS_SHARE
    left = room + 8.0
    across = width - left - 2 * FIGURES
    figures = (width - 1.5 * FIGURES, width - 0.5 * FIGURES)
    y, marks, words = heads(key, (width * 0.25, width * 0.75), width / 2, 0.9)
    top = y
    rules: list[Line] = []
    bands: list[Box] = []
    misses: list[Line] = []
    for text, four in zip(texts, fours, strict=True):
        tall = max(POINTS_LINE, height_of(text, room) + 4.5)
        row = dumbbell(four, axis, across, tracks=POINTS_TRACKS)
        down = y + (tall - POINTS_LINE) / 2
        words += centred(text, 0.0, y + tall / 2, room, "start")
        bands += [
            Box(rounded(box.x + left), rounded(box.y + down), box.width, box.height) for box in (row.band,) if box
        ]
        misses += [_moved(line, left, down) for line in row.misses]
        marks += [_placed(mark, left, down) for mark in row.marks]
        words += _figures(four, figures, y + tall / 2, own=own)
        rules.append(Line(0.0, rounded(y), width, rounded(y)))
        y += tall
    ticks = dumbbell(Four(), axis, across).ticks
    rules += [Line(rounded(tick.x + left), rounded(top), rounded(tick.x + left), rounded(y)) for tick in ticks]
    words += [Words(f"{tick.value:g}", rounded(tick.x + left), rounded(y + LINE), muted=True) for tick in ticks]
    return RoomChart(
        "points",
        width,
        rounded(y + LINE + 2.0),
        rules=tuple(rules),
        bands=tuple(bands),
        misses=tuple(misses),
        marks=tuple(marks),
        words=tuple(words),
    )


def _moved(line: Line, right: float, down: float) -> Line:
    return replace(
        line,
        x1=rounded(line.x1 + right),
        x2=rounded(line.x2 + right),
        y1=rounded(line.y1 + down),
        y2=rounded(line.y2 + down),
    )


def _placed(mark: Mark, right: float, down: float) -> Mark:
    return replace(mark, x=rounded(mark.x + right), y=rounded(mark.y + down), scale=POINTS_SCALE)


def _figures(four: Four, columns: Sequence[float], middle: float, *, own: bool) -> list[Words]:
    values = (four.own_a, four.own_b) if own else (four.guess_b, four.guess_a)
    return [
        Words(f"{value:g}", rounded(x), rounded(middle + TEXT * 0.35), speaker=who if own else 1 - who, strong=own)
        for who, (value, x) in enumerate(zip(values, columns, strict=True))
        if value is not None
    ]
