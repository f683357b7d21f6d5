"""``gapcheck doctor``: a line for each finding, or JSON; exit code 1 where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.inside import Run


def test_the_exit_code_says_whether_anything_is_wrong(ready: Run, tmp_path: Path) -> None:
    healthy = ready("doctor", "--json")
    found = json.loads(healthy.stdout)
    assert healthy.exit_code == 0
    assert all(set(each) == {"name", "level", "said"} for each in found)
    ill = ready("doctor", GAPCHECK_BASE_URL="http://gapcheck.example")
    assert ill.exit_code == 1
    assert "WRONG  address: GAPCHECK_BASE_URL has no TLS" in ill.stdout
    assert len(ill.stdout.splitlines()) == len(found)


def test_a_file_that_others_can_read_stops_every_command(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "instance" / "gapcheck.db").chmod(0o644)
    refused = ready("doctor")
    assert refused.exit_code == 2
    (line,) = refused.stderr.splitlines()
    assert "chmod 600" in line
