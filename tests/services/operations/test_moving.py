"""Moving an installation: everything arrives, proven, or nothing does; and the source is only read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, Table, inspect, select, text

from gapcheck.encryption import CannotOpen, Keyring
from gapcheck.extensions import db, installation
from gapcheck.models import Base, opening
from gapcheck.services import audit, canonical
from gapcheck.services.mail import inviting
from gapcheck.services.operations import moving
from gapcheck.services.reports import downloads
from gapcheck.vocabulary import Edition
from tests.acting import Browser, Pair, with_app
from tests.instances import running, settings_at
from tests.postgres import Server

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def target(postgres: Server) -> Iterator[str]:
    """The address of an empty database."""
    url = postgres.empty()
    yield url
    postgres.drop(url)


@pytest.fixture
def filled(pair: Pair, browser: Browser) -> Pair:
    """A pair with a row in most tables: answers, mails, sign-ins, a released report, a second factor."""
    pair.both_submit()
    pair.renders()
    pair.releases()
    with_app(pair.facilitator)
    browser.signs_in(pair.facilitator)
    db.session.close()
    return pair


@pytest.fixture
def answered(pair: Pair) -> Pair:
    """A pair that has begun."""
    pair.answers("cio")
    inviting.invite(pair.facilitator, pair.wave_id)
    db.session.close()
    return pair


def rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {table.name: len(connection.execute(select(table)).all()) for table in Base.metadata.sorted_tables}


def move_to(target: str) -> moving.Copied:
    return moving.move(db.engine, target, installation().keyring)


def test_everything_arrives_and_the_digest_proves_it(app: Flask, filled: Pair, target: str, tmp_path: Path) -> None:
    here = rows(db.engine)
    assert {"user", "wave", "answer", "answer_history", "report", "release", "mail", "audit_event"} <= {
        table for table, count in here.items() if count
    }
    moved = move_to(target)
    assert moved.rows == sum(here.values())
    assert moved.digest == canonical.digest(db.session.connection(), installation().keyring)
    with running(settings_at(tmp_path, target)):
        assert rows(db.engine) == here
        assert canonical.digest(db.session.connection(), installation().keyring) == moved.digest
        assert audit.verify() == []
        assert downloads.download(filled.facilitator, filled.wave_id, Edition.FACILITATOR).content
        filled.retracts()  # and work goes on


def test_and_back_again(answered: Pair, target: str, tmp_path: Path) -> None:
    first = move_to(target)
    engine = opening.engine_of(target)
    back = f"sqlite:///{tmp_path / 'back.db'}"
    assert moving.move(engine, back, installation().keyring) == first
    engine.dispose()
    again = opening.engine_of(back)
    assert rows(again) == rows(db.engine)
    again.dispose()


@pytest.mark.sqlite_only
def test_the_source_is_left_as_it_was(answered: Pair, target: str, tmp_path: Path) -> None:
    db.engine.dispose()
    file = tmp_path / "instance" / "gapcheck.db"
    before = hashlib.sha256(file.read_bytes()).digest()
    move_to(target)
    db.session.remove()
    db.engine.dispose()
    assert hashlib.sha256(file.read_bytes()).digest() == before


def test_a_database_with_anything_in_it_is_refused(pair: Pair, target: str) -> None:
    engine = opening.engine_of(target)
    with opening.migrating(engine) as connection:
        connection.execute(text("CREATE TABLE somebody_elses (id int)"))
    with pytest.raises(moving.TargetNotEmpty):
        move_to(target)
    assert inspect(engine).get_table_names() == ["somebody_elses"]
    engine.dispose()


def test_a_second_move_into_the_same_database_is_refused(pair: Pair, target: str) -> None:
    move_to(target)
    with pytest.raises(moving.TargetNotEmpty):
        move_to(target)


def test_a_database_that_is_not_there_is_refused_with_the_reason(pair: Pair, target: str) -> None:
    with pytest.raises(moving.TargetUnusable) as refused:
        move_to(target.replace("/gapcheck_", "/no_such_"))
    assert "does not exist" in refused.value.said


@pytest.mark.sqlite_only
@pytest.mark.parametrize("what", ["a row", "the digest"])
def test_a_copy_that_differs_is_taken_back_whole(
    answered: Pair, target: str, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    original, digests = moving._pieces, iter(["one", "another"])

    def one_short(connection: Connection, of: Table) -> Iterator[list[moving.Row]]:
        pieces = original(connection, of)
        if connection.dialect.name == "postgresql" and of.name == "mail":
            next(pieces)
        return pieces

    if what == "a row":
        monkeypatch.setattr(moving, "_pieces", one_short)
    else:
        monkeypatch.setattr(canonical, "digest", lambda _connection, _keyring: next(digests))
    with pytest.raises(moving.CopyDiffers) as differs:
        move_to(target)
    assert differs.value.where == ("mail" if what == "a row" else "digest")
    engine = opening.engine_of(target)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_without_the_right_key_nothing_is_moved(answered: Pair, target: str) -> None:
    with pytest.raises(CannotOpen):
        moving.move(db.engine, target, Keyring(bytes(32), "x" * 32))
    engine = opening.engine_of(target)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_progress_reaches_the_end(answered: Pair, target: str) -> None:
    seen: list[tuple[int, int]] = []
    moving.move(db.engine, target, installation().keyring, lambda done, of: seen.append((done, of)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 0
