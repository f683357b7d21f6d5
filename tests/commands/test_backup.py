"""``gapcheck backup`` and ``restore``: what they say, and how they refuse."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.inside import Inside, inside


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, prepared_once: Path, tmp_path: Path) -> Inside:
    """An installation with one workspace and its owner."""
    shutil.copytree(prepared_once, tmp_path / "instance")
    return inside(monkeypatch, tmp_path)


def test_a_backup_is_made_restored_and_mail_resumed(run: Inside, tmp_path: Path) -> None:
    made = run("backup", "kept", "--prune")
    assert (made.exit_code, made.stderr) == (0, "")
    assert "restored and compared" in made.stdout
    assert "opens with key" in made.stdout
    [file] = (tmp_path / "kept").iterdir()

    restored = run("restore", str(file), "--to", "second")
    assert (restored.exit_code, restored.stderr) == (0, "")
    assert "mail is paused" in restored.stdout
    second = {"GAPCHECK_INSTANCE": str(tmp_path / "second")}
    assert run("workspace", "list", **second).stdout == "Halloran\n"
    assert "`gapcheck mail resume`" in run("jobs", "list", **second).stdout
    assert run("mail", "resume", **second).exit_code == 0
    again = run("mail", "resume", **second)
    assert (again.exit_code, again.stderr) == (2, "gapcheck: mail is not paused.\n")

    taken = run("restore", str(file), "--to", "second")
    assert taken.exit_code == 2
    assert "nothing is restored over live data" in taken.stderr


def test_a_refused_restore_is_one_sentence_and_writes_nothing(run: Inside, tmp_path: Path) -> None:
    run("backup", "kept")
    [file] = (tmp_path / "kept").iterdir()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-100])
    cases: list[tuple[Path, dict[str, str], str]] = [
        (cut, {}, "damaged or cut off"),
        (file, {"GAPCHECK_KEY": "ab" * 32}, "needs the key"),
        (tmp_path / "nowhere.zip", {}, "no such file"),
    ]
    for source, variables, words in cases:
        refused = run("restore", str(source), "--to", "second", **variables)
        assert refused.exit_code == 2
        assert words in refused.stderr
        assert refused.stderr.endswith(" Nothing was restored.\n")
        assert len(refused.stderr.splitlines()) == 1
        assert not (tmp_path / "second").exists()


def test_a_kept_ledger_tells_a_restore_what_had_ended(run: Inside, tmp_path: Path) -> None:
    run("backup", "kept")
    [file] = (tmp_path / "kept").iterdir()
    run("facilitator", "disable", "ruth@x.example")
    (tmp_path / "instance" / "ended.jsonl").rename(tmp_path / "elsewhere.jsonl")
    (tmp_path / "instance" / "gapcheck.db").unlink()
    told = run("restore", str(file), "--to", "second", "--ended", "elsewhere.jsonl")
    assert told.exit_code == 0
    assert "disable account  user:" in told.stdout


def test_a_database_that_cannot_be_read_is_not_backed_up(run: Inside, tmp_path: Path) -> None:
    (tmp_path / "instance" / "gapcheck.db").write_bytes(b"no database " * 1000)
    refused = run("backup", "kept")
    assert refused.exit_code == 2
    assert "cannot be read" in refused.stderr
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_backup_holds_what_is_in_the_write_ahead_log(run: Inside, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "instance" / "gapcheck.db")) as reader:
        reader.execute("SELECT * FROM workspace").fetchall()  # keeps the log from being emptied into the database
        run("workspace", "add", "Another")
        assert run("backup", "kept").exit_code == 0
    [file] = (tmp_path / "kept").iterdir()
    run("restore", str(file), "--to", "second")
    assert run("workspace", "list", GAPCHECK_INSTANCE=str(tmp_path / "second")).stdout == "Another\nHalloran\n"
