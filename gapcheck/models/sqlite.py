"""How a SQLite database is opened: a library without the WAL-reset fault, durable commits, foreign keys.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode (fixed in 3.51.3), so an older library gets the rollback
journal. Every mode used here keeps an acknowledged commit through a power cut.
"""

from __future__ import annotations

import sqlite3
import time
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, event

try:
    import pysqlite3.dbapi2 as _library
except ImportError:  # no wheel for this system
    _library = sqlite3

WAL_IS_SAFE_FROM = (3, 51, 3)
#: Milliseconds that a connection waits for another's write.
BUSY_TIMEOUT = 10_000
#: Emptying the log: how long one try waits for readers, in milliseconds, and the pauses before the tries, in seconds.
TRUNCATE_TIMEOUT = 100
TRUNCATE_PAUSES = (0.0, 0.1, 0.2, 0.4)
#: Execution option of a transaction that reads and then writes: it takes the write lock at its start.
IMMEDIATE = "gapcheck_immediate"


def library() -> ModuleType:
    """The DB-API module to hand to SQLAlchemy as ``module``."""
    return _library  # type: ignore[no-any-return]  # the package has no type hints


def journal() -> tuple[str, str]:
    """Journal mode and ``synchronous`` setting for the library in use."""
    version = tuple(int(part) for part in library().sqlite_version.split("."))
    return ("WAL", "FULL") if version >= WAL_IS_SAFE_FROM else ("TRUNCATE", "EXTRA")


def truncate_log(engine: Engine) -> bool:
    """Empty the write-ahead log into the database; False where a reader kept it from that.

    What was deleted stays readable in the log until then. With the rollback journal there is nothing to do. While it
    waits for readers it holds the write lock, so it waits briefly, and lets writers pass between its tries.
    """
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout={TRUNCATE_TIMEOUT}")
        for pause in TRUNCATE_PAUSES:
            time.sleep(pause)
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [(busy, _, _)] = cursor.fetchall()
            if not busy:
                return True
        return False
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        connection.close()


def install(engine: Engine) -> None:
    """Make every connection of a SQLite engine durable and checked, and let SQLAlchemy decide where it begins."""

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        # The driver would begin on its own, and only before a write; `_begin` does it instead.
        connection.isolation_level = None
        mode, synchronous = journal()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT}",
            f"journal_mode={mode}",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(IMMEDIATE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
