"""Preparing and serving: safe to repeat, and one clear sentence for whatever is in the way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.commands.conftest import Shell
from tests.commands.inside import Run
from tests.serving import free_port, status, wait_until_ready


def test_preparing_is_safe_to_repeat(run: Run) -> None:
    first, second = run("init"), run("init")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "is ready" in first.stdout
    assert "is up to date" in second.stdout


def test_without_preparing_a_command_says_what_to_run_first(run: Run) -> None:
    refused = run("workspace", "list")
    assert refused.exit_code == 2
    assert refused.stderr.splitlines() == ["gapcheck: GAPCHECK_KEY: there are no keys yet. Run `gapcheck init` first."]


def test_a_bad_variable_is_one_line_and_no_traceback(shell: Shell) -> None:
    refused = shell("init", GAPCHECK_BASE_URL="nonsense", GAPCHECK_PROXY_HOPS="many")
    assert refused.returncode == 2
    assert [line.split(":")[1].strip() for line in refused.stderr.splitlines()] == [
        "GAPCHECK_BASE_URL",
        "GAPCHECK_PROXY_HOPS",
    ]


def test_an_instance_folder_that_cannot_be_made_is_one_clear_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "instance").touch()
    refused = run("init")
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert refused.stderr.startswith("gapcheck: GAPCHECK_INSTANCE: ")


def test_a_database_that_is_another_file_is_one_clear_sentence(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "instance" / "gapcheck.db").write_bytes(b"no database " * 1000)
    for words in (("workspace", "list"), ("init",), ("upgrade",), ("worker",)):
        refused = ready(*words)
        assert (refused.exit_code, refused.stderr) == (
            2,
            "gapcheck: the database of GAPCHECK_DATABASE_URL cannot be reached: file is not a database.\n",
        )


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
def test_a_key_of_another_installation_is_one_clear_sentence(with_demo: Run, tmp_path: Path) -> None:
    refused = with_demo("demo", GAPCHECK_KEY="ab" * 32)
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert "does not open with the key" in refused.stderr


def test_a_taken_port_is_one_clear_sentence(ready: Run, shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = shell("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert "--port" in refused.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can end children with their parent")
def test_a_killed_server_leaves_no_child_behind(ready: Run, environ: dict[str, str]) -> None:
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gapcheck", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, env={**environ, "GAPCHECK_BASE_URL": site})
    wait_until_ready(site)
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    deadline = time.monotonic() + 10
    while status(site) is not None:
        assert time.monotonic() < deadline, "a child still answers"
        time.sleep(0.1)


@pytest.fixture
def started(ready: Run, environ: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server in a process group of its own, as a terminal starts it, and its address."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gapcheck", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env={**environ, "GAPCHECK_BASE_URL": site}, stderr=subprocess.PIPE, start_new_session=True
    ) as server:
        wait_until_ready(site)
        yield server, site
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="serve needs Linux or macOS")
def test_control_c_in_a_terminal_ends_the_server_at_once(started: tuple[subprocess.Popen[bytes], str]) -> None:
    server, site = started
    os.killpg(server.pid, signal.SIGINT)  # a terminal sends it to every process
    said = server.communicate(timeout=15)[1]
    assert (server.returncode, b"SIGKILL" in said, status(site)) == (0, False, None)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the processes of the group are read from /proc")
def test_the_web_processes_leave_it_to_the_first_process_to_end_them(
    started: tuple[subprocess.Popen[bytes], str],
) -> None:
    server, site = started
    for process in _of_the_group(server.pid) - {server.pid}:
        os.kill(process, signal.SIGINT)
    time.sleep(2)
    assert (server.poll(), status(f"{site}/healthz")) == (None, 200)


def _of_the_group(leader: int) -> set[int]:
    found = set()
    for process in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        with suppress(ProcessLookupError):
            if os.getpgid(process) == leader:
                found.add(process)
    return found


def test_a_first_account_is_made_on_the_command_line(run: Run) -> None:
    run("init")
    assert run("facilitator", "add", "ruth@x.example", "--workspace", "Halloran").exit_code == 2
    assert run("workspace", "add", "Halloran").exit_code == 0
    assert run("workspace", "add", "Halloran").exit_code == 2
    added = run("facilitator", "add", "ruth@x.example", "--workspace", "Halloran", "--role", "owner")
    assert added.exit_code == 0
    assert "http://127.0.0.1:8000/welcome/" in added.stdout
    assert run("facilitator", "add", "not an address", "--workspace", "Halloran").exit_code == 2
    assert run("workspace", "list").stdout == "Halloran\n"


def test_the_routes_are_printed_as_json(ready: Run) -> None:
    printed = json.loads(ready("routes", "--json").stdout)
    keys = {"methods", "rule", "endpoint", "principal", "reads_answers", "changes_state"}
    assert all(set(route) == keys for route in printed)
    principals = {"public", "respondent", "reader", "facilitator", "owner", "screen"}
    assert {route["principal"] for route in printed} == principals


def test_an_unknown_command_ends_with_code_2(run: Run) -> None:
    assert run("frobnicate").exit_code == 2
