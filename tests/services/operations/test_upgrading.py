"""An upgrade leaves the new schema with every answer, or the old one as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect

from gapcheck import paths
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.services import answering, schema
from gapcheck.services.operations import backups, upgrading
from tests.acting import Pair

NEXT = '''
"""The schema after this one, as a later version would bring it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("company", sa.Column("colour", sa.String(20)))
    {harm}
'''


@pytest.fixture
def later(app: Flask, pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The program of a later version: a function that gives it one more step, with what goes wrong in it."""
    pair.answers("cio")
    db.session.remove()
    migrations = tmp_path / "migrations"
    shutil.copytree(paths.MIGRATIONS, migrations)

    def step(harm: str = "pass") -> None:
        (migrations / "versions" / "0002_next.py").write_text(NEXT.format(harm=harm))

    monkeypatch.setattr(paths, "MIGRATIONS", migrations)
    return step


def columns() -> set[str]:
    return {column["name"] for column in inspect(db.engine).get_columns("company")}


@pytest.mark.sqlite_only
def test_an_upgrade_makes_a_backup_first_and_keeps_every_answer(
    app: Flask, settings: Settings, pair: Pair, later, monkeypatch: pytest.MonkeyPatch
) -> None:
    later()
    made = upgrading.upgrade(settings)
    assert made is not None
    assert made.file.parent == settings.instance / backups.FOLDER
    assert made.manifest.facts.schema == "0001"
    assert (schema.current(), "colour" in columns()) == ("0002", True)
    assert answering.questionnaire(pair.respondent("cio")).value("SV1", "cio") == 4
    assert upgrading.upgrade(settings) is None


HARM = {
    "breaks off": "raise RuntimeError('half-way')",
    "loses answers": "op.execute('DELETE FROM answer_history'); op.execute('DELETE FROM answer')",
    "damages answers": "op.execute(\"UPDATE answer SET item = 'XX1'\")",
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("harm", HARM.values(), ids=list(HARM))
def test_an_upgrade_that_goes_wrong_leaves_the_database_as_it_was(
    app: Flask, settings: Settings, pair: Pair, later, harm: str
) -> None:
    later(harm)
    with pytest.raises(upgrading.UpgradeFailed) as failed:
        upgrading.upgrade(settings)
    assert failed.value.put_back
    assert failed.value.backup.exists()
    assert (schema.current(), "colour" in columns()) == ("0001", False)
    assert answering.questionnaire(pair.respondent("cio")).value("SV1", "cio") == 4


def test_what_cannot_be_backed_up_is_not_changed(
    app: Flask, settings: Settings, later, monkeypatch: pytest.MonkeyPatch
) -> None:
    later()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups.archive, "write", full)
    with pytest.raises(OSError, match="No space"):
        upgrading.upgrade(settings)
    assert schema.current() == "0001"


def test_a_disk_without_room_stops_an_upgrade_before_it_begins(
    app: Flask, settings: Settings, later, monkeypatch: pytest.MonkeyPatch
) -> None:
    later()
    monkeypatch.setattr("gapcheck.services.disk.free", lambda _settings: 1)
    with pytest.raises(upgrading.NotFit) as unfit:
        upgrading.upgrade(settings)
    assert [finding.name for finding in unfit.value.findings] == ["disk"]
    assert not (settings.instance / backups.FOLDER).exists()
    assert schema.current() == "0001"


@pytest.mark.sqlite_only
def test_a_database_of_a_newer_version_is_refused(
    app: Flask, settings: Settings, later, monkeypatch: pytest.MonkeyPatch
) -> None:
    later()
    upgrading.upgrade(settings)
    (paths.MIGRATIONS / "versions" / "0002_next.py").unlink()
    with pytest.raises(schema.SchemaUnknown):
        upgrading.upgrade(settings)
