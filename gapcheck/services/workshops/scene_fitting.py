"""How the chart of an item finds room on a screen with words that a whole room can read, whatever they are.

A chart that is too high gets the room of a smaller statement. If its words would still be smaller than ``LEAST``, its
options become lines of a compact list: all of them, then those that are named, then shortened, and in the end as many
as there is room for. What is left away is counted, and said on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gapcheck.charts.room import NARROW, RIM, TEXT, UNIT, WIDE, Option, RoomChart, compact
from gapcheck.engine.result import Both
from gapcheck.instruments.model import Item
from gapcheck.services.workshops.scene_charts import Captions, Shown, chart, lines
from gapcheck.vocabulary import ItemType

#: Percent of the screen's height below which no word of a chart goes.
LEAST = 3.3
#: The height, in points, that statement, question and clock leave to a chart.
HEIGHT = 151.0
#: And with a small statement.
CROWDED_HEIGHT = 176.0
#: A chart that is set smaller than this share of its size gets the room of a smaller statement.
CROWDED_BELOW = 0.97
#: What the line takes that says what is left away.
NOTE = 12.0
#: How much larger a chart is laid out whose words are then set as small as they may be.
STRETCH = TEXT * UNIT / LEAST


@dataclass(frozen=True, slots=True)
class Fitted:
    """A chart for one shape of screen; ``crowded`` where it needs more height than there is.

    ``unnamed`` counts the options that are left out because no answer that is shown names them.
    """

    chart: RoomChart
    crowded: bool
    unnamed: int = 0

    @property
    def noted(self) -> bool:
        """True where the screen has to say what is left away."""
        return bool(self.unnamed or self.chart.left_out or self.chart.shortened)


def charts(item: Item, shown: Shown, captions: Captions, beside: Both[float]) -> Both[Fitted] | None:
    """The chart for a narrow (4:3) and for a wide screen; None for a text, and where there is nothing to draw.

    ``beside`` are the points of height that words below the chart take on either.
    """
    if not item.closed or shown.empty:
        return None
    return Both(
        _fitted(item, shown, captions, NARROW, beside.a),
        _fitted(item, shown, captions, WIDE, beside.b),
    )


def percent(fitted: Fitted, width: float, beside: float = 0.0) -> float:
    """The size of the words on a screen that leaves ``width`` to the chart, in percent of its height."""
    height = (CROWDED_HEIGHT if fitted.crowded else HEIGHT) - beside - (NOTE if fitted.noted else 0.0)
    across, down = (side + 2 * RIM for side in (fitted.chart.width, fitted.chart.height))
    return TEXT * UNIT * min(width / across, height / down, 1.0)


def _fitted(item: Item, shown: Shown, captions: Captions, width: float, beside: float) -> Fitted:
    roomy = Fitted(chart(item, shown, captions, width), crowded=False)
    if percent(roomy, width, beside) >= CROWDED_BELOW * TEXT * UNIT:
        return roomy
    fitted = roomy
    for fitted in _smaller(item, shown, captions, width, beside):
        if percent(fitted, width, beside) >= LEAST:
            break
    return fitted


def _smaller(item: Item, shown: Shown, captions: Captions, width: float, beside: float) -> Iterator[Fitted]:
    """What there is for a chart that is too full, the roomiest first."""
    widths = (width, width * STRETCH - 2 * RIM)
    for each in widths:
        yield Fitted(chart(item, shown, captions, each), crowded=True)
    figures = item.type in (ItemType.RANKING, ItemType.TOP, ItemType.ALLOCATION)
    options = lines(item, shown)
    named = [option for option in options if any(value is not None for value in option.four)]
    height = (CROWDED_HEIGHT - beside - NOTE) * STRETCH - 2 * RIM - 1.0
    for chosen, most_lines in _ways(options, named, keep_all=item.type is ItemType.SCALE):
        for each in widths:
            drawn = compact(chosen, captions.key, each, figures=figures, most_lines=most_lines)
            yield Fitted(drawn, crowded=True, unnamed=len(options) - len(chosen))
    if named:
        last = compact(named, captions.key, widths[-1], figures=figures, most_lines=1, most_height=height)
        yield Fitted(last, crowded=True, unnamed=len(options) - len(named))


def _ways(
    options: Sequence[Option], named: Sequence[Option], *, keep_all: bool
) -> Iterator[tuple[Sequence[Option], int | None]]:
    """Which options in how many lines each. A scale is shortened first: without its other positions it is none."""
    kinds: Sequence[Sequence[Option]] = () if not options else (options, named)
    if keep_all:
        yield from ((kind, most) for kind in kinds for most in (None, 2, 1))
    else:
        yield from ((kind, None) for kind in kinds)
        yield from ((kind, most) for most in (2, 1) for kind in kinds[1:])
