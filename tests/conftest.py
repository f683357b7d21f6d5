"""What holds for every test: no network but the loopback, and the same examples on every CI run."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Server, running

# Deadlines are off in both: a shared machine is slow at times, and speed is a figure of bench/, not a test.
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=50,
    derandomize=True,  # the same examples on every run: CI says what the change did, not what chance did
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("dev", deadline=None, max_examples=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--postgres``: every test that has an instance of its own has its database on PostgreSQL."""
    parser.addoption("--postgres", action="store_true", help="run on PostgreSQL what else runs on SQLite")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked ``both_databases`` on both, and with ``--postgres`` everything on PostgreSQL."""
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    if "database" not in metafunc.fixturenames or "sqlite_only" in marks:
        return
    on_postgresql = pytest.param("postgresql", marks=pytest.mark.xdist_group("postgres"))  # one server for all of them
    if metafunc.config.getoption("--postgres") or "postgresql_only" in marks:
        metafunc.parametrize("database", [on_postgresql], indirect=True)
    elif "both_databases" in marks:
        metafunc.parametrize("database", ["sqlite", on_postgresql], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: ``sqlite`` or ``postgresql``."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this test run."""
    with running() as server:
        yield server


@pytest.hookimpl(trylast=True)  # when the folders have put their marks on
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: what is broken shows in seconds, not after the browser has started."""
    items.sort(key=lambda item: any(item.get_closest_marker(mark) for mark in ("browser", "slow", "soak")))


#: What no line of the log may hold, whatever a test does: a personal link's token, an e-mail address.
_PRIVATE = re.compile(r"gc1_[\w-]{43}|[\w.+-]+@[\w-]+\.[\w.]+")


def private_in_log(text: str) -> list[str]:
    """The lines of a log that hold what none may hold."""
    return [line for line in text.splitlines() if '"event": "' in line and _PRIVATE.search(line)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Read what the program logged during a test: one line too open is a failure of that test."""
    report = yield
    found = private_in_log(report.capstderr) if report.when == "teardown" else []
    if found and report.passed:
        report.outcome, report.longrepr = "failed", "The log holds a link or an address:\n" + "\n".join(found)
    return report


class NetworkRefused(RuntimeError):
    """A test tried to leave this machine."""


def is_loopback(host: object) -> bool:
    """True for an address or a name that cannot lead off this machine."""
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection and every name look-up that is not the loopback's, in this process."""

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(sock: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]  # sendto(data, [flags,] address); connect(address)
            if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
                raise NetworkRefused(f"A test tried to reach {address[0]}; tests may use the loopback only.")
            return original(sock, *arguments)

        return call

    def look_up(host: bytes | str | None, *arguments: Any, **options: Any) -> Any:
        if not is_loopback(host):
            raise NetworkRefused(f"A test tried to look up {host!r}; tests may use the loopback only.")
        return original_look_up(host, *arguments, **options)

    original_look_up = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", look_up)
        yield
