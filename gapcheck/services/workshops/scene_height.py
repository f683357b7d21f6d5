"""How much of the height the words of a screen take: careful estimates, so that a chart is laid out for what is left.

Everything here is in percent of the screen's height (the style sheet's rem), but for what ``beside`` returns. The sizes
are those of ``static/workshop/stage/``; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Sequence

from gapcheck.charts.room import NARROW as NARROW_CHART
from gapcheck.charts.room import UNIT
from gapcheck.charts.room import WIDE as WIDE_CHART
from gapcheck.charts.textfit import line_count, text_width
from gapcheck.engine.result import Both

#: The width for words on a screen of 4:3, and on one of 16:9.
NARROW, WIDE = UNIT * NARROW_CHART, UNIT * WIDE_CHART
#: A statement.
STATEMENT = 7.0
#: Words below a chart, their lines, the symbol before them and the space between two.
WORDS, WORDS_LINE, SYMBOL, BETWEEN = 3.4, 4.25, 5.5, 6.0
#: A question: its size and the size of a long one, where that begins, and what the clock beside it takes.
QUESTION, LONG_QUESTION, LONG_FROM, CLOCK = 4.2, 3.4, 110, 20.0
QUESTION_LINES = 1.2
#: The height that the foot always has, and what of it is not for words.
FOOT, FOOT_EDGE = 11.0, 1.8
#: Estimates are made for the widest weight, and nearly all words here are in the lightest.
LIGHT = 0.9


def beside(said: Sequence[tuple[str, str]], question: str) -> Both[float]:
    """The points of height that words below a chart and a long question take from it, on either shape of screen.

    ``said`` has pairs of who speaks and what they say.
    """
    return Both(_beside(said, question, NARROW), _beside(said, question, WIDE))


def statement_lines(text: str, width: float) -> int:
    """The lines of a statement."""
    return line_count(text, width, STATEMENT)


def _beside(said: Sequence[tuple[str, str]], question: str, width: float) -> float:
    return (_said(said, width) + max(0.0, _foot(question, width) - FOOT)) / UNIT


def _said(said: Sequence[tuple[str, str]], width: float) -> float:
    if not said:
        return 0.0
    size = LIGHT * WORDS
    wide = [SYMBOL + text_width(f"{who} {words}", size) for who, words in said]
    if sum(wide) + BETWEEN * (len(wide) - 1) <= width:
        return WORDS_LINE + 1.0
    lines = (
        1 if each <= width else 1 + line_count(words, width, size) for each, (_, words) in zip(wide, said, strict=True)
    )
    return WORDS_LINE * sum(lines) + 0.5 * len(said) + 1.0


def _foot(question: str, width: float) -> float:
    if not question:
        return FOOT
    size = LONG_QUESTION if len(question) > LONG_FROM else QUESTION
    return FOOT_EDGE + QUESTION_LINES * size * line_count(question, width - CLOCK, LIGHT * size)
