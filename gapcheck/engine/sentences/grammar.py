"""The small change of a sentence: counts with their noun, lists, roles with their article, amounts with their unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from unicodedata import bidirectional

from gapcheck.engine.result import Both
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType

#: An option list inside a sentence names so many; the report's appendix has them all.
NAMED_AT_MOST = 4
#: From here on ten digits hold no fraction.
_WHOLE_FROM = 1e9
#: The left-to-right mark of the Unicode bidirectional algorithm (UAX 9): a letter of our direction that nobody sees.
OUR_DIRECTION = "\u200e"


def counted(count: int, noun: str) -> str:
    """``1 question``, ``2 questions``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(words: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``. Empty for none."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def named(texts: Sequence[str], most: int = NAMED_AT_MOST) -> str:
    """Texts of an instrument in quotation marks, as a list; beyond ``most`` the rest is counted."""
    quoted = [quote(text) for text in texts]
    if len(quoted) > most:
        quoted = [*quoted[: most - 1], f"{len(quoted) - most + 1} more"]
    return listed(quoted)


def quote(text: str) -> str:
    """A text of an instrument or a person inside a sentence.

    Beside right-to-left letters the quotation marks, and a number that follows, would take their direction and change
    sides. A mark on either side holds them, and unlike an isolate it holds on each line of a text that is broken.
    """
    if any(bidirectional(letter) in ("R", "AL") for letter in text):
        text = f"{OUR_DIRECTION}{text}{OUR_DIRECTION}"
    return f"“{text}”"


def the(title: str) -> str:
    """A role inside a sentence: ``the CIO``."""
    return f"the {title}"


def sentence(words: str) -> str:
    """The words with a capital in front and a full stop behind; empty for none."""
    if not words:
        return ""
    return f"{words[0].upper()}{words[1:]}{'' if words.rstrip(f'{OUR_DIRECTION}”').endswith(('.', '?')) else '.'}"


def joined(*sentences: str) -> str:
    """Sentences one behind the other, without the empty ones."""
    return " ".join(each for each in sentences if each)


def each_other(titles: Both[str]) -> Both[tuple[str, str]]:
    """For each of the two: the own title and the other's."""
    return Both((titles.a, titles.b), (titles.b, titles.a))


def number(value: float) -> str:
    """A number as people write it, without the dust of binary fractions or an exponent: ``30``, ``0.3``."""
    if abs(value) >= _WHOLE_FROM:
        return f"{value:.0f}"
    return f"{Decimal(f'{value:.10g}'):f}"


def about(value: float) -> str:
    """An expected count, to one decimal: ``8.1``, ``8``."""
    return f"{value:.1f}".removesuffix(".0")


def amount(item: Item, difference: float) -> str:
    """The size of a difference in the item's own units: ``2 steps``, ``30 percentage points``, ``12 days``."""
    size = abs(difference)
    if item.type is ItemType.SCALE:
        return counted(round(size), "step")
    unit = {"%": "percentage point" if size == 1 else "percentage points"}.get(item.unit, item.unit)
    return f"{number(size)} {unit}".strip()
