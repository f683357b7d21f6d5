"""Who runs on an installation: servers and workers share a lock on a file, and what must be alone wants it for itself.

The system lets go of the lock when a process ends, however it ends. The file names the version of whoever was first, so
that two versions of the program never serve one installation.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from sqlalchemy import Engine, text

from gapcheck import __version__
from gapcheck.config import Settings

FILE = "running.lock"
#: Seconds that a start waits for another start.
_PATIENCE = 3.0
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class SomebodyRuns(Exception):
    """A server or worker runs on the installation; or something that must be alone does."""


class OtherVersionRuns(Exception):
    """A server or worker of another version runs on the installation. ``version`` names it."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Be there as a server or worker, together with others of this version.

    In a folder that cannot be written to nothing is locked: nothing that changes is there, no database either. Raises
    OtherVersionRuns, and SomebodyRuns while the installation is being moved or restored.
    """
    try:
        file = _file(settings)
    except OSError:
        yield
        return
    with file:
        if _lock(file, alone=True):
            file.truncate()
            file.write(__version__)
            file.flush()
        _lock_with_others(file)
        file.seek(0)
        version = file.read(40)
        if version != __version__:
            raise OtherVersionRuns(version)
        yield


@contextmanager
def alone(settings: Settings, engine: Engine | None = None) -> Iterator[None]:
    """Keep servers and workers from starting meanwhile. Raises SomebodyRuns where one is there.

    With the engine of a PostgreSQL database those on other machines are noticed too, by their connections.
    """
    with _file(settings) as file:
        if not _lock(file, alone=True) or (engine is not None and _connected(engine)):
            raise SomebodyRuns
        yield


def _connected(engine: Engine) -> bool:
    if engine.dialect.name != "postgresql":
        return False
    engine.dispose()  # our own idle connections, which the server takes a moment to forget
    deadline = time.monotonic() + _PATIENCE
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(_OTHERS):
            if time.monotonic() > deadline:
                return True
            time.sleep(0.05)
    return False


def _file(settings: Settings) -> IO[str]:
    descriptor = os.open(settings.instance / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    return os.fdopen(descriptor, "r+", encoding="utf-8")


def _lock_with_others(file: IO[str]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _lock(file, alone=False):  # another one that starts has it alone for a moment
        if time.monotonic() > deadline:
            raise SomebodyRuns
        time.sleep(0.02)


def _lock(file: IO[str], *, alone: bool) -> bool:
    """Lock the file, for ourselves or with others; False where another's lock stands against it."""
    import fcntl  # not on Windows, where nothing is served

    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
