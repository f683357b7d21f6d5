"""The audit trail: only ever added to, and any change of any byte of it is found."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gapcheck.extensions import db
from gapcheck.models import AuditEvent, opening, sqlite
from gapcheck.services import audit
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing
from tests.acting import Pair, make_facilitator

pytestmark = pytest.mark.both_databases

COLUMNS = ("workspace_id", "seq", "at", "actor", "action", "object", "hash")


def tamper(statement: str, **values: object) -> None:
    """Change the table as somebody with the whole database would: without its triggers."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        with opening.migrating(db.engine) as connection:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only"))
            connection.execute(text(statement), values)
            connection.execute(text("ALTER TABLE audit_event ENABLE TRIGGER audit_event_append_only"))
        return
    driver = db.engine.raw_connection()
    try:
        cursor = driver.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement, values)
        for _, sql in triggers:
            cursor.execute(sql)
        cursor.execute("PRAGMA foreign_keys=ON")
    finally:
        driver.close()


@pytest.fixture
def chain(facilitator: Facilitator) -> Iterator[Facilitator]:
    """A workspace with a few events, and another beside it."""
    make_facilitator("Another Firm", "otto@another.example")
    with writing() as session:
        for seat in ("one", "two", "three"):
            audit.record(session, facilitator.workspace_id, facilitator.actor, "new link", f"seat:{seat}")
    yield facilitator
    db.session.rollback()


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_or_delete_an_event(chain: Facilitator, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.execute(text(statement))


def test_an_untouched_trail_is_whole(chain: Facilitator) -> None:
    assert audit.verify() == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize("column", COLUMNS)
def test_any_changed_byte_of_any_row_is_found_and_its_row_is_named(chain: Facilitator, column: str) -> None:
    tried = 0
    for seq in range(1, 6):
        where = f"workspace_id = '{chain.workspace_id}' AND seq = {seq}"
        length = db.session.execute(text(f"SELECT length(CAST({column} AS BLOB)) FROM audit_event WHERE {where}"))
        for position in range(length.scalar_one()):
            for bit in (0x01, 0x80) if position == 0 else (0x01,):  # 0x80: no text at all
                if flipped(column, where, position, bit):
                    tried += 1
    assert tried > 4


def flipped(column: str, where: str, position: int, bit: int) -> bool:
    """Flip one bit, see that it is found, put it back; False where the database cannot even hold it."""
    changes = f"UPDATE audit_event SET {column} ="  # a column's name from the list above
    kept = db.session.execute(text(f"SELECT {column}, typeof({column}) AS kind, rowid FROM audit_event WHERE {where}"))
    value, kind, rowid = kept.one()
    data = value if isinstance(value, bytes) else str(value).encode()
    changed = bytes([*data[:position], data[position] ^ bit, *data[position + 1 :]])
    try:
        tamper(f"{changes} CAST(:new AS {kind}) WHERE rowid = :row", new=changed, row=rowid)
    except sqlite.library().IntegrityError:  # two events of one number
        return False
    broken = audit.verify()
    tamper(f"{changes} CAST(:old AS {kind}) WHERE rowid = :row", old=data, row=rowid)
    assert broken, (column, where, position, bit)
    return True


def test_the_first_broken_event_is_named(chain: Facilitator) -> None:
    tamper("UPDATE audit_event SET object = 'seat:other' WHERE workspace_id = :w AND seq = 4", w=chain.workspace_id)
    assert audit.verify() == [audit.Broken(chain.workspace_id, 4)]


def test_a_row_that_is_missing_in_the_middle_is_found(chain: Facilitator) -> None:
    tamper("DELETE FROM audit_event WHERE workspace_id = :w AND seq = 3", w=chain.workspace_id)
    assert audit.verify() == [audit.Broken(chain.workspace_id, 3)]


def test_rows_cut_off_at_the_end_show_against_a_kept_log(chain: Facilitator) -> None:
    with structlog.testing.capture_logs() as logged:
        audit.log_heads()
    log = io.StringIO("a line of something else\n" + "\n".join(json.dumps(line) for line in logged))
    anchors = list(audit.read_anchors(log))
    assert {anchor.workspace_id for anchor in anchors} > {chain.workspace_id}
    assert audit.verify(anchors) == []
    tamper("DELETE FROM audit_event WHERE workspace_id = :w AND seq >= 3", w=chain.workspace_id)
    assert audit.verify() == []
    assert audit.verify(anchors) == [audit.Broken(chain.workspace_id, 5)]


def test_rows_cut_off_at_the_end_show_against_an_earlier_export(chain: Facilitator) -> None:
    exported = [json.dumps(event) for event in audit.export()]
    tamper("DELETE FROM audit_event WHERE workspace_id = :w AND seq >= 4", w=chain.workspace_id)
    assert audit.verify(audit.read_anchors(exported)) == [audit.Broken(chain.workspace_id, 4)]


def test_the_trail_holds_ids_and_never_an_address_a_name_or_a_link(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    told = "\n".join(json.dumps(event) for event in audit.export())
    for secret in ("northmoor", "halloran", "Ferreira", "Okafor", "gc1_", "@"):
        assert secret not in told


def test_two_hundred_appends_at_once_make_one_chain(app: Flask, facilitator: Facilitator) -> None:
    before = len(list(audit.export()))
    db.session.close()
    together = threading.Barrier(20)
    failed: list[Exception] = []

    def appends() -> None:
        together.wait()
        try:
            with app.app_context():
                for _ in range(10):
                    with writing() as session:
                        audit.record(session, facilitator.workspace_id, facilitator.actor, "new link", "seat:one")
                db.session.remove()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=appends) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert audit.verify() == []
    numbers = [event.seq for event in db.session.query(AuditEvent).filter_by(workspace_id=facilitator.workspace_id)]
    assert sorted(numbers) == list(range(1, before + 201))
