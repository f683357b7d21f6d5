"""The page of the alignment map: the grid, and the names of the questions in the order of its quadrants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gapcheck.charts import AlignmentMap, MapPlace, alignment_map, line_count
from gapcheck.engine import sentences as say
from gapcheck.engine.closeness import closeness
from gapcheck.engine.measures import threshold
from gapcheck.engine.sentences import Finding, ItemFacts
from gapcheck.report.gathered import Gathered
from gapcheck.report.pictures import MM
from gapcheck.vocabulary import FAMILIES, Family

#: Widths of the map, beside its names and above them, and of the names, in points; and the type of the names.
MAP_WIDTH, ALONE_WIDTH = round(110 * MM, 1), round(174 * MM, 1)
NAMES_WIDTH = 50 * MM
_SIZE, _LEADING, _HEAD = 8.5, 11.0, 30.0
#: The same below it, in columns.
_COLUMNS, _COLUMN_WIDTH, _COLUMN_SIZE, _COLUMN_LEADING, _COLUMN_HEAD = 4, 34 * MM, 8.0, 10.0, 20.0
#: Names that are higher than this do not fit beside the map: they stand below it, in columns.
_BESIDE = 540.0
_ORDER = (Family.SHARED_GROUND, Family.HIDDEN_AGREEMENT, Family.OPEN_DIFFERENCE, Family.HIDDEN_DIFFERENCE)


@dataclass(frozen=True, slots=True)
class Quadrant:
    """The questions of one quadrant, as number and label."""

    key: str
    title: str
    items: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands of one quadrant in one column of names; ``title`` is "" where it goes on from the column before."""

    title: str
    count: int
    items: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map with its names. ``beside`` is False where they are too many to stand beside it, in one column."""

    finding: Finding
    chart: AlignmentMap
    words: str
    quadrants: tuple[Quadrant, ...]
    columns: tuple[tuple[Part, ...], ...]
    beside: bool


def map_page(gathered: Gathered) -> MapPage | None:
    """The map of every comparable question; None where there is none."""
    comparable = [facts for facts in gathered.closed if facts.found.comparable]
    if not comparable:
        return None
    quadrants = tuple(_quadrant(gathered, family) for family in _ORDER)
    beside = sum(map(_height, quadrants)) <= _BESIDE
    places = [_place(gathered, facts) for facts in comparable]
    return MapPage(
        finding=say.map_title(gathered.pair),
        chart=alignment_map(places, MAP_WIDTH if beside else ALONE_WIDTH),
        words=say.map_words(gathered.pair),
        quadrants=quadrants,
        columns=_columns(quadrants, 1 if beside else _COLUMNS),
        beside=beside,
    )


def _place(gathered: Gathered, facts: ItemFacts) -> MapPlace:
    tau = threshold(facts.item)
    understanding = [s for s in facts.found.understanding if s is not None]
    return MapPlace(
        number=gathered.number[facts.item.id],
        views=closeness(facts.found.agreement or 0.0, tau),
        guess=closeness(min(understanding), tau),
    )


def _quadrant(gathered: Gathered, family: Family) -> Quadrant:
    items = tuple((gathered.number[facts.item.id], facts.item.short) for facts in gathered.pair.of_family(family))
    return Quadrant(family.value, FAMILIES[family].title, items)


def _height(quadrant: Quadrant) -> float:
    return _HEAD + sum(_LEADING * line_count(short, NAMES_WIDTH, _SIZE) + 1 for _, short in quadrant.items)


def _columns(quadrants: Iterable[Quadrant], most: int) -> tuple[tuple[Part, ...], ...]:
    """The names in so many columns of about the same height, in order. Set here: the renderer balances very slowly."""
    filled = [quadrant for quadrant in quadrants if quadrant.items]
    if most == 1:
        return (tuple(Part(quadrant.title, len(quadrant.items), quadrant.items) for quadrant in filled),)
    limit = sum(_column_height(quadrant) for quadrant in filled) / most
    while len(columns := _filled(filled, limit)) > most:
        limit += _COLUMN_LEADING / 2
    return columns


def _filled(quadrants: Iterable[Quadrant], limit: float) -> tuple[tuple[Part, ...], ...]:
    """The names in columns of at most that height. A heading never stands at the foot of a column."""
    columns: list[list[Part]] = [[]]
    used = 0.0
    for quadrant in quadrants:
        title, head = quadrant.title, _COLUMN_HEAD
        items: list[tuple[int, str]] = []
        for item in quadrant.items:
            height = head + _name_height(item[1])
            if used and used + height > limit:
                if items:
                    columns[-1].append(Part(title, len(quadrant.items), tuple(items)))
                    title, items = "", []
                columns.append([])
                used = 0.0
            items.append(item)
            used, head = used + height, 0.0
        columns[-1].append(Part(title, len(quadrant.items), tuple(items)))
    return tuple(tuple(column) for column in columns)


def _name_height(short: str) -> float:
    return _COLUMN_LEADING * line_count(short, _COLUMN_WIDTH, _COLUMN_SIZE)


def _column_height(quadrant: Quadrant) -> float:
    return _COLUMN_HEAD + sum(_name_height(short) for _, short in quadrant.items)
