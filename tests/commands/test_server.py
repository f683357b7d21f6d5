"""Preparing and serving: safe to repeat, and one clear sentence for whatever is in the way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.commands.conftest import Run


def status(port: int, path: str = "/readyz") -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def wait_until_ready(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while status(port) != 200:
        assert time.monotonic() < deadline, "the server did not get ready"
        time.sleep(0.1)


def test_preparing_is_safe_to_repeat(run: Run) -> None:
    first, second = run("init"), run("init")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "is ready" in first.stdout
    assert "is up to date" in second.stdout


def test_without_preparing_a_command_says_what_to_run_first(run: Run) -> None:
    refused = run("workspace", "list")
    assert refused.returncode == 2
    assert refused.stderr.splitlines() == ["gapcheck: GAPCHECK_KEY: there are no keys yet. Run `gapcheck init` first."]


def test_a_bad_variable_is_one_line_and_no_traceback(run: Run) -> None:
    refused = run("init", GAPCHECK_BASE_URL="nonsense", GAPCHECK_PROXY_HOPS="many")
    assert refused.returncode == 2
    assert [line.split(":")[1].strip() for line in refused.stderr.splitlines()] == [
        "GAPCHECK_BASE_URL",
        "GAPCHECK_PROXY_HOPS",
    ]


def test_a_taken_port_is_one_clear_sentence(run: Run) -> None:
    run("init")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = run("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert "--port" in refused.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can end children with their parent")
def test_a_killed_server_leaves_no_child_behind(run: Run, environ: dict[str, str], free_port: int) -> None:
    run("init")
    command = [sys.executable, "-m", "gapcheck", "serve", "--port", str(free_port), "--workers", "1"]
    server = subprocess.Popen(command, env={**environ, "GAPCHECK_BASE_URL": f"http://127.0.0.1:{free_port}"})
    wait_until_ready(free_port)
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    deadline = time.monotonic() + 10
    while status(free_port) is not None:
        assert time.monotonic() < deadline, "a child still answers"
        time.sleep(0.1)


def test_a_first_account_is_made_on_the_command_line(run: Run) -> None:
    run("init")
    assert run("facilitator", "add", "ruth@x.example", "--workspace", "Halloran").returncode == 2
    assert run("workspace", "add", "Halloran").returncode == 0
    assert run("workspace", "add", "Halloran").returncode == 2
    added = run("facilitator", "add", "ruth@x.example", "--workspace", "Halloran", "--role", "owner")
    assert added.returncode == 0
    assert "http://127.0.0.1:8000/welcome/" in added.stdout
    assert run("facilitator", "add", "not an address", "--workspace", "Halloran").returncode == 2
    assert run("workspace", "list").stdout == "Halloran\n"


def test_the_routes_are_printed_as_json(run: Run) -> None:
    run("init")
    printed = json.loads(run("routes", "--json").stdout)
    keys = {"methods", "rule", "endpoint", "principal", "reads_answers", "changes_state"}
    assert all(set(route) == keys for route in printed)
    principals = {"public", "respondent", "reader", "facilitator", "owner", "screen"}
    assert {route["principal"] for route in printed} == principals


def test_an_unknown_command_ends_with_code_2(run: Run) -> None:
    assert run("frobnicate").returncode == 2
