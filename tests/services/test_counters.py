"""The counters that all processes of a machine share."""

from __future__ import annotations

from dataclasses import replace
from multiprocessing import get_context
from threading import Thread

import pytest
from flask import Flask

from gapcheck.config import Settings
from gapcheck.extensions import Installation, installation
from gapcheck.services import counters
from gapcheck.services.counters import Counter


@pytest.fixture
def counted(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application of an installation that is asked for figures."""
    asked_for = Installation(replace(settings, metrics_token="m" * 32), installation().keyring)
    monkeypatch.setitem(app.extensions, "gapcheck", asked_for)
    return app


def test_none_is_lost_where_processes_and_their_threads_count_at_once(counted: Flask) -> None:
    def count() -> None:
        with counted.app_context():
            for _ in range(100):
                counters.add(Counter.SERVER_ERRORS)

    def serve() -> None:
        threads = [Thread(target=count) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    processes = [get_context("fork").Process(target=serve) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert counters.totals() == {Counter.SERVER_ERRORS: 400, Counter.FAILED_SIGN_INS: 0}


def test_a_counter_goes_on_after_a_restart(counted: Flask, settings: Settings) -> None:
    counters.add(Counter.FAILED_SIGN_INS)
    file = settings.instance / counters.FILE
    assert (len(file.read_bytes()), file.stat().st_mode & 0o777) == (16, 0o600)
    counters.add(Counter.FAILED_SIGN_INS)
    assert counters.totals()[Counter.FAILED_SIGN_INS] == 2


def test_a_file_that_was_cut_off_fails_no_page_and_keeps_what_is_left(counted: Flask, settings: Settings) -> None:
    for _ in range(2):
        counters.add(Counter.SERVER_ERRORS)
    file = settings.instance / counters.FILE
    file.write_bytes(file.read_bytes()[:10])
    counters.add(Counter.FAILED_SIGN_INS)
    assert counters.totals() == {Counter.SERVER_ERRORS: 2, Counter.FAILED_SIGN_INS: 1}


def test_where_nothing_can_be_written_nothing_is_counted_and_nothing_fails(counted: Flask, settings: Settings) -> None:
    (settings.instance / counters.FILE).mkdir()
    counters.add(Counter.SERVER_ERRORS)
    assert counters.totals() == {}


def test_nothing_is_counted_where_nobody_asks_for_figures(app: Flask, settings: Settings) -> None:
    counters.add(Counter.SERVER_ERRORS)
    assert not (settings.instance / counters.FILE).exists()
