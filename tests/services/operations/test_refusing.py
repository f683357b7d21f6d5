"""A backup that is damaged, changed, or of another key or version is refused, and nothing is written."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gapcheck.config import Settings
from gapcheck.encryption import Keyring
from gapcheck.extensions import installation
from gapcheck.services.operations import backups, manifest, restoring
from gapcheck.services.operations.manifest import NotUsable
from tests.acting import make_facilitator, make_pair
from tests.instances import running, settings_at
from tests.services.operations.copies import digest, restore, rewritten


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, empty_instance: Path) -> Iterator[Settings]:
    """The application of an installation with one pair that has submitted; no test here changes it."""
    folder = tmp_path_factory.mktemp("live")
    shutil.copytree(empty_instance, folder / "instance")
    with running(settings_at(folder)):
        make_pair(make_facilitator()).both_submit()
        yield settings_at(folder)


@pytest.fixture(scope="module")
def backup(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    return backups.make(settings, tmp_path_factory.mktemp("kept")).file


def reason(settings: Settings, source: Path, target: Path) -> str:
    """Why a backup is refused; nothing may have been written then, and the live content is as it was."""
    content = digest()
    with pytest.raises(NotUsable) as refused:
        restore(settings, source, target)
    assert not target.exists()
    assert not list(target.parent.glob(".*restoring"))
    assert digest() == content
    return refused.value.reason


def test_a_damaged_backup_is_refused(settings: Settings, backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    for name, content in {
        "cut": whole[: len(whole) // 2],
        "cut-by-a-byte": whole[:-1],
        "empty": b"",
        "text": b"no backup at all",
    }.items():
        (tmp_path / name).write_bytes(content)
        assert reason(settings, tmp_path / name, tmp_path / "target") == "damaged", name
    assert reason(settings, tmp_path / "nothing", tmp_path / "target") == "missing"


def test_a_changed_byte_anywhere_in_the_database_is_refused(settings: Settings, backup: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = bytearray(old.read(name))
            if name == "gapcheck.db":
                content[len(content) // 2] ^= 1
            new.writestr(name, bytes(content))
    assert reason(settings, changed, tmp_path / "target") == "changed"


def test_a_changed_byte_of_the_file_is_refused_or_changes_nothing(
    settings: Settings, backup: Path, tmp_path: Path
) -> None:
    keyring, whole = installation().keyring, backup.read_bytes()
    described = restoring.archive.look(backup, keyring)
    refused = 0
    for number in range(60):
        damaged = bytearray(whole)
        damaged[number * len(whole) // 60] ^= 1 << number % 8
        (tmp_path / "damaged.zip").write_bytes(damaged)
        try:
            found = restoring.archive.extract(tmp_path / "damaged.zip", tmp_path / f"out-{number}", keyring)
        except NotUsable:
            refused += 1
        else:
            assert found == described  # a time or the like in the archive's own book-keeping
    assert refused >= 50


def change_rows(found: dict[str, Any]) -> None:
    found["facts"]["rows"]["answer"] = 0


CHANGES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (change_rows, "changed"),
    (lambda found: found.update(ended=[{"made": "up"}]), "changed"),
    (lambda found: found.update(format="gapcheck/backup@2"), "format"),
    (lambda found: found.pop("facts"), "changed"),
    (lambda found: found.pop("seal"), "changed"),
    (lambda found: found.pop("keys"), "damaged"),
    (lambda found: found.update(key="00000000"), "key"),
]


def test_a_manifest_that_was_changed_is_refused(settings: Settings, backup: Path, tmp_path: Path) -> None:
    for number, (change, expected) in enumerate(CHANGES):
        changed = rewritten(backup, tmp_path / f"changed-{number}.zip", change)
        with pytest.raises(NotUsable) as refused:
            restoring.look(changed, installation().keyring)
        assert refused.value.reason == expected


def test_another_key_is_refused_before_anything_is_written(settings: Settings, backup: Path, tmp_path: Path) -> None:
    assert settings.secret_key is not None
    with pytest.raises(NotUsable) as refused:
        restoring.look(backup, Keyring(bytes(32), settings.secret_key))
    needs, has = installation().keyring.fingerprint, Keyring(bytes(32), "s" * 32).fingerprint
    assert (refused.value.reason, refused.value.values) == ("key", {"needs": needs, "has": has})
    with pytest.raises(NotUsable) as refused:
        restoring.look(backup, Keyring(settings.key or b"", "s" * 64))
    assert refused.value.reason == "secret_key"


def test_a_newer_schema_is_refused_as_newer(settings: Settings, backup: Path, tmp_path: Path) -> None:
    keyring = installation().keyring
    described = restoring.archive.look(backup, keyring)
    other = replace(described, facts=replace(described.facts, schema="9999"), version="9.9.9")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as new:
        new.writestr(manifest.NAME, manifest.written(other, keyring))
    assert reason(settings, tmp_path / "other.zip", tmp_path / "target") == "newer"


def test_an_older_schema_is_refused_as_older(
    settings: Settings, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring.schema, "head", lambda: "0002")
    with pytest.raises(NotUsable) as refused:
        restoring.look(backup, installation().keyring)
    assert refused.value.reason == "older"
