"""``gapcheck doctor``: a line for each finding, or JSON; exit code 1 where something is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.inside import inside


def test_the_exit_code_says_whether_anything_is_wrong(
    monkeypatch: pytest.MonkeyPatch, prepared_once: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared_once, tmp_path / "instance")
    run = inside(monkeypatch, tmp_path)
    healthy = run("doctor", "--json")
    found = json.loads(healthy.stdout)
    assert healthy.exit_code == 0
    assert all(set(each) == {"name", "level", "said"} for each in found)
    ill = run("doctor", GAPCHECK_BASE_URL="http://gapcheck.example")
    assert ill.exit_code == 1
    assert "WRONG  address: GAPCHECK_BASE_URL has no TLS" in ill.stdout
    assert len(ill.stdout.splitlines()) == len(found)


def test_a_file_that_others_can_read_stops_every_command(
    monkeypatch: pytest.MonkeyPatch, prepared_once: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared_once, tmp_path / "instance")
    (tmp_path / "instance" / "gapcheck.db").chmod(0o644)
    run = inside(monkeypatch, tmp_path)
    with pytest.raises(Exception, match="chmod 600"):  # the entry point turns it into a line and exit code 2
        run("doctor")
