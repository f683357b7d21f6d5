"""Whether what draws the PDF is here, its system libraries and its fonts, found out without importing WeasyPrint."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import platform
import sys
from pathlib import Path

from gapcheck import paths

#: The report's fonts, cut while installing by gapcheck/report/cuts.py: one file of ``paths.FONTS`` each.
OWN_FONTS = ("sans", "sans-bold", "serif", "serif-display", "serif-italic")

#: What the PDF needs, by the names under which loaders know it: Linux and macOS, and MSYS2 on Windows.
_NEEDED = (
    ("libpango-1.0.so.0", "pango-1.0", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "pangoft2-1.0", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz-subset.so.0", "harfbuzz-subset", "libharfbuzz-subset-0.dll"),
)

_DEBIAN = "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_FEDORA = "sudo dnf install pango harfbuzz"


def available() -> str | None:
    """None where a PDF can be made; else a sentence that ends in the command that brings what is missing.

    Where libraries and fonts are missing, the libraries are named: there the fonts come after them.
    """
    libraries = [names[1] for names in _NEEDED if not any(_loads(name) for name in names)]
    if libraries:
        return f"A PDF needs the system libraries {', '.join(libraries)}. Install them with: {_command()}"
    if not all(font_file(name).is_file() for name in OWN_FONTS):
        return "A PDF needs the report's own fonts. Make them with: python -m gapcheck.report.cuts"
    return None


def font_file(name: str) -> Path:
    """Where the file of one of OWN_FONTS lies, or would lie."""
    return paths.FONTS / f"{name}.ttf"


def _loads(name: str) -> bool:
    """True where a library loads: by the file name of a known version, or as the linker of this system finds it."""
    if os.name == "nt":
        _look_where_weasyprint_looks()
    if _is_loaded(name):
        return True
    # Asked last: it starts a compiler, where there is one, to find what the linker's list does not have.
    found = ctypes.util.find_library(name)
    return found is not None and _is_loaded(found)


def _is_loaded(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _look_where_weasyprint_looks() -> None:
    """On Windows the libraries lie in MSYS2's folders, which no loader searches by itself."""
    add = getattr(os, "add_dll_directory", None)
    for folder in os.getenv("WEASYPRINT_DLL_DIRECTORIES", r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin").split(";"):
        if add is not None and Path(folder).is_dir():
            add(folder)


def _command() -> str:
    if sys.platform == "darwin":
        return "brew install pango"
    if os.name == "nt":
        return "pacman -S mingw-w64-ucrt-x86_64-pango (in MSYS2), or use WSL"
    try:
        like = platform.freedesktop_os_release()
    except OSError:
        like = {}
    family = f"{like.get('ID', '')} {like.get('ID_LIKE', '')}".split()
    return _FEDORA if {"fedora", "rhel"} & set(family) else _DEBIAN
