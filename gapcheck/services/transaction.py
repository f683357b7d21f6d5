"""Transactions: the one place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy.orm import Session

from gapcheck.extensions import db
from gapcheck.models import opening, postgresql

#: Where a session keeps what is to be done once it has committed.
_AFTERWARDS = "gapcheck.afterwards"


def reading() -> Session:
    """The session for a read; ends with the request."""
    return cast(Session, db.session())


def drop() -> None:
    """End what the session is in: PostgreSQL answers nothing more in a transaction that had an error.

    What was read stays readable, for the page that says what happened.
    """
    db.session.close()


@contextmanager
def writing(scope: str | None = None) -> Iterator[Session]:
    """A transaction that reads and then writes; commits at its end, and rolls back on any exception.

    Whatever the session held before is dropped first: what is decided inside is decided on what is read inside, and
    nobody else writes meanwhile. On SQLite the write lock is taken at the start, since a read that turns into a write
    fails at once under load; on PostgreSQL it is a turn (models.postgresql).

    ``scope`` is for what happens often and to one object: it names that object, and transactions with other scopes may
    run beside this one where the database can do that. One without a scope runs alone, so a scope is right where all
    that is written belongs to the object, and what else is read only changes in transactions without one.
    """
    session = cast(Session, db.session())
    session.close()
    session.info[_AFTERWARDS] = []
    try:
        _begin(session, scope)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    for act in session.info.pop(_AFTERWARDS):
        act()


def afterwards(session: Session, act: Callable[[], None]) -> None:
    """Call ``act`` once what ``session`` writes is durable, and never where it is rolled back.

    For what this process remembers of it: forgotten any sooner, another thread reads the former state back into memory.
    """
    session.info[_AFTERWARDS].append(act)


def _begin(session: Session, scope: str | None) -> None:
    connection = session.connection(execution_options=opening.for_writing(db.engine))
    if connection.dialect.name == "postgresql":
        postgresql.take_turn(connection, scope)
