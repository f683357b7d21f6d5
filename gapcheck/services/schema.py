"""The instance folder and the database's schema: made, upgraded, and refused where unknown."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DatabaseError, DBAPIError

from gapcheck import paths
from gapcheck.config import Settings
from gapcheck.extensions import db, migrate


class SchemaUnknown(Exception):
    """The database was written by a newer version of the program, or by something else."""


class SchemaOutdated(Exception):
    """The database was written by an older version of the program, or by none yet."""


class DatabaseUnreachable(Exception):
    """There is no database at the configured address, or it lets nobody in. ``said`` is the driver's first line."""

    def __init__(self, said: str) -> None:
        super().__init__("database unreachable")
        self.said = said


def make_instance(settings: Settings) -> bool:
    """Make the instance folder with its keys, readable by the owner only; True where a key was made.

    A key that is configured elsewhere gets no namesake here, which could be taken for it.
    """
    os.umask(0o077)
    for folder in (settings.instance, settings.instance / "keys", settings.instance / "instruments"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.secret_file("").chmod(0o700)
    names = ["secret_key", "key"] if settings.key_file == settings.secret_file("key") else ["secret_key"]
    made = [_make_secret(settings.secret_file(name)) for name in names]
    return any(made)


def _make_secret(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return True


def head() -> str:
    """The revision that this version of the program needs."""
    return str(ScriptDirectory(str(paths.MIGRATIONS)).get_current_head())


def current() -> str | None:
    """The database's revision; None for an empty database. Raises DatabaseUnreachable."""
    try:
        with db.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as error:  # also of a file that is no database
        raise DatabaseUnreachable(said(error)) from None


def said(error: DBAPIError) -> str:
    """What a driver says of an error, in its first line."""
    return (str(error.orig).strip().splitlines() or ["no reason given"])[0]


def is_current() -> bool:
    """True where the database has the schema that this version needs. Raises DatabaseUnreachable."""
    return current() == head()


def require_current() -> None:
    """Raises SchemaUnknown, SchemaOutdated and DatabaseUnreachable."""
    found = current()
    if found != head():
        raise SchemaOutdated if _is_known(found) else SchemaUnknown


def _is_known(revision: str | None) -> bool:
    known = {script.revision for script in ScriptDirectory(str(paths.MIGRATIONS)).walk_revisions()}
    return revision is None or revision in known


def require_known(revision: str) -> None:
    """Raises SchemaUnknown for a schema that this version does not know how to upgrade."""
    if not _is_known(revision):
        raise SchemaUnknown(revision)


def bring_up_to_date() -> bool:
    """Make the schema, or upgrade it where it is older; True where something was done. Back up before.

    Raises SchemaUnknown for a database that a newer version wrote, and DatabaseUnreachable.
    """
    found = current()
    if found == head():
        return False
    if found is not None:
        require_known(found)
    # Not through Flask-Migrate, which ends the process where a step fails.
    command.upgrade(migrate.get_config(str(paths.MIGRATIONS)), "head")
    return True
