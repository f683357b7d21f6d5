"""Files that matter: written whole or not at all, on the disk before anything is said, readable by their owner only."""

from __future__ import annotations

import os
from pathlib import Path


def write(file: Path, content: bytes) -> None:
    """Write a file beside its place, wait for the disk, and move it there. Raises OSError."""
    partial = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        move(partial, file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


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
