"""The cover's picture: one column for each question, as far apart as the two own views are.

Only own views are drawn. The two marks of a column touch where the answers are the same and span the whole height
where nothing of them is shared, so every answer type can stand beside every other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gapcheck.charts.marks import OWN_HALF, OWN_RADIUS, Line, Mark, rounded


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Columns in points. ``voids`` are the middles of columns without two own views."""

    width: float
    height: float
    stems: tuple[Line, ...]
    marks: tuple[Mark, ...]
    voids: tuple[tuple[float, float], ...]
    scale: float


#: The room between two themes, as a share of the room between two columns.
THEME_GAP = 0.75
#: A column is never wider than this, so that few questions do not stand lost.
MAX_STEP = 26.0


def fingerprint(gaps: Sequence[Sequence[float | None]], width: float, height: float) -> Fingerprint:
    """Lay out columns, one sequence of gaps for each theme.

    A gap is 1 - agreement, in [0, 1]; None where there are not two own views to compare.
    """
    themes = [theme for theme in gaps if theme]
    columns = sum(len(theme) for theme in themes)
    if not columns:
        return Fingerprint(width, height, (), (), (), 1.0)
    step = min(MAX_STEP, width / (columns + THEME_GAP * (len(themes) - 1)))
    scale = rounded(min(1.5, step / (3.2 * OWN_RADIUS)))
    top, middle = OWN_RADIUS * scale, height / 2
    stems, marks, voids = [], [], []
    x = step / 2 if step < MAX_STEP else OWN_RADIUS * scale
    for theme in themes:
        for gap in theme:
            if gap is None:
                voids.append((rounded(x), rounded(middle)))
            else:
                touching = (OWN_RADIUS + OWN_HALF) * scale / 2
                reach = touching + gap * (middle - top - touching)
                upper = Mark(rounded(x), rounded(middle - reach), 0, 0, scale=scale)
                lower = Mark(rounded(x), rounded(middle + reach), 1, 1, scale=scale)
                stems.append(Line(upper.x, upper.y, lower.x, lower.y))
                marks += [upper, lower]
            x += step
        x += step * THEME_GAP
    return Fingerprint(width, height, tuple(stems), tuple(marks), tuple(voids), scale)
