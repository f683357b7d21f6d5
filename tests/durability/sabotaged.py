"""A build with a planted fault: it acknowledges a save at once and commits it half a second later."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from gapcheck.web.respond import questions
from gapcheck.web.respond.saving import Form, Outcome, save
from gapcheck.web.respond.steps import Step
from gapcheck.wsgi import app


def acknowledge_first(respondent: Any, step: Step, form: Form) -> Outcome:
    """Says that the values are saved, and leaves the saving for later."""
    revisions: Mapping[str, int] = {subject: revision + 1 for subject, revision in form.revisions.items()}

    def later() -> None:
        time.sleep(0.5)
        with app.app_context():
            save(respondent, step, form)

    threading.Thread(target=later, daemon=True).start()
    return Outcome(revisions)


questions.save = acknowledge_first
