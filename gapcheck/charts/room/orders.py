"""Two orders side by side for a room: full rankings, and the first few of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gapcheck.charts.marks import rounded
from gapcheck.charts.room.drawing import Key, RoomChart, Words, centred, heads, height_of
from gapcheck.charts.slope import Ranks, SlopeRow, slope

#: Width of the slope between the two lists of words, and the least height of its rows.
ACROSS = 104.0
ROW = 23.0


def orders(texts: Mapping[str, str], ranks: Sequence[Ranks], key: Key, width: float) -> RoomChart:
    """Both lists with their words. ``ranks``: the own views of both, then their guesses, the first person's first."""
    side = (width - ACROSS) / 2
    room = side - 3.0
    named = {option for each in ranks for option in each}
    tallest = max((height_of(texts[option], room) for option in named), default=0.0)
    drawn = slope(ranks[0], ranks[1], ranks[2], ranks[3], ACROSS, max(ROW, tallest + 3.0))
    top, marks, words = heads(key, (side / 2, width - side / 2), side, 1.0)
    words += _names(drawn.a, texts, room, room, "end", top) + _names(drawn.b, texts, width - room, room, "start", top)
    return RoomChart(
        "orders",
        width,
        rounded(top + drawn.height + 1.0),
        moves=tuple(
            replace(line, x1=line.x1 + side, x2=line.x2 + side, y1=rounded(line.y1 + top), y2=rounded(line.y2 + top))
            for line in drawn.lines
        ),
        marks=(*marks, *(replace(mark, x=rounded(mark.x + side), y=rounded(mark.y + top)) for mark in drawn.marks)),
        words=tuple(words),
    )


def _names(
    rows: Sequence[SlopeRow], texts: Mapping[str, str], x: float, room: float, anchor: str, top: float
) -> list[Words]:
    ranked = any(row.own is not None for row in rows)
    return [
        words
        for row in rows
        for words in centred(texts[row.option], x, row.y + top, room, anchor, muted=ranked and row.own is None)
    ]
