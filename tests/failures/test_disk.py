"""A disk that is full or read-only: nothing is said to be saved that is not, and all goes on once there is room."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from gapcheck import clock, jobs
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import AnswerHistory
from gapcheck.services import readiness
from tests.acting import Pair, make_facilitator, make_pair
from tests.instances import running, settings_at
from tests.web.respond.conftest import Person, entered, fields_of

NOT_SAVED = "Keep this page open"


@pytest.fixture
def ana(app: Flask, pair: Pair) -> Person:
    """Ana, the CIO, who has read the promise and saved one answer."""
    person = entered(app, pair, "cio")
    person.starts()
    assert saves(person, 4)
    return person


def saves(person: Person, value: int) -> bool:
    """Save by itself, as the page does; whether it was acknowledged. Anything but "not saved" is a failure."""
    page = fields_of(person.opens("SV1").text)
    sent = {**page, f"answer.{person.role}": value, "key": secrets.token_hex(8)}
    answer = person.client.post(person.address("SV1/save"), data=sent)
    if answer.status_code == 200:
        return True
    assert answer.status_code == 507
    assert NOT_SAVED in answer.text
    return False


@contextlib.contextmanager
def no_more_pages() -> Iterator[None]:
    """The database may not grow any more: SQLite says that the disk is full, as it does where the disk is."""

    def limit(connection: Any, pages: str) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def stop_growing(connection: Any, *_rest: object) -> None:
        limit(connection, "1")  # SQLite takes the present size for a smaller number

    event.listen(db.engine, "checkout", stop_growing)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", stop_growing)
        event.listen(db.engine, "checkout", lambda connection, *_rest: limit(connection, "1073741823"))


def fill(person: Person) -> int:
    """Save until there is no room; how many saves were acknowledged before."""
    for number in range(500):
        if not saves(person, 1 + number % 5):
            return number
    raise AssertionError("the disk never got full")


def test_a_full_disk_is_said_in_a_sentence_and_costs_nothing_that_was_saved(app: Flask, ana: Person) -> None:
    with no_more_pages():
        acknowledged = fill(ana)
        assert ana.opens("SV1").status_code == 200  # what was saved can be read
        assert ana.opens("check").status_code == 200
    assert db.session.query(AnswerHistory).count() == 1 + acknowledged
    db.session.close()
    assert saves(ana, 2)
    assert ana.value("SV1", "cio") == 2


def test_on_a_full_disk_the_plain_form_says_so_too(app: Flask, ana: Person) -> None:
    with no_more_pages():
        fill(ana)
        answers = [ana.sends("SV1", **{"answer.cio": str(1 + number % 5)}) for number in range(5)]
    answer = next(answer for answer in answers if answer.status_code != 303)
    assert answer.status_code == 507
    assert NOT_SAVED in answer.text


def test_somebody_who_reads_for_long_on_a_full_disk_goes_on_reading(
    app: Flask, settings: Settings, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.clock_file is not None
    with no_more_pages():
        fill(ana)
        settings.clock_file.write_text("600")  # now a page view would note that the browser was seen
        assert ana.opens("SV1").status_code == 200


def can_mount() -> bool:
    """Whether a file system in memory can be mounted here, in a mount namespace of its own."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    tried = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False)
    return tried.returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", str(folder)], check=True)
    yield folder
    clock.use_offset_file(None)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.skipif(not can_mount(), reason="needs a mount, which this machine does not allow")
def test_a_disk_that_really_is_full_and_has_room_again_later(
    small_disk: Path, empty_instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["cp", "-a", str(empty_instance), str(small_disk / "instance")], check=True)
    monkeypatch.setattr(readiness, "KEPT", 0.0)
    monkeypatch.setattr("gapcheck.services.disk.RESERVE", 1_000_000)
    with running(settings_at(small_disk)) as app:
        person = entered(app, make_pair(make_facilitator()), "cio")
        person.starts()
        assert saves(person, 4)
        with (small_disk / "ballast").open("wb") as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(bytes(65536))
                ballast.flush()
        acknowledged = fill(person)
        assert person.client.get("/readyz").text == "not ready: disk\n"
        assert person.opens("SV1").status_code == 200
        for job in jobs.jobs()[:2]:  # mails and reports stop, and say so by failing
            with contextlib.suppress(Exception):
                job()
        (small_disk / "ballast").unlink()
        assert saves(person, 3)
        assert person.client.get("/readyz").text == "ready\n"
        assert db.session.query(AnswerHistory).count() == 2 + acknowledged
        assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_read_only_database_is_said_in_the_same_sentence(app: Flask, ana: Person) -> None:
    def read_only(connection: Any, *_rest: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(db.engine, "checkout", read_only)
    try:
        assert not saves(ana, 2)
        assert ana.opens("SV1").status_code == 200
    finally:
        event.remove(db.engine, "checkout", read_only)
    event.listen(db.engine, "checkout", lambda connection, *_rest: connection.execute("PRAGMA query_only = OFF"))
    assert saves(ana, 2)


def test_after_a_failed_save_the_queue_of_others_goes_on(app: Flask, ana: Person, pair: Pair) -> None:
    with no_more_pages():
        fill(ana)
    tom = entered(app, pair, "cso")
    tom.starts()
    assert saves(tom, 2)
