"""Titles in lines of about the same length. WeasyPrint knows no ``text-wrap: balance``, so the lines are set here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont

from gapcheck.report.fetcher import font_path

#: The weight of titles, and an optical size among theirs.
_CUT = {"wght": 600, "opsz": 21}
#: A number stays with the word that it counts. Ties only decide where a line ends: what is printed has plain spaces.
_NUMBER = re.compile(r"(\d) ")
_TIE = "\N{NO-BREAK SPACE}"


def balanced(text: str, width: float, size: float) -> tuple[str, ...]:
    """The lines of a title at ``size`` points: as few as ``width`` points allow, none much longer than another.

    A text with a word wider than the line is left in one piece; the renderer breaks it as it can.
    """
    words = _NUMBER.sub(rf"\1{_TIE}", " ".join(text.split())).split(" ")
    ems = {word: _ems(word) for word in words}
    space, available = _ems(" "), width / size

    def lines(limit: float) -> list[str]:
        filled: list[list[str]] = []
        room = 0.0
        for word in words:
            if not filled or ems[word] + space > room:
                filled.append([])
                room = limit + space
            filled[-1].append(word)
            room -= ems[word] + space
        return [" ".join(line).replace(_TIE, " ") for line in filled]

    if max(ems.values()) > available:
        return (" ".join(words).replace(_TIE, " "),)
    fewest = len(lines(available))
    return tuple(lines(_narrowest(lambda limit: len(lines(limit)) <= fewest, max(ems.values()), available)))


def _narrowest(fits: Callable[[float], bool], low: float, high: float) -> float:
    """The smallest limit that still fits, to a twentieth of an em. ``high`` fits."""
    if fits(low):
        return low
    while high - low > 0.05:
        middle = (low + high) / 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _ems(text: str) -> float:
    """The width of a text in ems, without kerning: one or two in a hundred more than it will take."""
    return sum(_em(character) for character in text)


@cache
def _em(character: str) -> float:
    """The width of one character in ems; one em where the font does not have it."""
    font, glyphs, names = _title_font()
    name = names.get(ord(character))
    return float(glyphs[name].width / font["head"].unitsPerEm) if name else 1.0


@cache
def _title_font() -> tuple[TTFont, Any, dict[int, str]]:
    font = TTFont(font_path("gapcheck:serif"), lazy=True)
    return font, font.getGlyphSet(location=_CUT), font.getBestCmap()
