"""The chart of one item: which kind its type gets, laid out for the report's columns. Widths are in points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar, cast

from gapcheck.charts import (
    Axis,
    Dumbbell,
    Four,
    MarkRow,
    Slope,
    dumbbell,
    line_count,
    mark_table,
    slope,
)
from gapcheck.engine.sentences import ItemFacts
from gapcheck.instruments.decoded import option_ranks, options_named
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType

MM = 72 / 25.4
#: Widths of the columns of static/report/ that hold charts.
ROW_WIDTH = round(68 * MM, 1)
CARD_WIDTH = round(84 * MM, 1)
POINTS_WIDTH = round(57 * MM, 1)
#: The rows of an allocation stand closer: there are as many as there are options.
POINTS_TRACKS, POINTS_HEIGHT = (7.4, 18.6), 26.0
COUNT_WIDTH = round(54 * MM, 1)
TILES_WIDTH = round(62 * MM, 1)
BAR_WIDTH = round(24 * MM, 1)
SLOPE_WIDTH = round(48 * MM, 1)
SLOPE_LABEL_WIDTH = 35 * MM
SLOPE_LABEL_SIZE = 9.0
SLOPE_LEADING = 11.5
SLOPE_ROW = 25.0


@dataclass(frozen=True, slots=True)
class RowPicture:
    """A paired dumbbell with the words at the two ends of its axis; ``steps`` is None on an axis without steps."""

    kind: ClassVar[str] = "row"
    row: Dumbbell
    low: str
    high: str
    four: Four
    steps: int | None


@dataclass(frozen=True, slots=True)
class OptionMarks:
    """One line of a mark table: the option's words and its two cells."""

    text: str
    row: MarkRow

    @property
    def named(self) -> bool:
        """True where either person named the option as the own view."""
        return self.row.a.own or self.row.b.own

    @property
    def empty(self) -> bool:
        """True where nobody named the option and nobody expected it."""
        return self.row.a.empty and self.row.b.empty


@dataclass(frozen=True, slots=True)
class TablePicture:
    """A mark table: the options that anybody named or expected, and the words of those that nobody did."""

    kind: ClassVar[str] = "marks"
    options: tuple[OptionMarks, ...]
    unnamed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlopeName:
    """The words of one row of one side of a slope chart; ``only_expected`` where the person did not rank the option."""

    text: str
    only_expected: bool


@dataclass(frozen=True, slots=True)
class OptionRanks:
    """One option's four ranks, 1 first; None where an answer does not rank it."""

    text: str
    own_a: int | None
    own_b: int | None
    guess_a: int | None
    guess_b: int | None


@dataclass(frozen=True, slots=True)
class SlopePicture:
    """Two orders side by side, and the words of their rows; None where a side is shorter than the other."""

    kind: ClassVar[str] = "slope"
    slope: Slope
    rows: tuple[tuple[SlopeName | None, SlopeName | None], ...]
    options: tuple[OptionRanks, ...]


@dataclass(frozen=True, slots=True)
class OptionPoints:
    """One line of an allocation: the option's words, its dumbbell and the four figures (None: no value)."""

    text: str
    row: Dumbbell
    own_a: int | None
    own_b: int | None
    guess_a: int | None
    guess_b: int | None


@dataclass(frozen=True, slots=True)
class PointsPicture:
    """An allocation: one dumbbell for each option, all on the full range of 0 to 100 points."""

    kind: ClassVar[str] = "points"
    options: tuple[OptionPoints, ...]


Picture = RowPicture | TablePicture | SlopePicture | PointsPicture


def picture(facts: ItemFacts) -> Picture | None:
    """The full chart of an item; None for a text, and where there is no answer to draw."""
    if not facts.item.closed or not _drawable(facts):
        return None
    kind = facts.item.type
    if kind in (ItemType.SCALE, ItemType.NUMBER):
        return row_picture(facts, ROW_WIDTH)
    if kind in (ItemType.SINGLE, ItemType.MULTI):
        return _table(facts)
    if kind is ItemType.ALLOCATION:
        return _points(facts)
    return _slope(facts)


def _drawable(facts: ItemFacts) -> bool:
    """True where at least one of the four answers is a value, so that the chart would not be empty."""
    return any(value is not None for value in (*facts.own_values, *facts.guess_values))


def row_picture(facts: ItemFacts, width: float) -> RowPicture:
    """The dumbbell of a scale or a number."""
    item = facts.item
    own, guess = facts.own_values, facts.guess_values
    four = Four(*(cast("float | None", value) for value in (own.a, own.b, guess.a, guess.b)))
    row = dumbbell(four, axis_of(item), width)
    if item.type is ItemType.SCALE:
        labels = item.labels
        return RowPicture(row, labels[0], labels[-1], four, len(labels))
    first, last = (f"{end:g} {item.unit}".strip() for end in item.bounds)
    return RowPicture(row, first, last, four, None)


def axis_of(item: Item) -> Axis:
    """The axis of a scale or a number, always over its full range."""
    return Axis.of_steps(len(item.labels)) if item.type is ItemType.SCALE else Axis.of_range(*item.bounds)


def option_marks(facts: ItemFacts) -> tuple[OptionMarks, ...]:
    """Every option of a choice with its two cells, those that nobody named too."""
    own, guess = facts.own_values, facts.guess_values
    four = (own.a, own.b, guess.a, guess.b)
    rows = mark_table(facts.item.option_ids, *map(options_named, four))
    return tuple(OptionMarks(facts.item.option_text(row.option), row) for row in rows)


def _table(facts: ItemFacts) -> TablePicture:
    options = option_marks(facts)
    return TablePicture(
        tuple(option for option in options if not option.empty),
        tuple(option.text for option in options if option.empty),
    )


def _points(facts: ItemFacts) -> PointsPicture:
    axis = Axis.of_range(0, 100)
    spreads = [cast("tuple[int, ...] | None", value) for value in (*facts.own_values, *facts.guess_values)]
    lines = []
    for place, option in enumerate(facts.item.options):
        four = [None if spread is None else spread[place] for spread in spreads]
        row = dumbbell(Four(*four), axis, POINTS_WIDTH, tracks=POINTS_TRACKS, height=POINTS_HEIGHT)
        lines.append(OptionPoints(option.text, row, *four))
    return PointsPicture(tuple(lines))


def _slope(facts: ItemFacts) -> SlopePicture:
    own, guess = facts.own_values, facts.guess_values
    ranks = [option_ranks(facts.item, value) for value in (own.a, own.b, guess.a, guess.b)]
    options = tuple(
        OptionRanks(option.text, *(rank.get(option.id) for rank in ranks))
        for option in facts.item.options
        if any(option.id in rank for rank in ranks)
    )
    lines = max(line_count(option.text, SLOPE_LABEL_WIDTH, SLOPE_LABEL_SIZE) for option in options)
    row_height = max(SLOPE_ROW, lines * SLOPE_LEADING + 4)
    chart = slope(ranks[0], ranks[1], ranks[2], ranks[3], SLOPE_WIDTH, row_height)
    a, b = (
        [SlopeName(facts.item.option_text(row.option), row.own is None) for row in side] for side in (chart.a, chart.b)
    )
    return SlopePicture(chart, tuple(zip_longest(a, b)), options)
