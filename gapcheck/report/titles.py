"""Titles in lines of about the same length. WeasyPrint knows no ``text-wrap: balance``, so the lines are set here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from gapcheck.report.fetcher import font_path

#: From this size on, in points, titles are set in the display cut.
_DISPLAY = 21
#: A number stays with the word that it counts. Ties only decide where a line ends: what is printed has plain spaces.
_NUMBER = re.compile(r"(\d) ")
_TIE = "\N{NO-BREAK SPACE}"


def balanced(text: str, width: float, size: float) -> tuple[str, ...]:
    """The lines of a title at ``size`` points: as few as ``width`` points allow, none much longer than another.

    A text with a word wider than the line is left in one piece; the renderer breaks it as it can.
    """
    font = _title_font("gapcheck:serif-display" if size >= _DISPLAY else "gapcheck:serif")
    words = _NUMBER.sub(rf"\1{_TIE}", " ".join(text.split())).split(" ")
    ems = {word: font.width(word) for word in words}
    space, available = font.width(" "), width / size

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


@dataclass(frozen=True, slots=True)
class _Widths:
    """The widths of a font's characters, in ems."""

    ems: Mapping[int, float]

    def width(self, text: str) -> float:
        """The width of a text in ems, without kerning: one or two in a hundred more than it will take.

        A character that the font does not have counts as one em.
        """
        return sum(self.ems.get(ord(character), 1.0) for character in text)


@cache
def _title_font(address: str) -> _Widths:
    with TTFont(font_path(address), lazy=True) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return _Widths({code: widths[name][0] / em for code, name in font.getBestCmap().items()})
