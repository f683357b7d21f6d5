"""``gapcheck backup`` and ``restore``: what they say, and how they refuse."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.commands.inside import Run


def test_a_backup_is_made_restored_and_mail_resumed(ready: Run, tmp_path: Path) -> None:
    made = ready("backup", "kept", "--prune")
    assert (made.exit_code, made.stderr) == (0, "")
    assert "restored and compared" in made.stdout
    assert "opens with key" in made.stdout
    [file] = (tmp_path / "kept").iterdir()

    restored = ready("restore", str(file), "--to", "second")
    assert (restored.exit_code, restored.stderr) == (0, "")
    assert "mail is paused" in restored.stdout
    second = {"GAPCHECK_INSTANCE": str(tmp_path / "second")}
    assert ready("workspace", "list", **second).stdout == "Halloran\n"
    assert "`gapcheck mail resume`" in ready("jobs", "list", **second).stdout
    assert ready("mail", "resume", **second).exit_code == 0
    again = ready("mail", "resume", **second)
    assert (again.exit_code, again.stderr) == (2, "gapcheck: mail is not paused.\n")

    taken = ready("restore", str(file), "--to", "second")
    assert taken.exit_code == 2
    assert "nothing is restored over live data" in taken.stderr


def test_a_refused_restore_is_one_sentence_and_writes_nothing(ready: Run, tmp_path: Path) -> None:
    ready("backup", "kept")
    [file] = (tmp_path / "kept").iterdir()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-100])
    cases: list[tuple[Path, dict[str, str], str]] = [
        (cut, {}, "damaged or cut off"),
        (file, {"GAPCHECK_KEY": "ab" * 32}, "needs the key"),
        (tmp_path / "nowhere.zip", {}, "no such file"),
    ]
    for source, variables, words in cases:
        refused = ready("restore", str(source), "--to", "second", **variables)
        assert refused.exit_code == 2
        assert words in refused.stderr
        assert refused.stderr.endswith(" Nothing was restored.\n")
        assert len(refused.stderr.splitlines()) == 1
        assert not (tmp_path / "second").exists()


def test_a_kept_ledger_tells_a_restore_what_had_ended(ready: Run, tmp_path: Path) -> None:
    ready("backup", "kept")
    [file] = (tmp_path / "kept").iterdir()
    ready("facilitator", "disable", "ruth@x.example")
    (tmp_path / "instance" / "ended.jsonl").rename(tmp_path / "elsewhere.jsonl")
    (tmp_path / "instance" / "gapcheck.db").unlink()
    told = ready("restore", str(file), "--to", "second", "--ended", "elsewhere.jsonl")
    assert told.exit_code == 0
    assert "disable account  user:" in told.stdout


def test_a_file_of_another_kind_is_no_ledger_and_nothing_is_restored(ready: Run, tmp_path: Path) -> None:
    ready("backup", "kept")
    [file] = (tmp_path / "kept").iterdir()
    (tmp_path / "other.json").write_text('{"format": "gapcheck/pair@1"}\n')
    (tmp_path / "binary").write_bytes(b"\x8f\xff\n")
    for name in ("other.json", "binary"):
        refused = ready("restore", str(file), "--to", "second", "--ended", name)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr == (
            f"gapcheck: {name} holds no event of an audit trail. Give a kept ended.jsonl or what `gapcheck audit "
            "export` printed. Nothing was restored.\n"
        )
        assert not (tmp_path / "second").exists()
    (tmp_path / "empty.jsonl").touch()
    assert ready("restore", str(file), "--to", "second", "--ended", "empty.jsonl").exit_code == 0


def test_a_database_that_cannot_be_read_is_not_backed_up(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "instance" / "gapcheck.db").write_bytes(b"no database " * 1000)
    refused = ready("backup", "kept")
    assert refused.exit_code == 2
    assert "cannot be read" in refused.stderr
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_backup_holds_what_is_in_the_write_ahead_log(ready: Run, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "instance" / "gapcheck.db")) as reader:
        reader.execute("SELECT * FROM workspace").fetchall()  # keeps the log from being emptied into the database
        ready("workspace", "add", "Another")
        assert ready("backup", "kept").exit_code == 0
    [file] = (tmp_path / "kept").iterdir()
    ready("restore", str(file), "--to", "second")
    assert ready("workspace", "list", GAPCHECK_INSTANCE=str(tmp_path / "second")).stdout == "Another\nHalloran\n"
