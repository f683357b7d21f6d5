"""Room on the disk: what is begun only while there is plenty, and whether anything can be written at all."""

from __future__ import annotations

import shutil
import tempfile

from gapcheck.config import Settings
from gapcheck.extensions import installation

#: Nothing new is begun below this: what is left belongs to the answers of those who were asked already.
RESERVE = 200 * 1024 * 1024
#: What a look writes and throws away: more than a page of answers, less than anybody notices.
_PROBE = bytes(256 * 1024)


class NoRoom(Exception):
    """The disk is too full to begin something new; what was begun goes on."""


def free(settings: Settings) -> int | None:
    """Bytes that can still be written where the instance lies; None where the system does not say."""
    try:
        return shutil.disk_usage(settings.instance).free
    except OSError:
        return None


def require_reserve() -> None:
    """Raises NoRoom where too little is left to ask new people."""
    left = free(installation().settings)
    if left is not None and left < RESERVE:
        raise NoRoom


def writable(settings: Settings) -> bool:
    """Whether a file can be written in the instance folder now. It has no name there, and leaves nothing behind."""
    try:
        with tempfile.TemporaryFile(dir=settings.instance) as file:
            file.write(_PROBE)
            file.flush()
    except OSError:
        return False
    return True
