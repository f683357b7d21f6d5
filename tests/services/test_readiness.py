"""A monitor learns what is wrong, by name and without a count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from gapcheck import clock
from gapcheck.config import Settings
from gapcheck.encryption import Keyring
from gapcheck.extensions import Installation, db, installation
from gapcheck.models import Report
from gapcheck.services import disk, engagements, readiness
from gapcheck.services.mail import pausing
from gapcheck.services.readiness import Trouble
from gapcheck.services.reports import remaking
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import RenderState
from tests.acting import Pair, make_pair


def test_an_installation_in_order_is_ready(app: Flask, pair: Pair) -> None:
    assert readiness.look() == ()
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_a_disk_that_takes_nothing_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "writable", lambda _settings: False)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: disk\n")


def test_an_answer_is_good_for_a_moment_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    monkeypatch.setattr(disk, "writable", lambda _settings: False)
    assert client.get("/readyz").status_code == 503
    monkeypatch.setattr(disk, "writable", lambda _settings: True)
    assert client.get("/readyz").status_code == 503
    monkeypatch.setattr(readiness, "KEPT", 0.0)
    assert client.get("/readyz").status_code == 200


def test_a_foreign_key_and_a_foreign_schema_are_named(
    app: Flask, settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(app.extensions, "gapcheck", Installation(settings, Keyring(bytes(32), "s" * 64)))
        assert readiness.look() == (Trouble.KEY,)
    with monkeypatch.context() as patch:
        patch.setattr(readiness.schema, "head", lambda: "9999")
        assert readiness.look() == (Trouble.SCHEMA,)


@pytest.mark.sqlite_only
def test_a_database_that_is_not_there_is_named(app: Flask, settings: Settings, pair: Pair) -> None:
    db.session.remove()
    db.engine.dispose()
    for file in settings.instance.glob("gapcheck.db*"):
        file.unlink()
    (settings.instance / "gapcheck.db").mkdir()
    assert readiness.look() == (Trouble.DATABASE,)


def test_work_that_nobody_takes_is_named_and_paused_mail_is_not(app: Flask, settings: Settings, pair: Pair) -> None:
    pair.both_submit()
    assert settings.clock_file is not None
    assert readiness.look() == ()
    settings.clock_file.write_text(str(timedelta(minutes=16).total_seconds()))
    assert readiness.look() == (Trouble.QUEUE,)
    with writing() as session:
        for report in session.query(Report):
            report.leased_until = clock.now() + timedelta(minutes=2)
        pausing.pause(session)
    assert readiness.look() == ()


def test_a_report_that_is_made_again_waits_from_then_on(app: Flask, settings: Settings, pair: Pair) -> None:
    pair.both_submit()
    with writing() as session:
        for report in session.query(Report):
            report.state, report.reason = RenderState.FAILED, "It took too long."
        pausing.pause(session)  # the mails of that day are not what this is about
    assert settings.clock_file is not None
    settings.clock_file.write_text(str(timedelta(days=1).total_seconds()))
    remaking.again(pair.facilitator, pair.wave_id)
    assert readiness.look() == ()


def test_nothing_new_is_begun_on_a_disk_that_is_nearly_full(
    app: Flask, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "free", lambda _settings: disk.RESERVE - 1)
    with pytest.raises(disk.NoRoom):
        make_pair(pair.facilitator, "Brightwater Foods")
    with pytest.raises(disk.NoRoom):
        engagements.next_wave(pair.facilitator, pair.wave_id, None, 1)
    pair.both_submit()  # those who were asked go on
    assert installation().settings.instance.exists()
