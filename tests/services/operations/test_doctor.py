"""The doctor finds each thing that can be wrong, says what to do, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from gapcheck import clock, paths
from gapcheck.config import Settings
from gapcheck.encryption import Keyring
from gapcheck.extensions import Installation, db
from gapcheck.models import Engagement
from gapcheck.services import disk
from gapcheck.services.mail import pausing
from gapcheck.services.operations import backups, doctor, escrow, rotation
from gapcheck.services.operations.doctor import Finding, Level, data, machine, site
from gapcheck.services.transaction import writing
from tests.acting import Pair
from tests.services.operations.copies import digest


def found(app: Flask, settings: Settings, level: Level = Level.WRONG) -> dict[str, str]:
    """The findings of a level, by name; the last of each."""
    return {each.name: each.said for each in doctor.examine(settings, app) if each.level is level}


def only(findings: Iterator[Finding]) -> Finding:
    """The one finding of a check."""
    [finding] = findings
    return finding


def test_nothing_is_wrong_with_an_installation_in_use_and_looking_changes_nothing(
    app: Flask, settings: Settings, pair: Pair
) -> None:
    pair.both_submit()
    pair.renders()
    before = digest()
    app.debug = False
    assert found(app, settings) == {}
    assert digest() == before
    assert set(found(app, settings, Level.OK)) >= {"database", "disk", "integrity", "schema", "key", "audit trail"}


def test_each_check_that_breaks_off_is_a_finding_and_the_next_one_runs(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_settings: Settings) -> Iterator[Finding]:
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(doctor, "VITAL", (breaks, machine.room))
    assert [(each.name, each.level) for each in doctor.vital(settings)] == [("breaks", "wrong"), ("disk", "ok")]


@pytest.mark.sqlite_only
def test_a_setting_of_the_database_that_costs_answers_is_found(app: Flask, settings: Settings) -> None:
    def faster(connection: object, *_rest: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    event.listen(db.engine, "checkout", faster)
    try:
        assert "PRAGMA synchronous is 0 and should be" in found(app, settings)["database"]
    finally:
        event.remove(db.engine, "checkout", faster)


def test_an_old_library_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "version", lambda _name: "3.1.2")
    said = {each.said for each in machine.versions(settings) if each.level is Level.WRONG}
    assert any("flask is 3.1.2; 3.1.3 mends a weakness" in each for each in said)


def test_fonts_that_were_not_made_are_found(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paths, "FONTS", tmp_path / "not made")
    said = [each.said for each in machine.report_needs(settings) if each.level is Level.WRONG]
    assert said == ["A PDF needs the report's own fonts. Make them with: python -m gapcheck.report.cuts"]


@pytest.mark.parametrize(
    ("left", "level"), [(None, "wrong"), (disk.RESERVE - 1, "wrong"), (machine.PLENTY - 1, "note"), (1 << 40, "ok")]
)
def test_how_full_the_disk_is_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, left: int | None, level: str
) -> None:
    monkeypatch.setattr(disk, "free", lambda _settings: left)
    assert only(machine.room(settings)).level == level


def test_a_database_on_a_file_system_of_another_machine_is_found(settings: Settings, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    lines = ["24 1 8:1 / / rw - ext4 /dev/sda1 rw", f"31 24 0:45 / {tmp_path}\\040x rw - tmpfs none rw"]
    mounts.write_text("\n".join([*lines, f"32 24 0:46 / {tmp_path} rw,relatime shared:5 - nfs4 server:/x rw"]))
    assert machine._file_system_of(tmp_path / "instance", mounts) == "nfs4"
    assert machine._file_system_of(tmp_path.parent, mounts) == "ext4"
    assert machine._file_system_of(tmp_path, tmp_path / "nowhere") is None
    assert "nfs4".startswith(machine.NETWORK)
    assert not "ext4".startswith(machine.NETWORK)


def test_an_answer_that_was_moved_to_another_row_is_found(app: Flask, settings: Settings, pair: Pair) -> None:
    pair.answers("cio")
    with writing() as session:
        session.execute(text("UPDATE answer SET item = 'CC4'"))
    assert "does not open" in found(app, settings)["key"]


def test_a_key_that_is_not_here_is_found(
    app: Flask, settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "gapcheck", Installation(settings, Keyring(bytes(32), "s" * 64)))
    assert pair.engagement_id in found(app, settings)["key"]


def test_work_left_by_a_rotation_and_a_spent_key_are_noted(app: Flask, settings: Settings, pair: Pair) -> None:
    assert settings.key is not None
    before, done = Keyring(settings.key, "s" * 64), rotation.rotate(settings)
    assert str(done.kept) in " ".join(each.said for each in data.keys(settings))
    with writing() as session:  # as a server that was started before the rotation would add one
        engagement = session.get_one(Engagement, pair.engagement_id)
        engagement.sealed_key = before.new_engagement_key(engagement.workspace_id, engagement.id)
    assert "Engagements sealed with an older key: 1. Run `gapcheck key rotate`." in {
        each.said for each in data.keys(settings)
    }


def test_a_copy_of_the_key_counts_once_it_has_been_compared(settings: Settings, app: Flask, tmp_path: Path) -> None:
    fingerprint = app.extensions["gapcheck"].keyring.fingerprint
    copy = tmp_path / "copy"
    for content, own in (("nonsense", None), ("ab" * 32, Keyring(bytes.fromhex("ab" * 32), "s" * 32).fingerprint)):
        copy.write_text(content)
        with pytest.raises(escrow.NotTheKey) as refused:
            escrow.check(settings, copy, fingerprint)
        assert refused.value.fingerprint == own
    assert escrow.checked(settings, fingerprint) is None
    copy.write_bytes(settings.secret_file("key").read_bytes())
    escrow.check(settings, copy, fingerprint)
    assert escrow.checked(settings, fingerprint) is not None
    assert escrow.checked(settings, "another") is None
    assert not any("check COPY" in each.said for each in data.keys(settings))


@pytest.mark.sqlite_only
def test_a_changed_trail_and_a_clock_that_went_back_are_found(app: Flask, settings: Settings, pair: Pair) -> None:
    assert settings.clock_file is not None
    settings.clock_file.write_text("-3600")
    assert "Set the clock right" in found(app, settings)["clock"]
    settings.clock_file.write_text("0")
    with writing() as session:
        session.execute(text("DROP TRIGGER audit_event_no_update"))
        session.execute(text("UPDATE audit_event SET action = 'read' WHERE seq = 2"))
    assert "event 2 was changed" in found(app, settings)["audit trail"]


@pytest.mark.sqlite_only
def test_the_age_of_the_last_backup_is_told(app: Flask, settings: Settings, pair: Pair, tmp_path: Path) -> None:
    assert settings.clock_file is not None
    later: Callable[[int], object] = lambda days: settings.clock_file.write_text(str(days * 86_400))  # noqa: E731  # one line
    assert only(data.backup(settings)).level == "note"
    later(8)
    assert only(data.backup(settings)).level == "wrong"
    backups.make(settings, tmp_path / "kept")
    assert only(data.backup(settings)).level == "ok"
    for days, level in ((11, "note"), (16, "wrong")):
        later(days)
        assert only(data.backup(settings)).level == level


def test_what_is_stuck_failed_or_paused_is_told(app: Flask, settings: Settings, pair: Pair) -> None:
    pair.both_submit()
    with writing() as session:
        pausing.pause(session)
    assert settings.clock_file is not None
    settings.clock_file.write_text(str(timedelta(hours=1).total_seconds()))
    said = " ".join(each.said for each in data.queue(settings))
    assert "no worker takes it" in said
    assert "gapcheck mail resume" in said


def test_files_that_nothing_belongs_to_are_named(settings: Settings, app: Flask) -> None:
    lost = [
        settings.instance / name
        for name in ("reports/gone/report.pdf", "outbox/1.part", "backups/.gapcheck-x/db", "gapcheck.db.failed-upgrade")
    ]
    for path in lost:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    said = " ".join(each.said for each in data.left_over_files(settings))
    assert all(name in said for name in ("reports/gone ", "1.part", ".gapcheck-x", "failed-upgrade"))


@pytest.mark.parametrize(
    ("base_url", "level"),
    [("http://127.0.0.1:8000", "note"), ("http://gapcheck.example", "wrong"), ("https://127.0.0.2:1", "note")],
)
def test_an_address_without_tls_is_wrong(settings: Settings, base_url: str, level: str) -> None:
    assert only(site.address(replace(settings, base_url=base_url))).level == level


def test_a_mail_server_that_does_not_answer_is_wrong(settings: Settings) -> None:
    assert only(site.mail(settings)).level == "note"
    assert only(site.mail(replace(settings, smtp_url="smtp://127.0.0.1:1"))).level == "wrong"


def test_debug_mode_and_foreign_hosts_are_wrong(app: Flask, settings: Settings) -> None:
    app.debug = True
    app.config["TRUSTED_HOSTS"] = None
    said = [each.said for each in site.application(settings, app) if each.level is Level.WRONG]
    assert len(said) == 2
    app.debug = False
    assert clock.now() is not None


@pytest.mark.sqlite_only
def test_an_old_schema_and_a_damaged_file_are_found(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.schema, "head", lambda: "9999")
    assert "gapcheck upgrade" in found(app, settings)["schema"]
    db.session.remove()
    db.engine.dispose()
    file = settings.instance / "gapcheck.db"
    content = bytearray(file.read_bytes())
    content[8192:12288] = bytes(4096)
    file.write_bytes(content)
    assert "integrity" in found(app, settings)
