"""Which characters a text may hold. Everything that takes one in asks here: forms, pair files and questionnaires."""

from __future__ import annotations

import re

#: Half characters (lone surrogates): no file and no database can carry them.
_HALVES = "\ud800-\udfff"
#: All but tab and line breaks.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
#: Code points that Unicode keeps free of characters for good. XML, and with it the report, refuses U+FFFE and U+FFFF.
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
#: Explicit direction controls can make a text read as another one; right-to-left scripts need none of them.
_DIRECTIONS = "\u202a-\u202e\u2066-\u2069"

_REFUSED = {
    re.compile(f"[{_HALVES}]"): "The text holds half a character (a lone surrogate). Write the character whole.",
    re.compile(f"[{_CONTROLS}]"): "The text holds a control character. Take it out.",
    re.compile(f"[{_NO_CHARACTERS}]"): "The text holds a code point that stands for no character. Take it out.",
    re.compile(f"[{_DIRECTIONS}]"): "The text holds a control of the writing direction. Take it out.",
}
_NO_TEXT = re.compile(f"[{_HALVES}{_CONTROLS}{_NO_CHARACTERS}{_DIRECTIONS}]")
_BREAKS = re.compile(r"[\t\n\r]")


def only_text(text: str) -> str:
    """The text without whatever is not part of one. Tabs and line breaks are."""
    return _NO_TEXT.sub("", text)


def what_is_wrong(text: str) -> list[str]:
    """A sentence for each kind of what is not part of a text; none where it is one throughout."""
    return [sentence for pattern, sentence in _REFUSED.items() if pattern.search(text)]


def is_one_line(text: str) -> bool:
    """True for a text without tabs and line breaks that is one throughout."""
    return not _NO_TEXT.search(text) and not _BREAKS.search(text)
