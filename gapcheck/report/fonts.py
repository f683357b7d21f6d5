"""Which scripts beyond Latin, Greek and Cyrillic the system has fonts for; those three come with the package.

Asked of fontconfig, as Pango asks it when it sets a line, and without importing WeasyPrint.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """A kind of writing, letters that every font for it has, and the Debian package of the smallest such font."""

    name: str
    sample: str
    package: str


SCRIPTS = (
    Script("Chinese, Japanese and Korean", "漢线かカ한", "fonts-wqy-microhei"),
    Script("Arabic", "عرپ", "fonts-dejavu-core"),
    Script("Hebrew", "עברית", "fonts-dejavu-core"),
    Script("Emoji", "🙂👩💻🤝", "fonts-noto-color-emoji"),
)
_LIBRARIES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")


def missing() -> tuple[Script, ...]:
    """The scripts that a report would show as empty boxes; all of them where fontconfig itself is missing."""
    fontconfig = _fontconfig()
    return tuple(script for script in SCRIPTS if fontconfig is None or not _has_font(fontconfig, script.sample))


def _fontconfig() -> ctypes.CDLL | None:
    for name in (*_LIBRARIES, ctypes.util.find_library("fontconfig")):
        try:
            if name:
                return _declared(ctypes.CDLL(name))
        except OSError:
            continue
    return None


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("FcCharSetCreate", pointer, []),
        ("FcCharSetAddChar", number, [pointer, ctypes.c_uint32]),
        ("FcCharSetDestroy", None, [pointer]),
        ("FcPatternCreate", pointer, []),
        ("FcPatternAddCharSet", number, [pointer, text, pointer]),
        ("FcPatternDestroy", None, [pointer]),
        ("FcObjectSetCreate", pointer, []),
        ("FcObjectSetDestroy", None, [pointer]),
        ("FcFontList", ctypes.POINTER(_FontSet), [pointer, pointer, pointer]),
        ("FcFontSetDestroy", None, [ctypes.POINTER(_FontSet)]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class _FontSet(ctypes.Structure):
    """The head of fontconfig's FcFontSet: how many fonts it holds."""

    _fields_ = (("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.c_void_p))


def _has_font(fontconfig: ctypes.CDLL, sample: str) -> bool:
    """True where one font has all of these letters."""
    letters, pattern, wanted = (
        fontconfig.FcCharSetCreate(),
        fontconfig.FcPatternCreate(),
        fontconfig.FcObjectSetCreate(),
    )
    for letter in sample:
        fontconfig.FcCharSetAddChar(letters, ord(letter))
    fontconfig.FcPatternAddCharSet(pattern, b"charset", letters)
    found = fontconfig.FcFontList(None, pattern, wanted)
    count = found.contents.count if found else 0
    fontconfig.FcFontSetDestroy(found)
    fontconfig.FcObjectSetDestroy(wanted)
    fontconfig.FcPatternDestroy(pattern)
    fontconfig.FcCharSetDestroy(letters)
    return bool(count > 0)
