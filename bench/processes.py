"""What a server's processes hold and have used, read from Linux; they are known by the folder that they work in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_SHARE = re.compile(r"^Pss: +(\d+)", re.MULTILINE)


def processor_seconds(folder: str) -> float:
    """The processor time that they have used together."""
    ticks = 0
    for process in _working_in(folder):
        with suppress(OSError):  # ended meanwhile
            after_name = (process / "stat").read_text().rpartition(")")[2].split()
            ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(folder: str) -> int:
    """Their memory together in kB; what several share is counted once."""
    total = 0
    for process in _working_in(folder):
        with suppress(OSError):
            found = _SHARE.search((process / "smaps_rollup").read_text())
            total += int(found[1]) if found else 0
    return total


def open_files(folder: str) -> int:
    """How many files and connections they hold open together."""
    total = 0
    for process in _working_in(folder):
        with suppress(OSError):
            total += len(list((process / "fd").iterdir()))
    return total


def _working_in(folder: str) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended meanwhile, or somebody else's
            if (process / "cwd").readlink() == Path(folder):
                yield process
