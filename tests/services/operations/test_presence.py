"""Servers and workers of one version run together; what must be alone is alone; and a killed process is gone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing import get_context

import pytest

from gapcheck import config
from gapcheck.models import opening
from gapcheck.services.operations import presence
from gapcheck.services.operations.presence import OtherVersionRuns, SomebodyRuns
from tests.postgres import Server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "_PATIENCE", 0.0)


def test_servers_and_workers_run_beside_each_other(settings: config.Settings) -> None:
    with presence.serving(settings), presence.serving(settings):
        pass


def test_nothing_that_must_be_alone_starts_while_one_runs(settings: config.Settings) -> None:
    with ExitStack() as first:
        first.enter_context(presence.serving(settings))
        with presence.serving(settings):
            first.close()
            with pytest.raises(SomebodyRuns), presence.alone(settings):
                pass
    with presence.alone(settings):
        pass


def test_no_server_starts_during_something_that_must_be_alone(settings: config.Settings) -> None:
    with presence.alone(settings):
        with pytest.raises(SomebodyRuns), presence.serving(settings):
            pass
        with pytest.raises(SomebodyRuns), presence.alone(settings):
            pass


def test_two_versions_do_not_serve_one_installation(settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with presence.serving(settings):
        monkeypatch.setattr(presence, "__version__", "0.0.1-older")
        with pytest.raises(OtherVersionRuns) as refused, presence.serving(settings):
            pass
    assert refused.value.version
    with presence.serving(settings):  # the first one has ended
        pass


def test_a_killed_server_keeps_nothing(settings: config.Settings) -> None:
    def serve() -> None:
        with presence.serving(settings):
            ready.set()
            signal.pause()

    fork = get_context("fork")
    ready = fork.Event()
    child = fork.Process(target=serve)
    child.start()
    assert ready.wait(30)
    with pytest.raises(SomebodyRuns), presence.alone(settings):
        pass
    os.kill(child.pid, signal.SIGKILL)
    child.join(30)
    with presence.alone(settings):
        pass


@pytest.fixture
def elsewhere(postgres: Server) -> Iterator[str]:
    url = postgres.empty()
    yield url
    postgres.drop(url)


@pytest.mark.xdist_group("postgres")
def test_a_server_on_another_machine_is_noticed_by_its_connection(
    settings: config.Settings, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = opening.engine_of(elsewhere), opening.engine_of(elsewhere)
    with theirs.connect(), pytest.raises(SomebodyRuns), presence.alone(settings, ours):
        pass
    theirs.dispose()
    monkeypatch.setattr(presence, "_PATIENCE", 30.0)
    with presence.alone(settings, ours):
        pass
    ours.dispose()
