"""``gapcheck dump`` and ``gapcheck move`` as an administrator runs them."""

from __future__ import annotations

import hashlib
import json
import re
import runpy
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from gapcheck import config
from gapcheck.services.operations import presence
from tests.commands.inside import Run
from tests.postgres import Server
from tests.serving import free_port

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def ready(settings: config.Settings, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An installation with nothing in it, for commands and for a server of one's own in this process."""
    monkeypatch.setenv("GAPCHECK_INSTANCE", str(settings.instance))
    return run


@pytest.fixture
def target(postgres: Server) -> Iterator[str]:
    """The address of an empty database."""
    url = postgres.empty()
    yield url
    postgres.drop(url)


def test_an_installation_moves_and_works_on_at_the_new_address(ready: Run, target: str) -> None:
    assert ready("workspace", "add", "Halloran").exit_code == 0
    dumped = ready("dump", "--canonical")
    document = json.loads(dumped.stdout)
    assert [row["name"] for table, row in document["rows"] if table == "workspace"] == ["Halloran"]
    moved = ready("move", "--to", target)
    assert moved.exit_code == 0, moved.stderr
    assert moved.stderr == ""  # no bar where there is no terminal
    assert document["sha256"] in moved.stdout
    there = {"GAPCHECK_DATABASE_URL": target}
    assert ready("dump", "--canonical", **there).stdout == dumped.stdout
    added = ready("workspace", "add", "Vidal", **there)
    assert added.exit_code == 0, added.stderr
    assert "Vidal" in ready("workspace", "list", **there).stdout
    assert "Vidal" not in ready("workspace", "list").stdout
    again = ready("move", "--to", target)
    assert again.exit_code == 2
    assert re.fullmatch(r"gapcheck: the target holds something already[^\n]+\n", again.stderr)


def test_nothing_moves_while_a_server_runs(ready: Run, target: str, settings: config.Settings) -> None:
    with presence.serving(settings):
        refused = ready("move", "--to", target)
    assert refused.exit_code == 2
    assert refused.stderr == (
        "gapcheck: a server or worker runs on this installation. Stop all of them, and repeat this command.\n"
    )


def test_a_database_of_another_version_is_refused_in_one_sentence(
    ready: Run, settings: config.Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    file = settings.instance / "gapcheck.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    before = hashlib.sha256(file.read_bytes()).digest()
    for words in (
        ("init",),
        ("serve", "--port", str(free_port())),
        ("worker",),
        ("jobs", "list"),
        ("dump", "--canonical"),
    ):
        refused = ready(*words)
        assert refused.exit_code == 2, words
        assert re.fullmatch(r"gapcheck: [^\n]+\n", refused.stderr), refused.stderr
    assert "newer gapcheck" in refused.stderr
    with pytest.raises(SystemExit):  # a server of one's own refuses as well
        runpy.run_module("gapcheck.wsgi")
    assert "newer gapcheck" in capsys.readouterr().err
    assert hashlib.sha256(file.read_bytes()).digest() == before


def test_a_server_of_ones_own_is_there_until_it_ends(
    ready: Run, settings: config.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = runpy.run_module("gapcheck.wsgi")
    with pytest.raises(presence.SomebodyRuns), presence.alone(settings):
        pass
    loaded["_presence"].__exit__(None, None, None)
    with presence.alone(settings):
        pass


def test_a_database_that_is_not_there_is_named_by_its_variable(ready: Run, target: str) -> None:
    refused = ready("jobs", "list", GAPCHECK_DATABASE_URL=target.replace("/gapcheck_", "/no_such_"))
    assert refused.exit_code == 2
    assert re.fullmatch(r"gapcheck: the database of GAPCHECK_DATABASE_URL cannot be reached: [^\n]+\n", refused.stderr)


def test_an_address_of_another_kind_is_refused(ready: Run) -> None:
    refused = ready("move", "--to", "mysql://somebody@somewhere/else")
    assert refused.exit_code == 2
    assert "give sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME" in refused.stderr


def test_without_a_terminal_there_is_only_the_result(ready: Run, target: str) -> None:
    assert ready("dump", "--canonical", "--digest").output == f"{hashlib.sha256().hexdigest()}\n"
    assert ready("dump").exit_code == 2  # there is one form, and it is named
