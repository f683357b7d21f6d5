"""How many lines a label takes: a careful upper estimate, for charts whose rows must be as high as their labels.

No font is read. Widths are shares of the type size in classes of characters, taken from the widest weights that the
report uses, so the estimate errs on the side of one line too many.
"""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("iIljtfr.,:;!|'()[]{} -")
_WIDE = frozenset("mwMW%@&")


def text_width(text: str, size: float) -> float:
    """An upper estimate of the width of one line in points, at ``size`` points."""
    return size * sum(_share(character) for character in text)


def _share(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _WIDE or unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if unicodedata.combining(character):
        return 0.0
    return 0.66 if character.isupper() or ord(character) > 0x24F else 0.56


def line_count(text: str, width: float, size: float) -> int:
    """The number of lines that ``text`` takes in ``width`` points, broken at spaces and within words too wide."""
    lines, room = 1, width
    space = text_width(" ", size)
    for word in text.split():
        needed = text_width(word, size)
        if needed > room and room < width:
            lines, room = lines + 1, width
        while needed > width:
            lines, needed = lines + 1, needed - width
        room -= needed + space
    return lines


def lines_of(text: str, width: float, size: float) -> tuple[str, ...]:
    """``text`` broken at spaces into lines of at most ``width`` points; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
