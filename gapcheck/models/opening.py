"""Opening the database of an address, whichever kind it is of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine

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
