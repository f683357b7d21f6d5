"""Opening the database of an address, whichever kind it is of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine

from gapcheck.models import postgresql, sqlite


def options(url: str) -> dict[str, Any]:
    """What an engine for this address is made with. An error of the database never carries what was being stored."""
    if url.startswith("sqlite"):
        return {"hide_parameters": True, "module": sqlite.library()}
    # A connection that the server has closed, at its restart for one, is found out before it is used.
    return {"hide_parameters": True, "isolation_level": postgresql.READING, "pool_pre_ping": True}


def install(engine: Engine) -> None:
    """Make every connection of an engine durable and checked."""
    (postgresql if engine.dialect.name == "postgresql" else sqlite).install(engine)


def engine_of(url: str) -> Engine:
    """An engine of its own for an address. Dispose of it."""
    engine = create_engine(url, **options(url))
    install(engine)
    return engine


def for_writing(engine: Engine) -> dict[str, Any]:
    """The execution options of a transaction that reads and then writes."""
    if engine.dialect.name == "postgresql":
        return {"isolation_level": postgresql.WRITING}
    return {sqlite.IMMEDIATE: True}


class DanglingRows(Exception):
    """A change of the schema left rows that point to nothing; it was rolled back."""


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A transaction that changes the schema: alone, all of it or nothing.

    SQLite rebuilds a table to change it, which its foreign keys would stand against: they are off meanwhile, and looked
    at as a whole before the commit. Raises DanglingRows.
    """
    with engine.connect().execution_options(**for_writing(engine)) as connection:
        if engine.dialect.name == "postgresql":
            with connection.begin():
                postgresql.take_turn(connection)
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise DanglingRows
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
