"""PostgreSQL's own programs (``pg_dump`` and its like), given the address of the database and never a shell."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url, text

Result = TypeVar("Result")


class ProgramFailed(Exception):
    """One of PostgreSQL's programs is missing or failed. ``program`` names it, ``said`` is its last line."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(program)
        self.program = program
        self.said = said


def copy(url: str, engine: Engine, target: Path, look: Callable[[Connection], Result]) -> Result:
    """Copy the snapshot of one transaction into a file; what ``look`` says of the same snapshot.

    Raises ProgramFailed.
    """
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        target.touch(mode=0o600)
        _run("pg_dump", make_url(url), [*options, f"--file={target}"])
        return look(connection)


def load(url: str, file: Path) -> None:
    """Load a copy into an empty database, whole or not at all. Raises ProgramFailed."""
    _run("pg_restore", make_url(url), ["--no-owner", "--no-privileges", "--single-transaction", str(file)])


def has_tables(url: str) -> bool:
    """Whether anything is in a database that is meant to be empty. Raises SQLAlchemyError."""
    engine = create_engine(make_url(url), hide_parameters=True)
    try:
        with engine.connect() as connection:
            return bool(inspect(connection).get_table_names())
    finally:
        engine.dispose()


@contextmanager
def loaded(url: str, file: Path) -> Iterator[Connection]:
    """A connection to a database that is made for looking at a copy, and dropped again. Raises ProgramFailed."""
    name = f"gapcheck_check_{secrets.token_hex(6)}"
    beside = make_url(url).set(database=name)
    _run("createdb", make_url(url), [name], "--maintenance-db")
    engine = create_engine(beside, hide_parameters=True)
    try:
        load(beside.render_as_string(hide_password=False), file)
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
        _run("dropdb", make_url(url), ["--if-exists", name], "--maintenance-db")


def _run(program: str, url: URL, options: list[str], database: str = "--dbname") -> None:
    """Run a program; the password goes through its environment, where other users cannot read it."""
    environ = {**os.environ, "PGPASSWORD": url.password or ""} if url.password else dict(os.environ)
    address = url.set(drivername="postgresql", password=None).render_as_string()
    try:
        ended = subprocess.run(
            [program, f"{database}={address}", "--no-password", *options],
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise ProgramFailed(program, "is not installed") from error
    if ended.returncode:
        raise ProgramFailed(program, (ended.stderr.strip().splitlines() or ["no reason given"])[-1])
