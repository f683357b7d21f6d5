"""A build with a planted fault, chosen by SABOTAGE: it acknowledges a save that is not durable yet.

``late`` commits each save half a second after its acknowledgement; ``batched`` keeps saves in memory and commits those
of a second together.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Mapping
from typing import Any

from gapcheck.web.respond import questions
from gapcheck.web.respond.saving import Form, Outcome, save
from gapcheck.web.respond.steps import Step
from gapcheck.wsgi import app

_kept: queue.SimpleQueue[tuple[Any, Step, Form]] = queue.SimpleQueue()
_writer = threading.Lock()


def acknowledge_first(respondent: Any, step: Step, form: Form) -> Outcome:
    """Says that the values are saved, and leaves the saving for later."""
    revisions: Mapping[str, int] = {subject: revision + 1 for subject, revision in form.revisions.items()}
    if os.environ["SABOTAGE"] == "late":
        threading.Timer(0.5, _write, [respondent, step, form]).start()
    else:
        _kept.put((respondent, step, form))
        if _writer.acquire(blocking=False):  # one writer in each process, begun after the fork
            threading.Thread(target=_write_each_second, daemon=True).start()
    return Outcome(revisions)


def _write(respondent: Any, step: Step, form: Form) -> None:
    with app.app_context():
        save(respondent, step, form)


def _write_each_second() -> None:
    while True:
        time.sleep(1.0)
        while not _kept.empty():
            _write(*_kept.get())


questions.save = acknowledge_first
