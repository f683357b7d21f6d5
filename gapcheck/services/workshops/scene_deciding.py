"""What was decided, as a screen shows it, and how large: as large as it fits, whatever the shape of the screen.

Heights are in percent of the screen's (the style sheet's rem). The sizes are those of
``static/workshop/stage/deciding.css``; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gapcheck.charts.textfit import line_count, text_width
from gapcheck.engine.result import Both
from gapcheck.services.workshops.scene_height import NARROW, STATEMENT, WIDE, statement_lines
from gapcheck.vocabulary import day_in_words


@dataclass(frozen=True, slots=True)
class ScreenDecision:
    """What was decided on an item, as far as it is typed; ``parked`` for a question that is kept for later."""

    text: str
    owner: str = ""
    due: date | None = None
    evidence: str = ""
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """How decisions are set: their text, their facts, the space between two, and the space above the facts."""

    name: str
    text: float
    facts: float
    between: float
    above: float


#: The largest first.
SIZES = (
    Size("decide--large", 7.0, 4.2, 3.0, 1.5),
    Size("decide--usual", 5.0, 3.4, 3.0, 1.5),
    Size("decide--long", 4.2, 3.4, 2.0, 1.0),
    Size("decide--longer", 3.2, 2.6, 1.4, 0.4),
    Size("decide--smaller", 2.5, 2.4, 1.2, 0.4),
    Size("decide--longest", 1.9, 1.9, 1.0, 0.4),
)
#: What is left below a statement's lines, and the height of each of them.
ROOM, STATEMENT_LINE = 73.8, 1.14 * STATEMENT
#: The line before a decision, and the spaces between its facts.
EDGE, BESIDE, COLUMNS, ROWS = 3.8, 1.5, 6.0, 0.5
TEXT_LINE, FACTS_LINE = 1.2, 1.25
#: Widths are estimated for the widest weight; sentences in the lightest take this share of it.
SENTENCES = 0.86


def size_of(decisions: Sequence[ScreenDecision], headings: Both[str], notes: int = 0) -> str:
    """The class of the largest size in which all of it fits a screen of 4:3 and one of 16:9; else of the smallest.

    ``headings`` stand above on either, ``notes`` lines below.
    """

    def fits(size: Size) -> bool:
        return all(
            _height(decisions, notes, width - EDGE, size) + STATEMENT_LINE * statement_lines(heading, width) <= ROOM
            for width, heading in zip((NARROW, WIDE), headings, strict=True)
        )

    return next((size.name for size in SIZES if fits(size)), SIZES[-1].name)


def _height(decisions: Sequence[ScreenDecision], notes: int, width: float, size: Size) -> float:
    each = sum(_text(decision, width, size) + _facts(decision, width, size) for decision in decisions)
    gaps = size.between * max(0, len(decisions) + notes - 1)
    return each + gaps + notes * FACTS_LINE * size.facts


def _text(decision: ScreenDecision, width: float, size: Size) -> float:
    words = f"Parked: {decision.text}" if decision.parked else decision.text
    return TEXT_LINE * size.text * max(1, line_count(words, width, SENTENCES * size.text))


def _facts(decision: ScreenDecision, width: float, size: Size) -> float:
    if decision.parked or not decision.text:
        return 0.0

    def wide(words: str) -> float:
        return text_width(words, SENTENCES * size.facts)

    due = day_in_words(decision.due) if decision.due else ""
    beside = [wide(f"{name}{value}") + BESIDE for name, value in (("Owner", decision.owner), ("By", due)) if value]
    rows = len(beside) if sum(beside) + COLUMNS > width else min(1, len(beside))
    lines = rows
    if decision.evidence:
        left = width - wide("We will see it by") - BESIDE
        rows, lines = rows + 1, lines + line_count(decision.evidence, left, SENTENCES * size.facts)
    return size.above + FACTS_LINE * size.facts * lines + ROWS * (rows - 1) if rows else 0.0
