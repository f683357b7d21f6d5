"""``gapcheck key rotate``: says which key it is now, and where the old one is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.inside import inside


def test_rotating_says_what_became_of_both_keys(
    monkeypatch: pytest.MonkeyPatch, prepared_once: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared_once, tmp_path / "instance")
    run = inside(monkeypatch, tmp_path)
    old = (tmp_path / "instance" / "keys" / "key").read_text()
    done = run("key", "rotate")
    assert done.exit_code == 0
    kept = next((tmp_path / "instance" / "keys").glob("key.*"))
    assert kept.read_text().strip() == old.strip()
    assert f"The old key is {kept}." in done.stdout
    assert "sealed with key " in done.stdout
    assert done.stderr == ""  # no bar where there is no terminal

    refused = run("key", "rotate", GAPCHECK_KEY="ab" * 32)
    assert refused.exit_code == 2
    assert "GAPCHECK_OLDER_KEYS" in refused.stderr


def test_a_copy_of_the_key_is_compared_and_a_foreign_one_is_named(
    monkeypatch: pytest.MonkeyPatch, prepared_once: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared_once, tmp_path / "instance")
    run = inside(monkeypatch, tmp_path)
    (tmp_path / "other").write_text("ab" * 32)
    refused = run("key", "check", "other")
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert "and the key here is" in refused.stderr
    shutil.copy(tmp_path / "instance" / "keys" / "key", tmp_path / "copy")
    assert run("key", "check", "copy").exit_code == 0
    assert run("key", "check", "nowhere").exit_code == 2
