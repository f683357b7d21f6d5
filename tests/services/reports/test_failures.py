"""What breaks while a report is made is told in a sentence, and logged by its type and nothing else."""

from __future__ import annotations

import pytest
import structlog
from sqlalchemy.exc import ProgrammingError

from gapcheck.encryption import CannotOpen
from gapcheck.faults import Fault, InputFaults
from gapcheck.report import Cause, ReportFailed
from gapcheck.services.reports.failures import named

QUOTED = "an answer that an exception quotes"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (InputFaults([Fault("seats.cio", QUOTED)]), "cannot be compared"),
        (CannotOpen(QUOTED), "do not open with the key"),
        (MemoryError(QUOTED), "needs more memory than one report may use"),
        (ProgrammingError(QUOTED, {}, Exception(QUOTED)), "the program that draws it stopped"),
        (OSError(QUOTED), "the program that draws it stopped"),
        (KeyError(QUOTED), "the program that draws it stopped"),
    ],
)
def test_an_error_is_told_in_a_sentence_and_logged_by_its_type_alone(error: Exception, told: str) -> None:
    with structlog.testing.capture_logs() as logged:
        failure = named(error)
    assert told in str(failure)
    assert [line["error"] for line in logged] == [type(error).__name__]
    assert QUOTED not in f"{logged} {failure}"


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_sentence(cause: Cause) -> None:
    assert str(ReportFailed(cause, "Install it." if cause is Cause.NOT_INSTALLED else None)).endswith(".")
