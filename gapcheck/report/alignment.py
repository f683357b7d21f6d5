"""The page of the alignment map: the grid, and the names of the questions in the order of its quadrants."""

from __future__ import annotations

from dataclasses import dataclass

from gapcheck.charts import AlignmentMap, Standing, alignment_map, line_count
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
class MapPage:
    """The map with its names. ``beside`` is False where they are too many to stand beside it."""

    finding: Finding
    chart: AlignmentMap
    words: str
    quadrants: tuple[Quadrant, ...]
    beside: bool


def map_page(gathered: Gathered) -> MapPage | None:
    """The map of every comparable question; None where there is none."""
    comparable = [facts for facts in gathered.closed if facts.found.comparable]
    if not comparable:
        return None
    quadrants = tuple(_quadrant(gathered, family) for family in _ORDER)
    beside = sum(map(_height, quadrants)) <= _BESIDE
    standings = [_standing(gathered, facts) for facts in comparable]
    return MapPage(
        finding=say.map_title(gathered.pair),
        chart=alignment_map(standings, MAP_WIDTH if beside else ALONE_WIDTH),
        words=say.map_words(gathered.pair),
        quadrants=quadrants,
        beside=beside,
    )


def _standing(gathered: Gathered, facts: ItemFacts) -> Standing:
    tau = threshold(facts.item)
    understanding = [s for s in facts.found.understanding if s is not None]
    return Standing(
        number=gathered.number[facts.item.id],
        views=closeness(facts.found.agreement or 0.0, tau),
        guess=closeness(min(understanding), tau),
    )


def _quadrant(gathered: Gathered, family: Family) -> Quadrant:
    items = tuple((gathered.number[facts.item.id], facts.item.short) for facts in gathered.pair.of_family(family))
    return Quadrant(family.value, FAMILIES[family].title, items)


def _height(quadrant: Quadrant) -> float:
    return _HEAD + sum(_LEADING * line_count(short, NAMES_WIDTH, _SIZE) + 1 for _, short in quadrant.items)
