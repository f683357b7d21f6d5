"""The worker: looks for reports that wait and has them rendered, one after the other."""

from __future__ import annotations

import threading

import structlog
from flask import Flask

from gapcheck.services import reports

#: Seconds between two looks when nothing waits.
PAUSE = 0.5
#: Seconds to wait after a look that failed, such as one on a full disk.
PAUSE_AFTER_ERROR = 5.0
_log = structlog.get_logger("gapcheck.jobs")


def run(app: Flask, stop: threading.Event) -> None:
    """Work until ``stop`` is set. An error is logged by its type and place only, and the next look comes later."""
    while not stop.is_set():
        try:
            with app.app_context():
                worked = reports.render_next()
        except Exception as error:
            _log.error("job failed", error=type(error).__name__)
            stop.wait(PAUSE_AFTER_ERROR)
        else:
            if not worked:
                stop.wait(PAUSE)


def run_waiting(app: Flask) -> int:
    """Do all that waits now; how many reports that were."""
    done = 0
    with app.app_context():
        while reports.render_next():
            done += 1
    return done
