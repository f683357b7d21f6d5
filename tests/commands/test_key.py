"""``gapcheck key rotate``: says which key it is now, and where the old one is."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Run


def test_rotating_says_what_became_of_both_keys(run: Run, tmp_path: Path) -> None:
    run("init")
    old = (tmp_path / "instance" / "keys" / "key").read_text()
    done = run("key", "rotate")
    assert done.returncode == 0
    kept = next((tmp_path / "instance" / "keys").glob("key.*"))
    assert kept.read_text().strip() == old.strip()
    assert f"The old key is {kept}." in done.stdout
    assert "sealed with key " in done.stdout
    assert done.stderr == ""  # no bar where there is no terminal


def test_a_key_in_a_variable_is_refused_with_what_to_do(run: Run) -> None:
    run("init")
    refused = run("key", "rotate", GAPCHECK_KEY="ab" * 32)
    assert refused.returncode == 2
    assert "GAPCHECK_OLDER_KEYS" in refused.stderr
