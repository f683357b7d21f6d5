"""A PostgreSQL of the tests' own: made once a test run, without a network, with a fresh database for every test.

Its programs refuse to run as root, so they run as another user where the tests are root's. Nothing of it is durable.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from sys import platform
from typing import Any

import psycopg

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.extensions import db
from gapcheck.services import schema

MISSING = (
    "There is no PostgreSQL to test on. `make test` installs it on Debian; elsewhere install the server (with its "
    "initdb) and put its programs on PATH."
)
_ROLE = "gapcheck"
_TEMPLATE = "gapcheck_template"
_SETTINGS = {
    "listen_addresses": "",  # the socket in its folder only
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
}
#: What a database that must survive a power cut does not leave out.
_ONLY_IN_TESTS = {"fsync", "full_page_writes"}
_PR_SET_PDEATHSIG = 1


class Server:
    """A running server. ``folder`` holds its data and its socket."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._migrated = False

    def url(self, name: str) -> str:
        """The address of a database, as the program's setting has it."""
        return f"postgresql+psycopg://{_ROLE}@/{name}?host={self._folder}"

    def execute(self, statement: str, url: str = "") -> None:
        """Run a statement as the superuser, outside any transaction; in the database of an address, if one is given."""
        address = f"host={self._folder} user=postgres dbname={_name(url) if url else 'postgres'}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def empty(self) -> str:
        """The address of a new database with nothing in it."""
        return self._made("template0")

    def migrated(self, settings: config.Settings) -> str:
        """The address of a new database with an empty schema. ``settings`` are those of any instance with keys."""
        if not self._migrated:
            self.execute(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0 OWNER {_ROLE}")
            app = create_app(config.load({**_environ(settings), "GAPCHECK_DATABASE_URL": self.url(_TEMPLATE)}))
            with app.app_context():
                schema.bring_up_to_date()
                db.session.remove()
                db.engine.dispose()
            self._migrated = True
        return self._made(_TEMPLATE)

    def copied(self, url: str) -> str:
        """The address of a new database with what is in this one, which nobody may have open."""
        return self._made(_name(url))

    def put_back(self, url: str, kept: str) -> None:
        """Make this database what a copy of it is, whatever became of it since; nobody may have the copy open."""
        self.drop(url)
        self.execute(f"CREATE DATABASE {_name(url)} TEMPLATE {_name(kept)} OWNER {_ROLE}")

    def drop(self, url: str) -> None:
        """Remove a database, whoever still has it open."""
        self.execute(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def _made(self, template: str) -> str:
        name = f"gapcheck_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {_ROLE}")
        return self.url(name)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _environ(settings: config.Settings) -> dict[str, str]:
    return {"GAPCHECK_INSTANCE": str(settings.instance)}


def programs() -> Path:
    """The folder of PostgreSQL's programs; Debian does not put them on PATH."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[4]))
    assert versions, MISSING
    return versions[-1].parent


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """A server with a role for the program, gone afterwards; ``durable`` for one that works as hard as a real one."""
    where = programs()
    # Not under pytest's folder: that is for its owner only, and the server's user may be another.
    folder = Path(tempfile.mkdtemp(prefix="gapcheck-postgres-"))
    user = _user()
    if user:
        os.chown(folder, user["user"], user["group"])
    data = folder / "data"
    try:
        _initialise(where, data, user)
        chosen = {name: value for name, value in _SETTINGS.items() if not (durable and name in _ONLY_IN_TESTS)}
        settings = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [str(where / "postgres"), "-D", str(data), "-k", str(folder), *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                preexec_fn=_end_with_the_tests,  # noqa: PLW1509 - one call, before any thread of ours
                **user,
            )
        try:
            server = Server(folder)
            _wait(server, process, folder / "log")
            server.execute(f"CREATE ROLE {_ROLE} LOGIN")
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # ends all connections, then itself
            process.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> dict[str, Any]:
    """As whom the programs run: for root, somebody who is not."""
    if os.geteuid() != 0:
        return {}
    entry = next((each for each in pwd.getpwall() if each.pw_name == "postgres"), None) or pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _initialise(where: Path, data: Path, user: dict[str, Any]) -> None:
    options = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
    made = subprocess.run(
        [str(where / "initdb"), "-D", str(data), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=data.parent,
        **user,
    )
    assert made.returncode == 0, made.stderr


def _end_with_the_tests() -> None:
    if platform == "linux":  # no server is left behind by a test run that was killed
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text("utf-8", "replace")
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"PostgreSQL did not start: {log.read_text('utf-8', 'replace')}")
