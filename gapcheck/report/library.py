"""Whether the system libraries that draw the PDF are here, found out without importing WeasyPrint."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import platform
import sys
from pathlib import Path

#: What the PDF needs, by the names under which loaders know it: Linux and macOS, and MSYS2 on Windows.
_NEEDED = (
    ("libpango-1.0.so.0", "pango-1.0", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "pangoft2-1.0", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz-subset.so.0", "harfbuzz-subset", "libharfbuzz-subset-0.dll"),
)

_DEBIAN = "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_FEDORA = "sudo dnf install pango harfbuzz"


def available() -> str | None:
    """None where a PDF can be made; else a sentence that ends in the command to install what is missing."""
    missing = [names[1] for names in _NEEDED if not any(_loads(name) for name in names)]
    if not missing:
        return None
    return f"A PDF needs the system libraries {', '.join(missing)}. Install them with: {_command()}"


def _loads(name: str) -> bool:
    """True where a library loads: by the file name of a known version, or as the linker of this system finds it."""
    if os.name == "nt":
        _look_where_weasyprint_looks()
    for candidate in (name, ctypes.util.find_library(name)):
        try:
            if candidate:
                ctypes.CDLL(candidate)
                return True
        except OSError:
            continue
    return False


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
