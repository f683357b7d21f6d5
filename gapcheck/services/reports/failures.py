"""What breaks while a report is made: named for the person who waits for it, or the worker's to try again."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from gapcheck.encryption import CannotOpen
from gapcheck.faults import InputFaults
from gapcheck.report import Cause, ReportFailed

#: The database is away or has no room: nothing is wrong with the report, and nothing could be written of it now.
AWAY = (OperationalError, InterfaceError, NoConnection)

_CAUSES = {
    MemoryError: Cause.TOO_LARGE,
    InputFaults: Cause.NOT_COMPARABLE,
    CannotOpen: Cause.NOT_OPENED,
}
_log = structlog.get_logger("gapcheck.reports")


def named(error: Exception) -> ReportFailed:
    """What to tell of an error. It is logged by its type alone, since its message may quote an answer."""
    if isinstance(error, ReportFailed):
        failure = error
    else:
        cause = next((cause for kind, cause in _CAUSES.items() if isinstance(error, kind)), Cause.BROKEN)
        failure = ReportFailed(cause, detail=type(error).__name__)
    _log.error("report failed", kind=failure.cause.value, error=failure.detail)
    return failure
