"""``gapcheck key rotate``: says which key it is now, and where the old one is."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.commands.inside import Run


def test_rotating_says_what_became_of_both_keys(ready: Run, tmp_path: Path) -> None:
    old = (tmp_path / "instance" / "keys" / "key").read_text()
    done = ready("key", "rotate")
    assert done.exit_code == 0
    kept = next((tmp_path / "instance" / "keys").glob("key.*"))
    assert kept.read_text().strip() == old.strip()
    assert f"The old key is {kept}." in done.stdout
    assert "sealed with key " in done.stdout
    assert done.stderr == ""  # no bar where there is no terminal

    refused = ready("key", "rotate", GAPCHECK_KEY="ab" * 32)
    assert refused.exit_code == 2
    assert "GAPCHECK_OLDER_KEYS" in refused.stderr


def test_a_copy_of_the_key_is_compared_and_a_foreign_one_is_named(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("ab" * 32)
    refused = ready("key", "check", "other")
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert "and the key here is" in refused.stderr
    shutil.copy(tmp_path / "instance" / "keys" / "key", tmp_path / "copy")
    assert ready("key", "check", "copy").exit_code == 0
    assert ready("key", "check", "nowhere").exit_code == 2
