"""The charts of one item on a projector: made from the answers that one step shows, and from no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from gapcheck.charts import Axis, Four, MarkRow, mark_table
from gapcheck.charts.room import (
    FourWords,
    Key,
    Option,
    RoomChart,
    axis_fits,
    marks_list,
    orders,
    points_list,
    room_row,
)
from gapcheck.instruments.answer_words import number_words, positions
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


def chart(item: Item, shown: Shown, captions: Captions, width: float) -> RoomChart:
    """The chart of a closed item at its roomiest, ``width`` points wide; of a height that its words ask for."""
    if item.type is ItemType.NUMBER:
        return _number(item, shown, captions, width)
    if item.type is ItemType.SCALE:
        return _scale(item, shown, captions, width)
    if item.type is ItemType.ALLOCATION:
        return _points(item, shown, captions, width)
    if item.type in (ItemType.RANKING, ItemType.TOP):
        texts = {option.id: option.text for option in item.options}
        return orders(texts, [option_ranks(item, value) for value in shown.four], captions.key, width)
    return marks_list(*_choices(item, shown), captions.key, width)


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
    return marks_list(*_positions(item, shown), captions.key, width)


def _positions(item: Item, shown: Shown) -> tuple[list[str], tuple[MarkRow, ...]]:
    """A scale as a list: the words of its positions, and which of them are named."""
    chosen = [frozenset() if value is None else frozenset({str(value)}) for value in shown.four]
    texts = list(positions(item))
    return texts, mark_table([str(place) for place in range(1, len(texts) + 1)], *chosen)


def _choices(item: Item, shown: Shown) -> tuple[list[str], tuple[MarkRow, ...]]:
    """The words of the options of one or several choices, and which of them are named."""
    rows = mark_table(item.option_ids, *(options_named(value) for value in shown.four))
    return [item.option_text(row.option) for row in rows], rows


def _points(item: Item, shown: Shown, captions: Captions, width: float) -> RoomChart:
    own = shown.own_a is not None or shown.own_b is not None
    texts = [option.text for option in item.options]
    return points_list(texts, _spreads(item, shown), captions.key, width, own=own)


def _spreads(item: Item, shown: Shown) -> list[Four]:
    spreads = [cast("tuple[int, ...] | None", value) for value in shown.four]
    return [
        Four(*(None if spread is None else spread[place] for spread in spreads)) for place in range(len(item.options))
    ]


def lines(item: Item, shown: Shown) -> list[Option]:
    """The options of an item, or the positions of its scale, as the lines of a list; none for a number.

    What is ranked comes in the order of the first person's ranks, or of the other's guess of them.
    """
    if item.type is ItemType.NUMBER:
        return []
    if item.type is ItemType.ALLOCATION:
        # No points are no mark: the eye should find those that were given.
        fours = [Four(*(points or None for points in four)) for four in _spreads(item, shown)]
        return [Option(option.text, four) for option, four in zip(item.options, fours, strict=True)]
    if item.type in (ItemType.RANKING, ItemType.TOP):
        ranks = [option_ranks(item, value) for value in shown.four]
        found = [Option(each.text, Four(*(rank.get(each.id) for rank in ranks))) for each in item.options]
        return sorted(found, key=_place)
    listed = _positions if item.type is ItemType.SCALE else _choices
    return [Option(text, _named(row)) for text, row in zip(*listed(item, shown), strict=True)]


def _place(option: Option) -> tuple[float, ...]:
    four = option.four
    return tuple(
        float("inf") if rank is None else rank for rank in (four.own_a, four.guess_b, four.own_b, four.guess_a)
    )


def _named(row: MarkRow) -> Four:
    return Four(*(1.0 if each else None for each in (row.a.own, row.b.own, row.b.guessed, row.a.guessed)))
