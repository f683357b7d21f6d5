"""A backup holds what was there at its moment, whatever is written meanwhile, and says so only after a restore."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from gapcheck import clock, jobs
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import AnswerHistory
from gapcheck.services import answering
from gapcheck.services.operations import archive, backups, databases
from gapcheck.services.operations.manifest import NotUsable
from gapcheck.services.principals import Respondent
from tests.acting import Pair
from tests.instances import running
from tests.services.operations.copies import digest, laid_out_at, restore

CANARY = "Quokkabay"


class Writer(threading.Thread):
    """A respondent who saves one value after the other and counts what was acknowledged."""

    def __init__(self, app: Flask, respondent: Respondent) -> None:
        super().__init__(daemon=True)
        self.app, self.respondent = app, respondent
        self.acknowledged = 0
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            with self.app.app_context():
                answering.save(self.respondent, "SV1", {"cio": 1 + self.acknowledged % 4})
            self.acknowledged += 1


def backups_under_load(app: Flask, settings: Settings, pair: Pair, folder: Path, times: int) -> int:
    """Back up that often while two people save without a pause; how many saves there were."""
    writers = [Writer(app, pair.answers(role)) for role in ("cio", "cso")]
    begun = db.session.query(AnswerHistory).count()
    db.session.close()
    for writer in writers:
        writer.start()
    try:
        for _ in range(times):
            before = begun + sum(writer.acknowledged for writer in writers)
            facts = backups.make(settings, folder).manifest.facts
            after = begun + sum(writer.acknowledged + 1 for writer in writers)
            assert before <= facts.rows["answer_history"] <= after
    finally:
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join()
    return sum(writer.acknowledged for writer in writers)


@pytest.mark.sqlite_only
def test_five_backups_under_writing_load_hold_every_save_acknowledged_before(
    app: Flask, settings: Settings, pair: Pair, tmp_path: Path
) -> None:
    assert backups_under_load(app, settings, pair, tmp_path / "kept", 5) > 10
    assert len(backups.all_in(tmp_path / "kept")) == 5


@pytest.mark.soak
def test_fifty_backups_under_writing_load_hold_every_save_acknowledged_before(
    app: Flask, settings: Settings, pair: Pair, tmp_path: Path
) -> None:
    saves = backups_under_load(app, settings, pair, tmp_path / "kept", 50)
    print(f"{saves} saves during 50 backups")
    for number, (_, file) in enumerate(backups.all_in(tmp_path / "kept")):
        restore(settings, file, tmp_path / f"restored-{number}")


@pytest.mark.sqlite_only
def test_a_restored_backup_has_the_content_of_the_moment_it_was_made(
    app: Flask, settings: Settings, pair: Pair, tmp_path: Path
) -> None:
    pair.both_submit()
    (settings.instance / "instruments" / "own.toml").write_text("# own\n")
    content = digest()
    made = backups.make(settings, tmp_path / "kept")
    pair.renders()
    pair.releases()
    restore(settings, made.file, tmp_path / "restored")
    assert (tmp_path / "restored" / "instruments" / "own.toml").read_text() == "# own\n"
    assert content != digest()
    with running(laid_out_at(settings, tmp_path / "restored")):
        assert digest() == content == made.manifest.facts.digest


@pytest.mark.sqlite_only
def test_a_copy_of_another_moment_is_never_called_a_backup(
    app: Flask, settings: Settings, pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a plain copy of the file does: it looks whole, and lacks what was saved last."""
    pair.answers("cio")
    db.session.remove()
    db.engine.dispose()
    shutil.copy(settings.instance / "gapcheck.db", tmp_path / "earlier.db")
    pair.answers("cso")
    original = databases._copy_sqlite

    def plain_copy(engine: Engine, target: Path, *rest: Any) -> databases.Moment:
        found = original(engine, target, *rest)
        shutil.copy(tmp_path / "earlier.db", target)
        return found

    monkeypatch.setattr(databases, "_copy_sqlite", plain_copy)
    with pytest.raises(NotUsable) as refused:
        backups.make(settings, tmp_path / "kept")
    assert refused.value.reason == "differs"
    assert list((tmp_path / "kept").iterdir()) == []
    assert backups.last(settings) is None


@pytest.mark.sqlite_only
def test_a_backup_shows_no_answer_no_link_and_no_key(
    app: Flask, settings: Settings, pair: Pair, tmp_path: Path
) -> None:
    respondent = pair.answers("cio")
    answering.save(respondent, "SV1", {"cio": 4}, (CANARY, True))
    made = backups.make(settings, tmp_path / "kept")
    with archive._opened(made.file) as packed:
        content = b"".join(packed.read(name) for name in packed.namelist())
    assert b"Northmoor" in content  # the search finds what is there
    secrets = [settings.key, settings.key.hex().encode(), settings.secret_key.encode()]
    for secret in [CANARY.encode(), pair.link("cio").rpartition("/")[2].encode(), *secrets]:
        assert secret not in content
    assert made.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.sqlite_only
def test_when_the_disk_is_full_nothing_is_left_and_the_last_backup_still_counts(
    app: Flask, settings: Settings, pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backups.make(settings, tmp_path / "kept")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.files, "settle", full)
    with pytest.raises(OSError, match="No space"):
        backups.make(settings, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == [first.file]
    assert backups.last(settings).file == first.file


def test_the_newest_of_seven_days_and_of_four_weeks_are_kept_and_none_beyond_35_days() -> None:
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    hourly = [(now - timedelta(hours=6 * step), Path(str(step))) for step in range(4 * 60)]
    kept = sorted(at for at, _ in backups._kept(hourly, now))
    assert [at.date().day for at in kept[-7:]] == [25, 26, 27, 28, 29, 30, 31]
    assert [(at.isocalendar().week, at.isoweekday(), at.hour) for at in kept[:-7]] == [(11, 7, 18), (12, 7, 18)]
    old = [(now - timedelta(days=36), Path("old"))]
    assert backups._kept(old, now) == set()


@pytest.mark.sqlite_only
def test_pruning_deletes_backups_only(app: Flask, settings: Settings, tmp_path: Path) -> None:
    at = clock.now() - timedelta(days=40)
    for name in (f"gapcheck-{at:%Y%m%dT%H%M%S}.zip", "gapcheck-notes.zip", "letter.txt"):
        (tmp_path / name).write_text("x")
    made = backups.make(settings, tmp_path)
    assert [path.name for path in backups.prune(tmp_path)] == [f"gapcheck-{at:%Y%m%dT%H%M%S}.zip"]
    assert {"gapcheck-notes.zip", "letter.txt", made.file.name} <= {path.name for path in tmp_path.iterdir()}


def test_the_worker_deletes_what_is_older_than_respondents_were_told(app: Flask, settings: Settings) -> None:
    folder = settings.instance / backups.FOLDER
    folder.mkdir()
    for days in (34, 36):
        (folder / f"gapcheck-{clock.now() - timedelta(days=days):%Y%m%dT%H%M%S}.zip").touch()
    assert backups.forget_old()
    assert not backups.forget_old()
    assert len(list(folder.iterdir())) == 1
    assert backups.forget_old in [getattr(job, "_job", None) for job in jobs.jobs()]
