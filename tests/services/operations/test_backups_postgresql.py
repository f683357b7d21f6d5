"""On PostgreSQL a backup is its own dump of one snapshot, loaded into a database beside and compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from gapcheck.app import create_app
from gapcheck.config import Settings
from gapcheck.extensions import db, installation
from gapcheck.services.operations import backups, postgresql, restoring
from gapcheck.services.operations.manifest import NotUsable
from tests.acting import Pair
from tests.postgres import Server
from tests.services.operations.copies import digest

pytestmark = pytest.mark.postgresql_only


def test_a_backup_comes_back_into_an_empty_database_and_into_no_other(
    app: Flask, settings: Settings, pair: Pair, postgres: Server, tmp_path: Path
) -> None:
    pair.both_submit()
    postgres.execute("ALTER ROLE gapcheck CREATEDB")
    content = digest()
    db.session.close()
    made = backups.make(settings, tmp_path / "kept")
    assert (made.manifest.database, made.manifest.facts.digest) == ("postgresql", content)
    keyring = installation().keyring
    with (
        pytest.raises(NotUsable, match="in_use"),
        restoring.laid_out(settings, made.file, tmp_path / "second", keyring),
    ):
        raise AssertionError("the live database was taken for an empty one")
    empty = replace(settings, database_url=postgres.empty())
    with (
        restoring.laid_out(empty, made.file, tmp_path / "second", keyring) as restored,
        create_app(restored).app_context(),
    ):
        restoring.clear([])
        assert digest() == content
        db.engine.dispose()
    assert sorted(path.name for path in (tmp_path / "second").iterdir()) == ["instruments", "keys"]
    postgres.drop(empty.database_url)


def test_without_the_right_to_make_a_database_nothing_is_called_a_backup(
    app: Flask, settings: Settings, pair: Pair, postgres: Server, tmp_path: Path
) -> None:
    postgres.execute("ALTER ROLE gapcheck NOCREATEDB")
    with pytest.raises(postgresql.ProgramFailed) as failed:
        backups.make(settings, tmp_path / "kept")
    assert failed.value.program == "createdb"
    assert "permission denied" in failed.value.said
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgresql.ProgramFailed) as failed:
        postgresql.load(settings.database_url, tmp_path / "x")
    assert (failed.value.program, failed.value.said) == ("pg_restore", "is not installed")
