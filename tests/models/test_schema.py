"""The migrations make exactly the schema that the models describe, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from gapcheck import config
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Base, opening, sqlite
from gapcheck.services import schema
from tests.postgres import Server

pytestmark = pytest.mark.both_databases


def test_the_migrated_schema_is_that_of_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_checks_of_the_models_are_in_the_migrated_schema(app: Flask) -> None:
    def checks(of: str) -> set[str]:
        return {str(check["name"]) for check in inspector.get_check_constraints(of)}

    inspector = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if c.__visit_name__ == "check_constraint"}
        assert wanted <= checks(table.name), table.name


def test_preparing_twice_changes_nothing(app: Flask, settings: Settings) -> None:
    keys = [settings.secret_file(name).read_bytes() for name in ("key", "secret_key")]
    assert not schema.make_instance(settings)
    assert not schema.bring_up_to_date()
    assert keys == [settings.secret_file(name).read_bytes() for name in ("key", "secret_key")]


def test_keys_and_folders_are_for_their_owner_only(settings: Settings) -> None:
    assert settings.secret_file("key").stat().st_mode & 0o777 == 0o600
    assert settings.instance.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("where", ["GAPCHECK_KEY", "GAPCHECK_KEY_FILE"])
def test_a_key_that_is_kept_elsewhere_gets_no_namesake_in_the_instance(tmp_path: Path, where: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("ab" * 32)
    given = "ab" * 32 if where == "GAPCHECK_KEY" else str(elsewhere)
    settings = config.load({"GAPCHECK_INSTANCE": str(tmp_path / "instance"), where: given})
    schema.make_instance(settings)
    assert [file.name for file in (tmp_path / "instance" / "keys").iterdir()] == ["secret_key"]


@pytest.mark.sqlite_only
def test_every_connection_is_durable_and_checks_foreign_keys(app: Flask) -> None:
    mode, synchronous = sqlite.journal()
    wanted = {
        "journal_mode": mode.lower(),
        "synchronous": {"FULL": 2, "EXTRA": 3}[synchronous],
        "foreign_keys": 1,
        "busy_timeout": sqlite.BUSY_TIMEOUT,
        "secure_delete": 1,
        "trusted_schema": 0,
    }
    for _ in range(3):
        found = {name: db.session.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted}
        assert found == wanted
        db.session.close()


def test_wal_is_used_only_where_the_library_is_safe() -> None:
    version = tuple(map(int, sqlite.library().sqlite_version.split(".")))
    assert (sqlite.journal()[0] == "WAL") == (version >= (3, 51, 3))


@pytest.mark.xdist_group("postgres")
def test_every_connection_to_postgresql_commits_durably_and_waits_for_no_lock_for_ever(postgres: Server) -> None:
    url = postgres.empty()
    postgres.execute("ALTER ROLE gapcheck SET synchronous_commit = off")
    engine = opening.engine_of(url)
    try:
        with engine.connect() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
            assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "10s"
            assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "repeatable read"
    finally:
        engine.dispose()
        postgres.execute("ALTER ROLE gapcheck RESET synchronous_commit")
        postgres.drop(url)
