"""Files that matter: written whole or not at all, on the disk before anything is said, readable by their owner only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PART = ".part"


def write(file: Path, content: bytes) -> None:
    """Write a file beside its place, wait for the disk, and move it there; one that is there is replaced.

    A reader finds the old file or the new one, never half of one, also where two write it at the same time. Raises
    OSError, and leaves no part behind then; only a process that is killed does (see ``left_parts``).
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=_PART)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        move(part, file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def left_parts(file: Path) -> Iterator[Path]:
    """What a killed process may have left of a file that it was writing."""
    start = f".{file.name}."
    return (path for path in file.parent.glob(f".*{_PART}") if path.name.startswith(start))


def move(source: Path, target: Path) -> None:
    """Move a file or folder whose content is on the disk, and wait until its name is there too. Raises OSError."""
    source.replace(target)
    settle(target.parent)


def settle(path: Path) -> None:
    """Wait until a file or a folder's list of names is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
