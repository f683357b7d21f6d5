"""Acts that start at the same moment, each in a server process of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from gapcheck import config
from gapcheck.extensions import db
from gapcheck.services.answering import AnsweringEnded
from gapcheck.services.decided import NotPossible
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.releases import NothingToRelease
from gapcheck.services.reports.downloads import NoReport
from gapcheck.services.workshops.rows import NotOpen, NoWorkshop
from gapcheck.services.workshops.steering import Stale
from tests.instances import application

#: All that somebody who was too late may be told. Anything else that is raised fails the test.
TOO_LATE = (AnsweringEnded, TransitionRefused, NothingToRelease, NoReport, NotPossible, NoWorkshop, NotOpen, Stale)


@dataclass
class Track:
    """Several applications over one database, as several server processes are, and a thread for each racer."""

    apps: list[Flask]
    threads: ThreadPoolExecutor

    def race(self, *acts: Callable[[], Any]) -> list[Any]:
        """Start all at the same moment; what each returned, or the refusal that it met."""
        start = threading.Barrier(len(acts))

        def run(app: Flask, act: Callable[[], Any]) -> Any:
            with app.app_context():
                start.wait(30)
                try:
                    return act()
                except TOO_LATE as refusal:
                    return refusal

        running = [self.threads.submit(run, app, act) for app, act in zip(self.apps, acts, strict=False)]
        ended = [future.result(60) for future in running]
        db.session.close()  # what was read before the race is out of date
        return ended


@pytest.fixture
def track(app: Flask, settings: config.Settings) -> Iterator[Track]:
    apps = [app, application(settings), application(settings)]
    with ThreadPoolExecutor(len(apps)) as threads:
        yield Track(apps, threads)
    for other in apps[1:]:
        with other.app_context():
            db.engine.dispose()
