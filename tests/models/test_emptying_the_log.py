"""Emptying the write-ahead log waits for readers only briefly: while it waits, nobody can save."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from gapcheck.extensions import db
from gapcheck.models import sqlite


def test_a_reader_keeps_the_log_full_and_nobody_waits_for_long(app: Flask) -> None:
    with db.engine.connect() as writer:
        writer.execute(text("CREATE TABLE note (words TEXT)"))
        writer.commit()
    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM note")).all()
        with db.engine.connect() as writer:
            writer.execute(text("INSERT INTO note VALUES ('later')"))
            writer.commit()
        emptied = sqlite.truncate_log(db.engine)
        assert emptied == (sqlite.journal()[0] != "WAL")
        reader.rollback()
    assert sqlite.truncate_log(db.engine)
    with db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == sqlite.BUSY_TIMEOUT
    assert sqlite.TRUNCATE_TIMEOUT * len(sqlite.TRUNCATE_PAUSES) < sqlite.BUSY_TIMEOUT / 10
