"""What is logged: lines of JSON on standard error, with fields from a list and no others.

No address of a page, no link, no answer, no name, no e-mail address and no value of a query can get into a line,
because there is no field for it, and because what other libraries want to say is cut down to where they said it: a web
server quotes the request that it could not read, and in that stands a personal link.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog

#: Every field that a line can have.
FIELDS = frozenset(
    {
        *("at", "level", "event"),
        #: Of a request: the rule that it matched, never its path.
        *("request", "method", "route", "status", "ms", "principal", "workspace"),
        #: The newest event of an audit trail.
        *("seq", "hash"),
        #: What broke, by its type, and where in the code.
        *("error", "place", "library"),
        #: The kind of a mail, the cause of a report that failed, the name of a doctor's check.
        *("kind", "check"),
    }
)
#: Longer values are cut.
LENGTH = 200
#: Loggers of others whose own handlers are taken from them.
_TAKEN_OVER = ("gunicorn.error", "werkzeug")

Event = MutableMapping[str, Any]


def configure() -> None:
    """Log in this way from now on, in the whole process. Safe to repeat."""
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, _stamped, only_listed, structlog.processors.JSONRenderer()],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, Cut) for handler in root.handlers):
        root.addHandler(Cut())
    for name in _TAKEN_OVER:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _stamped(_logger: object, _method: str, event: Event) -> Event:
    event["at"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    return event


def only_listed(_logger: object, _method: str, event: Event) -> Event:
    """The event with the fields of the list alone, each a number or one short line."""
    return {name: _plain(value) for name, value in event.items() if name in FIELDS}


def _plain(value: object) -> int | float | str | None:
    if value is None or isinstance(value, int | float):
        return value
    if not isinstance(value, str):
        return type(value).__name__
    return "".join(letter if letter.isprintable() else "?" for letter in value[:LENGTH])


class Cut(logging.Handler):
    """Says of other libraries' messages where they come from, and not what they say."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        log = structlog.get_logger()
        say = log.error if record.levelno >= logging.ERROR else log.warning
        kind = record.exc_info[0] if record.exc_info else None
        say(
            "library message",
            library=record.name,
            place=f"{record.module}:{record.lineno}",
            **({"error": kind.__name__} if kind else {}),
        )
