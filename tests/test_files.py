"""A file that matters is the old one or the new one, whatever happens while it is written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from gapcheck import files


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_bytes(b"old")
    return file


def names(file: Path) -> list[str]:
    return [each.name for each in file.parent.iterdir()]


@pytest.mark.parametrize("breaks", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    file: Path, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, breaks, full)
    with pytest.raises(OSError, match="No space"):
        files.write(file, b"new")
    assert file.read_bytes() == b"old"
    assert names(file) == ["key"]


def test_two_who_write_at_the_same_time_leave_one_whole_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync, others = os.fsync, iter([b"the other's, which is longer"])

    def meanwhile(descriptor: int) -> None:
        for content in others:
            files.write(file, content)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    files.write(file, b"new")
    assert file.read_bytes() == b"new"
    assert names(file) == ["key"]


def test_a_file_is_its_owners_alone_also_where_it_replaces_one_for_all(file: Path) -> None:
    file.chmod(0o644)
    before = os.umask(0)
    try:
        files.write(file, b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_content_is_on_the_disk_before_the_name_and_the_name_before_anything_is_said(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, waited = os.fsync, []

    def notes(descriptor: int) -> None:
        waited.append(("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file", file.read_bytes()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", notes)
    files.write(file, b"new")
    assert waited == [("file", b"old"), ("folder", b"new")]


def test_what_a_killed_process_left_of_a_file_is_found_and_nothing_of_its_neighbours(file: Path) -> None:
    for left in (".key.abc.part", ".keys.abc.part", "key.part", ".key.abc"):
        (file.parent / left).touch()
    assert [path.name for path in files.left_parts(file)] == [".key.abc.part"]
