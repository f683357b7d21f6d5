"""Transactions: the one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy.orm import Session

from gapcheck.extensions import db
from gapcheck.models.sqlite import IMMEDIATE


def reading() -> Session:
    """The session for a read; ends with the request."""
    return cast(Session, db.session())


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction that reads and then writes; commits at its end, and rolls back on any exception.

    Whatever the session held before is dropped first: what is decided inside is decided on what is read inside. On
    SQLite the write lock is taken at the start, since a read that turns into a write fails at once under load.
    """
    session = cast(Session, db.session())
    session.close()
    session.connection(execution_options={IMMEDIATE: True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
