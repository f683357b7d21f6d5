"""What the macros of ``templates/charts`` find under the name ``chart``: colours, sizes and the marks of the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gapcheck.charts.marks import STROKE, Mark
from gapcheck.charts.marktable import CELL
from gapcheck.charts.palette import AXIS, LABEL, LIGHT, SANS, Palette

#: The emblem's marks are larger than those of a row.
_EMBLEM_SCALE = 1.65


def _signs() -> Mapping[str, Mark]:
    middle = CELL / 2
    return MappingProxyType(
        {
            "own_a": Mark(middle, middle, about=0, speaker=0),
            "guess_b": Mark(middle, middle, about=0, speaker=1),
            "own_b": Mark(middle, middle, about=1, speaker=1),
            "guess_a": Mark(middle, middle, about=1, speaker=0),
        }
    )


def _emblem() -> tuple[Mark, ...]:
    """A ring round its dot and a box round its square."""
    return tuple(
        Mark(x, 12.0, about, speaker, scale=_EMBLEM_SCALE)
        for about, x in ((0, 12.0), (1, 40.0))
        for speaker in (1 - about, about)
    )


@dataclass(frozen=True, slots=True)
class Drawing:
    """The one global of the chart macros, for the report's templates and for those of the web pages alike."""

    palette: Palette = LIGHT
    font: str = SANS
    label: float = LABEL
    axis: float = AXIS
    stroke: float = STROKE
    cell: float = CELL
    signs: Mapping[str, Mark] = field(default_factory=_signs)
    emblem: tuple[Mark, ...] = field(default_factory=_emblem)


DRAWING = Drawing()
