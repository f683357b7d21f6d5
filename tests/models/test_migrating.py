"""A change of the schema on a filled database: all of it or nothing, with every row and reference kept."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import DBAPIError

from gapcheck import config, paths
from gapcheck.extensions import db, installation
from gapcheck.models import Base, opening
from gapcheck.services import audit, canonical, schema
from tests.acting import Pair

pytestmark = pytest.mark.both_databases

#: A later step as one may come: a new column, a rebuilt table with references to it and from it, and rows changed.
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.batch_alter_table("occupant") as table:
        table.add_column(sa.Column("phone", sa.String(length=40), nullable=True))
        table.create_check_constraint("phone_is_long", "phone IS NULL OR length(phone) >= 3")
    op.execute("UPDATE occupant SET phone = '000 ' || name")
    with op.batch_alter_table("wave") as table:
        table.alter_column("form", existing_type=sa.String(length=40), type_=sa.String(length=60))


def downgrade():
    with op.batch_alter_table("wave") as table:
        table.alter_column("form", existing_type=sa.String(length=60), type_=sa.String(length=40))
    with op.batch_alter_table("occupant") as table:
        table.drop_constraint(op.f("ck_occupant_phone_is_long"), type_="check")
        table.drop_column("phone")
"""
#: One that takes away what others refer to.
DANGLING = NEXT.replace("    op.execute(", "    op.execute('DELETE FROM seat')\n    op.execute(")


def steps(folder: Path, later: str) -> str:
    """The migrations with one more; their folder."""
    copied = folder / "migrations"
    shutil.copytree(paths.MIGRATIONS, copied, ignore=shutil.ignore_patterns("__pycache__"))
    (copied / "versions" / "0002_next.py").write_text(later)
    return str(copied)


@pytest.fixture
def filled(pair: Pair) -> Pair:
    """A pair of which one has submitted and the other is answering."""
    pair.submits("cio")
    pair.answers("cso")
    db.session.close()
    return pair


def state() -> tuple[str | None, str]:
    """The revision, and the digest of what is stored."""
    db.session.close()
    revision, digest = schema.current(), canonical.digest(db.session.connection(), installation().keyring)
    db.session.close()
    return revision, digest


def test_up_and_down_on_a_filled_database_keeps_every_row(filled: Pair, tmp_path: Path) -> None:
    before = state()
    folder = steps(tmp_path, NEXT)
    upgrade(directory=folder)
    assert schema.current() == "0002"
    assert state()[1] == before[1]
    with db.engine.connect() as connection:
        assert "000 Ana Ferreira" in connection.execute(text("SELECT phone FROM occupant")).scalars().all()
    assert "ck_occupant_phone_is_long" in {
        each["name"] for each in inspect(db.engine).get_check_constraints("occupant")
    }
    assert audit.verify() == []
    assert_guarded()
    downgrade(directory=folder, revision="0001")
    assert state() == before
    assert schema.is_current()
    assert_guarded()


def assert_guarded() -> None:
    """Triggers and references still stand."""
    db.session.close()
    for statement in ("DELETE FROM audit_event", "UPDATE audit_event SET action = 'x'", "DELETE FROM occupant"):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_step_that_leaves_rows_pointing_to_nothing_is_taken_back(filled: Pair, tmp_path: Path) -> None:
    before = state()
    with pytest.raises((opening.DanglingRows, DBAPIError)):
        upgrade(directory=steps(tmp_path, DANGLING))
    assert state() == before
    with pytest.raises(DBAPIError):  # foreign keys are on again
        db.session.execute(text("DELETE FROM seat"))
    db.session.rollback()


def test_taking_everything_back_and_making_it_again_leaves_the_same_schema(filled: Pair) -> None:
    def described() -> dict[str, Any]:
        found = inspect(db.engine)
        return {
            table.name: (
                [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table.name)],
                sorted(str(index["name"]) for index in found.get_indexes(table.name)),
                sorted(str(key["name"]) for key in found.get_foreign_keys(table.name)),
            )
            for table in Base.metadata.sorted_tables
        }

    before = described()
    downgrade(directory=str(paths.MIGRATIONS), revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade(directory=str(paths.MIGRATIONS))
    assert described() == before


def killed_at(statement: int, app: Flask, act: Callable[[], None]) -> bool:
    """Do it in a process that is killed at its so-manieth statement; False where it ended before."""

    def run() -> None:
        seen = 0

        def count(*_arguments: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        with app.app_context():
            db.engine.dispose(close=False)  # the parent's connections are the parent's
            event.listen(db.engine, "before_cursor_execute", count)
            act()
            os._exit(0)

    child = get_context("fork").Process(target=run)
    child.start()
    child.join(120)
    return child.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
def test_a_kill_at_any_statement_leaves_the_old_schema_or_the_new_one(
    filled: Pair, app: Flask, tmp_path: Path, every: int
) -> None:
    before, folder = state(), steps(tmp_path, NEXT)
    db.session.remove()
    db.engine.dispose()
    statement = kills = 0
    while True:
        statement += every
        if not killed_at(statement, app, lambda: upgrade(directory=folder)):
            break
        kills += 1
        assert state() == before
        assert "phone" not in {column["name"] for column in inspect(db.engine).get_columns("occupant")}
        db.engine.dispose()
    assert kills >= 2
    assert schema.current() == "0002"
    assert state()[1] == before[1]
    assert audit.verify() == []


def test_two_servers_that_start_at_once_upgrade_once(
    filled: Pair, app: Flask, settings: config.Settings, tmp_path: Path
) -> None:
    folder = steps(tmp_path, NEXT)
    db.session.remove()
    db.engine.dispose()

    def run() -> None:
        with app.app_context():
            db.engine.dispose(close=False)
            barrier.wait(60)
            upgrade(directory=folder)
            os._exit(0)

    fork = get_context("fork")
    barrier = fork.Barrier(3)
    servers = [fork.Process(target=run) for _ in range(3)]
    for each in servers:
        each.start()
    for each in servers:
        each.join(120)
    assert [each.exitcode for each in servers] == [0, 0, 0]
    assert schema.current() == "0002"


def test_there_is_one_head() -> None:
    assert schema.head() == "0001"
