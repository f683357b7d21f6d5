"""``gapcheck audit``: whole or not, as an exit code; every event as a line of JSON."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.commands.inside import Run


def test_a_file_without_any_event_of_a_trail_proves_nothing_and_is_refused(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "other.json").write_text('{"format": "gapcheck/pair@1"}\n')
    (tmp_path / "binary").write_bytes(b"\x8f\xff\n")
    for name in ("empty.jsonl", "other.json", "binary"):
        refused = ready("audit", "verify", "--against", name)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr == (
            f"gapcheck: {name} holds no event of an audit trail. Give a kept log or what `gapcheck audit export` "
            "printed.\n"
        )


def test_a_whole_trail_is_exit_code_0_and_a_changed_one_names_the_event(ready: Run, tmp_path: Path) -> None:
    whole = ready("audit", "verify")
    assert (whole.exit_code, whole.stdout) == (0, "The audit trail is whole.\n")
    exported = [json.loads(line) for line in ready("audit", "export").stdout.splitlines()]
    assert [(event["seq"], event["action"]) for event in exported] == [(1, "add workspace"), (2, "add owner")]

    with sqlite3.connect(tmp_path / "instance" / "gapcheck.db") as database:
        database.execute("DROP TRIGGER audit_event_no_update")
        database.execute("UPDATE audit_event SET action = 'add facilitator' WHERE seq = 2")
    database.close()
    broken = ready("audit", "verify")
    assert broken.exit_code == 1
    assert broken.stdout == f"Workspace {exported[0]['workspace']}: event 2 was changed, or is missing.\n"


def test_a_kept_export_shows_what_was_cut_off_at_the_end(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "kept.jsonl").write_text(ready("audit", "export").stdout)
    assert ready("audit", "verify", "--against", "kept.jsonl").exit_code == 0
    with sqlite3.connect(tmp_path / "instance" / "gapcheck.db") as database:
        database.execute("DROP TRIGGER audit_event_no_delete")
        database.execute("DELETE FROM audit_event WHERE seq = 2")
    database.close()
    assert ready("audit", "verify").exit_code == 0
    assert ready("audit", "verify", "--against", "kept.jsonl").exit_code == 1
