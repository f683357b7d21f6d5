"""The installation's key can be replaced while people answer, and an interruption costs nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck import config
from gapcheck.config import Settings
from gapcheck.encryption import CannotOpen, Keyring, key_id
from gapcheck.extensions import db, installation
from gapcheck.models import AuditEvent, Engagement
from gapcheck.services import answering, audit, canonical
from gapcheck.services.operations import rotation
from gapcheck.services.reports import downloads
from gapcheck.vocabulary import Edition
from tests.acting import Pair, make_pair
from tests.instances import STAND_IN_PDF


def sealed_key(pair: Pair) -> bytes:
    db.session.close()
    return db.session.get_one(Engagement, pair.engagement_id).sealed_key


def digest() -> str:
    db.session.close()
    return canonical.digest(db.session.connection(), installation().keyring)


def test_after_a_rotation_everything_reads_as_before_under_another_key(settings: Settings, pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    before, content, link = sealed_key(pair), digest(), pair.link("cio")
    done = rotation.rotate(settings)
    assert done.sealed_anew == 1
    assert key_id(sealed_key(pair)) == done.fingerprint != key_id(before)
    assert digest() == content
    assert downloads.download(pair.facilitator, pair.wave_id, Edition.PARTICIPANT).content == STAND_IN_PDF
    assert pair.link("cio") == link
    assert audit.verify() == []
    assert "change key" in db.session.scalars(select(AuditEvent.action)).all()


def test_the_key_of_before_is_kept_for_the_backups_that_need_it(settings: Settings, pair: Pair) -> None:
    old = settings.key
    done = rotation.rotate(settings)
    assert done.kept is not None
    assert bytes.fromhex(done.kept.read_text().strip()) == old
    assert done.kept.stat().st_mode & 0o777 == settings.key_file.stat().st_mode & 0o777 == 0o600
    now = config.load({"GAPCHECK_INSTANCE": str(settings.instance)})
    assert (now.older_keys, now.key != old) == ((old,), True)


def test_a_process_that_was_running_reads_and_writes_on(settings: Settings, pair: Pair) -> None:
    assert settings.key is not None
    running = Keyring(settings.key, "s" * 64, settings.older_keys, lambda: config.keys_now(settings))
    rotation.rotate(settings)
    engagement = db.session.get_one(Engagement, pair.engagement_id)
    assert running.engagement(engagement.sealed_key, engagement.workspace_id, engagement.id)
    assert running.fingerprint == installation().keyring.fingerprint


def test_an_interrupted_rotation_is_finished_before_another_key_is_made(
    settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_progress: object) -> int:
        raise KeyboardInterrupt

    other = make_pair(pair.facilitator, "Brightwater Foods")
    answered = pair.answers("cio")
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_seal_all_anew", breaks)
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(settings)
    assert rotation.left_over() == 2
    assert answering.questionnaire(answered).answers  # still opens with the key of before
    new = settings.key_file.read_text()
    done = rotation.rotate(settings)
    assert (done.sealed_anew, done.kept, settings.key_file.read_text()) == (2, None, new)
    assert rotation.in_use() == {done.fingerprint: 2}
    assert sealed_key(other) != sealed_key(pair)


def test_a_new_key_that_cannot_be_written_changes_nothing(
    settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    before = settings.key_file.read_text(), sealed_key(pair)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        rotation.rotate(settings)
    assert (settings.key_file.read_text(), sealed_key(pair)) == before
    assert [file.name for file in sorted(settings.key_file.parent.iterdir())] == ["key", "secret_key"]


def test_a_key_in_a_variable_is_left_to_whoever_sets_it(app: Flask, settings: Settings, pair: Pair) -> None:
    environ = {"GAPCHECK_INSTANCE": str(settings.instance), "GAPCHECK_KEY": settings.key.hex()}
    with pytest.raises(rotation.KeyInVariable):
        rotation.rotate(config.load(environ))


def test_without_the_older_key_nothing_opens(settings: Settings, pair: Pair) -> None:
    engagement = db.session.get_one(Engagement, pair.engagement_id)
    with pytest.raises(CannotOpen):
        Keyring(bytes(32), "s" * 64).sealed_anew(engagement.sealed_key, engagement.workspace_id, engagement.id)
