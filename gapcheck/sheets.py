"""Style sheets made into one text: neighbours in place of their ``@import``, addresses in place of files."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_IMPORT = re.compile(r'@import "\./([^"]+)";\n?')
_URL = re.compile(r'url\("\./([^"]+)"\)')
_SET = re.compile(r"(--[a-z-]+): ([^;]+);")
_USED = re.compile(r"var\((--[a-z-]+)\)")


def flat(sheet: Path, address: Callable[[str], str | None] = str) -> str:
    """The text of a sheet without comments, its neighbours in it.

    ``address`` gives what stands for a file that a ``url()`` names (else the name itself), or None where there is no
    such file: fonts are made while installing. A sheet whose files are not there gives nothing.
    """
    text = _COMMENT.sub("", sheet.read_text("utf-8"))
    if any(address(name) is None for name in _URL.findall(text)):
        return ""
    text = _URL.sub(lambda found: f'url("{address(found[1])}")', text)
    return _IMPORT.sub(lambda found: flat(sheet.parent / found[1], address), text)


def literal(text: str) -> str:
    """The text of a sheet with each ``var()`` replaced by its value, for a sheet that sets each name once.

    WeasyPrint works a ``var()`` out anew for every element. Raises KeyError for a name that the sheet does not set.
    """
    values = dict(_SET.findall(text))
    return _USED.sub(lambda found: values[found[1]], text)


def embedded(folder: Path) -> Callable[[str], str | None]:
    """Addresses that hold the fonts of a folder themselves, for a page that stands alone."""

    @cache
    def address(name: str) -> str | None:
        font = folder / name
        return f"data:font/woff2;base64,{base64.b64encode(font.read_bytes()).decode()}" if font.is_file() else None

    return address
