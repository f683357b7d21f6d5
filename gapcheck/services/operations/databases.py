"""Copies of a whole database, and what a database held at one moment.

SQLite is copied by its own backup call within one reading transaction, so what is counted and what is copied are the
same moment, however much is written meanwhile: a plain copy of the file loses commits and looks whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, select
from sqlalchemy import table as named_table
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import count

from gapcheck.config import Settings
from gapcheck.encryption import CannotOpen, Keyring, key_id
from gapcheck.models import Engagement, sqlite
from gapcheck.services import audit, canonical, ledger, schema
from gapcheck.services.operations import postgresql
from gapcheck.services.operations.manifest import Facts, NotUsable

#: The name of the database in an archive, by its kind.
NAMES = {"sqlite": "gapcheck.db", "postgresql": "gapcheck.pgdump"}
#: Pages of SQLite that are copied between two looks at the progress.
_PAGES = 2_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a copy holds; with the fingerprints of the keys that it needs, and the ledger of what had ended."""

    facts: Facts
    keys: tuple[str, ...]
    ended: tuple[ledger.Line, ...]


def kind(settings: Settings) -> str:
    """``sqlite`` or ``postgresql``."""
    return "sqlite" if settings.uses_sqlite else "postgresql"


def copy(settings: Settings, engine: Engine, target: Path, keyring: Keyring, progress: Progress) -> Moment:
    """Copy the whole database into a file, and say what it held at that moment, however much is written meanwhile.

    Raises NotUsable, OSError, SQLAlchemyError and, for PostgreSQL, ProgramFailed.
    """
    if settings.uses_sqlite:
        return _copy_sqlite(engine, target, keyring, progress)
    return postgresql.copy(settings.database_url, engine, target, lambda connection: _moment(connection, keyring))


def compare(settings: Settings, file: Path, wanted: Facts, keyring: Keyring) -> None:
    """Open a copy and compare it with what it should hold. Raises NotUsable."""
    if settings.uses_sqlite:
        with opened(file) as connection:
            require_equal(facts(connection, keyring), wanted)
        return
    with postgresql.loaded(settings.database_url, file) as connection:
        require_equal(facts(connection, keyring), wanted)


def require_equal(found: Facts, wanted: Facts) -> None:
    """Raises NotUsable where a copy does not hold what its manifest says."""
    if found.schema != wanted.schema:
        raise NotUsable("differs", what="the schema")
    for table in sorted({*found.rows, *wanted.rows}):
        if found.rows.get(table) != wanted.rows.get(table):
            raise NotUsable("differs", what=f"the number of rows of {table}")
    if found.digest != wanted.digest:
        raise NotUsable("differs", what="the content")
    if found.heads != wanted.heads:
        raise NotUsable("differs", what="the audit trail")


def facts(connection: Connection, keyring: Keyring) -> Facts:
    """What the database holds as this transaction sees it. Raises NotUsable where a value does not open."""
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    rows = {
        name: connection.scalar(select(count()).select_from(named_table(name))) or 0
        for name in sorted(inspect(connection).get_table_names())
    }
    if revision != schema.head():
        return Facts(revision, rows, None, {})
    try:
        digest = canonical.digest(connection, keyring)
    except CannotOpen as error:
        raise NotUsable("unreadable", table=str(error)) from error
    heads = {workspace_id: (seq, newest.hex()) for workspace_id, seq, newest in connection.execute(audit.heads())}
    return Facts(revision, rows, digest, heads)


def _moment(connection: Connection, keyring: Keyring) -> Moment:
    found = facts(connection, keyring)
    if found.digest is None:
        return Moment(found, (), ())
    keys = {key_id(sealed) for sealed in connection.scalars(select(Engagement.sealed_key))}
    with Session(connection) as session:
        return Moment(found, tuple(sorted(keys)), tuple(ledger.ended(session)))


def _copy_sqlite(engine: Engine, target: Path, keyring: Keyring, progress: Progress) -> Moment:
    def told(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    target.touch(mode=0o600)
    copy: Any = sqlite.library().connect(str(target))
    try:
        with engine.connect() as connection:
            found = _moment(connection, keyring)  # the first read of the transaction is the moment of the copy
            driver: Any = connection.connection.driver_connection
            driver.backup(copy, pages=_PAGES, progress=told, sleep=0)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
    return found


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """A reading connection to a SQLite file that nobody else uses. Raises NotUsable for a file at fault."""
    engine = create_engine(f"sqlite:///{file}", module=sqlite.library(), hide_parameters=True)
    try:
        with engine.connect() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                raise NotUsable("changed", file=file.name)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise NotUsable("changed", file=file.name)
            yield connection
    finally:
        engine.dispose()
