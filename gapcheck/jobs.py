"""The worker: sends mail and renders reports that wait, one after the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from flask import Flask

from gapcheck.services import audit, batches, ledger, links, retention, sign_ins
from gapcheck.services.mail import announcing, sending
from gapcheck.services.operations import backups
from gapcheck.services.reports import rendering
from gapcheck.services.workshops import ending

#: Seconds between two looks when nothing waits.
PAUSE = 0.5
#: Seconds to wait after a look that failed, such as one on a full disk.
PAUSE_AFTER_ERROR = 5.0
HOUR = 3600.0
_log = structlog.get_logger("gapcheck.jobs")

#: Does one thing that waits; True where there was one.
Job = Callable[[], bool]


class Every:
    """A job that is looked at once in a while, not at every turn. Each worker counts for itself."""

    def __init__(self, seconds: float, job: Job) -> None:
        self._seconds = seconds
        self._job = job
        self._next = 0.0

    def __call__(self) -> bool:
        """Do the job where its time has come."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._seconds
        return self._job()


def jobs() -> tuple[Job, ...]:
    """All that a worker does, in the order of a turn."""
    return (
        sending.send_next,
        rendering.render_next,
        Every(HOUR, announcing.announce_deletions),
        Every(HOUR, retention.erase_due),
        Every(HOUR, retention.empty_log_again),
        Every(HOUR, links.forget_ended),
        Every(HOUR, sign_ins.forget_ended),
        Every(HOUR, ending.end_forgotten),
        Every(HOUR, batches.forget_old),
        Every(HOUR, audit.log_heads),
        Every(HOUR, ledger.keep_complete),
        Every(HOUR, backups.forget_old),
    )


def run(app: Flask, stop: threading.Event) -> None:
    """Work until ``stop`` is set. A job that fails is logged by its type only, and keeps no other from its turn."""
    all_jobs = jobs()
    while not stop.is_set():
        worked, failed = _turn(app, all_jobs)
        if failed:
            stop.wait(PAUSE_AFTER_ERROR)
        elif not worked:
            stop.wait(PAUSE)


def _turn(app: Flask, all_jobs: tuple[Job, ...]) -> tuple[bool, bool]:
    """Give every job its turn: whether any did something, whether any failed."""
    worked = failed = False
    for job in all_jobs:
        try:
            with app.app_context():
                worked = job() or worked
        except Exception as error:
            _log.error("job failed", error=type(error).__name__)
            failed = True
    return worked, failed
