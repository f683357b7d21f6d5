"""The chart of one item on a projector: made from the answers that one step shows, and from no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from gapcheck.charts import Axis, Four, MarkRow, mark_table
from gapcheck.charts.room import (
    NARROW,
    WIDE,
    FourWords,
    Key,
    RoomChart,
    axis_fits,
    marks_list,
    orders,
    points_list,
    room_row,
)
from gapcheck.engine.result import Both
from gapcheck.instruments.answer_words import number_words
from gapcheck.instruments.answers import Decoded
from gapcheck.instruments.decoded import option_ranks, options_named
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType


@dataclass(frozen=True, slots=True)
class Shown:
    """The decoded answers that a step shows; None where there is none, or none yet."""

    own_a: Decoded | None = None
    own_b: Decoded | None = None
    guess_a: Decoded | None = None
    guess_b: Decoded | None = None

    @property
    def four(self) -> tuple[Decoded | None, ...]:
        """The four in the order of ``Four``."""
        return self.own_a, self.own_b, self.guess_a, self.guess_b

    @property
    def empty(self) -> bool:
        """True where there is nothing to draw."""
        return all(value is None for value in self.four)


@dataclass(frozen=True, slots=True)
class Captions:
    """The words at the marks of a row, the names of the marks of a list, and the gap; only of what is shown."""

    marks: FourWords
    key: Key
    gap: str


#: The height, in points, that statement, question and clock leave to a chart.
HEIGHT = 151.0
#: And with a small statement.
CROWDED_HEIGHT = 176.0
#: A chart too high for its screen becomes smaller anyway, so it may as well be laid out for longer lines.
STRETCHES = (1.0, 1.2, 1.4, 1.6, 1.8, 2.0)
#: A chart that is set smaller than this share of its size gets the room of a smaller statement.
CROWDED_BELOW = 0.97


@dataclass(frozen=True, slots=True)
class Fitted:
    """A chart for one shape of screen; ``crowded`` where it needs more height than there is."""

    chart: RoomChart
    crowded: bool


def charts(item: Item, shown: Shown, captions: Captions) -> Both[Fitted] | None:
    """The chart for a narrow (4:3) and for a wide screen; None for a text, and where there is nothing to draw."""
    if not item.closed or shown.empty:
        return None
    return Both(_fitted(item, shown, captions, NARROW), _fitted(item, shown, captions, WIDE))


def _fitted(item: Item, shown: Shown, captions: Captions, width: float) -> Fitted:
    """The layout that is shown at the largest scale."""

    def scale(chart: RoomChart, height: float = CROWDED_HEIGHT) -> float:
        return min(width / chart.width, height / chart.height, 1.0)

    chart = _chart(item, shown, captions, width)
    if scale(chart, HEIGHT) >= CROWDED_BELOW:
        return Fitted(chart, crowded=False)
    return Fitted(max((_chart(item, shown, captions, width * each) for each in STRETCHES), key=scale), crowded=True)


def _chart(item: Item, shown: Shown, captions: Captions, width: float) -> RoomChart:
    if item.type is ItemType.NUMBER:
        return _number(item, shown, captions, width)
    if item.type is ItemType.SCALE:
        return _scale(item, shown, captions, width)
    if item.type is ItemType.ALLOCATION:
        return _points(item, shown, captions, width)
    if item.type in (ItemType.RANKING, ItemType.TOP):
        texts = {option.id: option.text for option in item.options}
        return orders(texts, [option_ranks(item, value) for value in shown.four], captions.key, width)
    rows = mark_table(item.option_ids, *(options_named(value) for value in shown.four))
    return _marks([item.option_text(row.option) for row in rows], rows, captions, width)


def _numbers(shown: Shown) -> Four:
    return Four(*(cast("float | None", value) for value in shown.four))


def _number(item: Item, shown: Shown, captions: Captions, width: float) -> RoomChart:
    low, high = item.bounds
    axis = Axis.of_range(low, high)
    figures = [number_words(tick) for tick in axis.ticks]
    with_unit = [f"{figures[0]} {item.unit}".strip(), *figures[1:-1], f"{figures[-1]} {item.unit}".strip()]
    for ticks in (with_unit, figures, [figures[0], "", "", "", figures[-1]]):
        if axis_fits(ticks, width):
            return room_row(_numbers(shown), axis, ticks, captions.marks, width, captions.gap)
    return room_row(_numbers(shown), axis, [""] * len(figures), captions.marks, width, captions.gap)


def _scale(item: Item, shown: Shown, captions: Captions, width: float) -> RoomChart:
    """A dumbbell; a list of the positions, first on top, where their words are too long to stand below an axis."""
    labels = item.labels
    if axis_fits(labels, width):
        return room_row(_numbers(shown), Axis.of_steps(len(labels)), labels, captions.marks, width, captions.gap)
    positions = [str(place) for place in range(1, len(labels) + 1)]
    chosen = [frozenset() if value is None else frozenset({str(value)}) for value in shown.four]
    texts = [label or f"{place} of {len(labels)}" for place, label in enumerate(labels, 1)]
    return _marks(texts, mark_table(positions, *chosen), captions, width)


def _marks(texts: list[str], rows: tuple[MarkRow, ...], captions: Captions, width: float) -> RoomChart:
    return marks_list(texts, rows, captions.key, width)


def _points(item: Item, shown: Shown, captions: Captions, width: float) -> RoomChart:
    spreads = [cast("tuple[int, ...] | None", value) for value in shown.four]
    fours = [
        Four(*(None if spread is None else spread[place] for spread in spreads)) for place in range(len(item.options))
    ]
    own = shown.own_a is not None or shown.own_b is not None
    return points_list([option.text for option in item.options], fours, captions.key, width, own=own)
