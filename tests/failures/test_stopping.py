"""A worker or server that stops, however it stops, loses no work and leaves nothing behind."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Report
from gapcheck.services.reports import rendering
from gapcheck.vocabulary import RenderState
from tests.acting import Pair, make_facilitator, make_pair
from tests.durability.client import Client
from tests.durability.evidence import missing
from tests.durability.server import WHOLE, Server
from tests.serving import free_port
from tests.web.respond.conftest import entered


def states() -> list[tuple[RenderState, int, bool]]:
    """State, attempts and whether there is a lease, of every report."""
    db.session.close()
    rows = db.session.query(Report).order_by(Report.created_at, Report.id)
    return [(row.state, row.attempts, row.leased_until is not None) for row in rows]


def later(settings: Settings, seconds: float) -> None:
    """Move the clock of the tests."""
    assert settings.clock_file is not None
    settings.clock_file.write_text(str(seconds))


def test_a_worker_that_is_told_to_stop_gives_its_report_back_at_once(
    app: Flask, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told_to_stop(_material: object) -> bytes:
        raise SystemExit

    pair.both_submit()
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "render_pdf", told_to_stop)
        with pytest.raises(SystemExit):
            rendering.render_next()
    assert states() == [(RenderState.QUEUED, 0, False)] * 2
    pair.renders()
    assert {state for state, _, _ in states()} == {RenderState.READY}


KILLED = """
import os, signal
from gapcheck.app import create_app
from gapcheck.config import load
from gapcheck.services.reports import rendering
rendering.render_pdf = lambda _material: os.kill(os.getpid(), signal.SIGKILL)
with create_app(load()).app_context():
    rendering.render_next()
"""


def killed_in_mid_render(settings: Settings) -> bool:
    """Run a worker that is killed while it renders; False where it gave a report up and rendered none."""
    db.session.remove()
    environ = {
        "GAPCHECK_INSTANCE": str(settings.instance),
        "GAPCHECK_BASE_URL": "http://localhost",
        "GAPCHECK_TESTING": "1",
        "GAPCHECK_CLOCK_FILE": str(settings.clock_file),
    }
    ended = subprocess.run([sys.executable, "-c", KILLED], env=environ, check=False).returncode
    assert ended in (0, -signal.SIGKILL)
    return ended != 0


def test_a_report_whose_worker_was_killed_is_made_by_the_next_one(app: Flask, settings: Settings, pair: Pair) -> None:
    pair.both_submit()
    assert killed_in_mid_render(settings)
    assert sorted(attempts for _, attempts, _ in states()) == [0, 1]
    later(settings, rendering.LEASE.total_seconds() + 1)
    pair.renders()
    assert {state for state, _, _ in states()} == {RenderState.READY}


@pytest.mark.soak
def test_twenty_workers_killed_in_mid_render_leave_no_report_stuck(app: Flask, settings: Settings, pair: Pair) -> None:
    for company in range(10):
        make_pair(pair.facilitator, f"Company {company}").both_submit()
    kills = turns = 0
    while kills < 20:
        kills, turns = kills + killed_in_mid_render(settings), turns + 1
        later(settings, turns * (rendering.LEASE.total_seconds() + 1))
    pair.renders()
    assert {state for state, _, _ in states()} == {RenderState.READY, RenderState.FAILED}


def test_a_report_that_is_interrupted_three_times_fails_with_a_reason(
    app: Flask, settings: Settings, pair: Pair
) -> None:
    pair.both_submit()
    for interrupted in range(2 * (rendering.ATTEMPTS + 1)):
        rendering._lease()
        later(settings, (interrupted + 1) * (rendering.LEASE.total_seconds() + 1))
    assert {(state, attempts) for state, attempts, _ in states()} == {(RenderState.FAILED, rendering.ATTEMPTS)}


def test_a_clock_that_is_set_back_holds_no_report_up(app: Flask, settings: Settings, pair: Pair) -> None:
    later(settings, 0)
    pair.both_submit()
    assert rendering._lease() is not None
    assert rendering._lease() is not None
    assert rendering._lease() is None
    later(settings, -3600)
    assert rendering._lease() is not None


def processes_of(group: int) -> list[int]:
    """The processes of a process group that are there and no zombies."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, its_group = folder.joinpath("stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(folder.name))
    return found


def answers(port: int, address: str) -> int:
    """The status of an answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", address, headers={"Host": "localhost"})
        return connection.getresponse().status


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_server_that_is_told_to_stop_under_load_loses_no_acknowledged_save_and_leaves_no_process(
    app: Flask, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    facilitator = make_facilitator()
    people = [entered(app, make_pair(facilitator, f"Company {number}"), "cio") for number in range(6)]
    for person in people:
        person.starts()
    port, stop = free_port(), threading.Event()
    clients = [Client(person, port, stop, seed) for seed, person in enumerate(people)]
    db.session.remove()
    environ = {"GAPCHECK_INSTANCE": str(settings.instance), "GAPCHECK_BASE_URL": "http://localhost"}
    server = Server(WHOLE, port, environ)
    server.command = [sys.executable, "-m", "gapcheck", "serve", "--port", str(port)]
    server.start()
    try:
        for client in clients:
            client.start()
        while not all(any(client.acknowledged.values()) for client in clients):
            time.sleep(0.05)
        assert answers(port, "/nothing") == 404
        told = time.monotonic()
        server.process.terminate()
        assert server.process.wait(timeout=60) == 0
        took = time.monotonic() - told
    finally:
        stop.set()
        left = processes_of(server.process.pid)
        if left:
            server.kill()
        for client in clients:
            client.join()
    assert took < 35
    assert left == []
    assert missing(clients) == []
    with pytest.raises(ConnectionRefusedError):
        answers(port, "/healthz")
    printed, logged = capfd.readouterr()
    assert printed == f"gapcheck serves on http://127.0.0.1:{port} (stop with Ctrl-C)\n"
    routes = {json.loads(line)["route"] for line in logged.splitlines() if '"event": "request"' in line}
    assert {None, "/q/<pid>/<item_id>/save"} <= routes
