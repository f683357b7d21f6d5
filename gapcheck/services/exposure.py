"""Files that others on this machine can read, or that lie where the web server serves them: a reason not to start."""

from __future__ import annotations

import os
from pathlib import Path

from gapcheck import paths
from gapcheck.config import Settings, older_key_files

_OTHERS = 0o077


def exposed(settings: Settings) -> list[Path]:
    """The database and key files that somebody but their owner can read or write."""
    return [path for path in _secret_files(settings) if path.exists() and path.stat().st_mode & _OTHERS]


def served(settings: Settings) -> list[Path]:
    """The database and key files that lie in the folder of static files."""
    return [path for path in _secret_files(settings) if path.resolve().is_relative_to(paths.STATIC)]


def database_file(settings: Settings) -> Path | None:
    """The file of a SQLite database; None for another database."""
    name = settings.database_url.removeprefix("sqlite:///")
    return Path(name) if settings.uses_sqlite and name and name != ":memory:" else None


def _secret_files(settings: Settings) -> list[Path]:
    found = [settings.secret_file("secret_key")]
    if settings.key_file is not None:
        found += [settings.key_file, *older_key_files(settings.key_file)]
    database = database_file(settings)
    if database is not None:
        found += [database, *(Path(f"{database}{ending}") for ending in ("-wal", "-shm", "-journal"))]
    return found if os.name == "posix" else []
