"""The ledger of what has ended, outside the database: a restored backup carries it out again.

A backup is older than what happened since: an engagement was erased, somebody withdrew, a link was revoked, a member
left. Restoring it must bring none of that back. The audit trail knows all of it and lies in the database that may be
lost, so every event that ends something is also written, in the form of ``gapcheck audit export``, to ``ended.jsonl``
in the instance folder as soon as its transaction is durable, and into the manifest of each backup. It holds ids and
times, no names.

What a crash or a full disk kept from the file is added from the trail, by the worker and with every backup.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import structlog
from sqlalchemy import event, or_, select
from sqlalchemy.orm import Session

from gapcheck.config import Settings
from gapcheck.extensions import installation
from gapcheck.models import AuditEvent
from gapcheck.services.transaction import reading

FILE = "ended.jsonl"
#: The actions that end something, by how they begin.
ENDING = (
    "erase ",
    "withdraw",
    "replace",
    "revoke link",
    "new link",
    "set PIN",
    "retract",
    "close",
    "end membership",
    "disable account",
    "change password",
    "reset password",
)
_PENDING = "gapcheck ledger"
_log = structlog.get_logger("gapcheck.ledger")

#: One event as ``audit export`` prints it.
Line: TypeAlias = dict[str, str | int]


def as_line(row: AuditEvent) -> Line:
    """An event as plain values, as exports and the ledger have it."""
    return {
        "workspace": row.workspace_id,
        "seq": row.seq,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "action": row.action,
        "object": row.object,
        "hash": row.hash.hex(),
    }


def note(session: Session, row: AuditEvent) -> None:
    """Write the event to the file once its transaction is durable, if it is one that ends something."""
    if row.action.startswith(ENDING):
        session.info.setdefault(_PENDING, []).append(as_line(row))


@event.listens_for(Session, "after_commit")
def _write_noted(session: Session) -> None:
    lines = session.info.pop(_PENDING, None)
    if lines:
        try:
            _append(file_of(installation().settings), lines)
        except OSError as error:  # the change itself is durable; catch_up adds the line later
            _log.error("ledger not written", error=type(error).__name__)


@event.listens_for(Session, "after_rollback")
def _forget_noted(session: Session) -> None:
    session.info.pop(_PENDING, None)


def file_of(settings: Settings) -> Path:
    """Where the ledger lies."""
    return settings.instance / FILE


def ended(session: Session) -> list[Line]:
    """Every event of the trail that ended something, workspace by workspace, oldest first."""
    ends = or_(*(AuditEvent.action.startswith(word, autoescape=True) for word in ENDING))
    rows = session.scalars(select(AuditEvent).where(ends).order_by(AuditEvent.workspace_id, AuditEvent.seq))
    return [as_line(row) for row in rows]


def catch_up(settings: Settings, lines: Iterable[Line]) -> int:
    """Add to the file those of these events that it has not; how many that was. Raises OSError."""
    file = file_of(settings)
    kept = {line["hash"] for line in (read(file.read_text("utf-8").splitlines()) if file.exists() else ())}
    missing = {line["hash"]: line for line in lines if line["hash"] not in kept}
    if missing:
        _append(file, missing.values())
    return len(missing)


def keep_complete() -> bool:
    """Add what a crash or a full disk kept from the file; True where something was missing. Raises OSError."""
    session = reading()
    lines = ended(session)
    session.close()
    return bool(catch_up(installation().settings, lines))


def read(lines: Iterable[str]) -> Iterator[Line]:
    """The events in a ledger, an export or a kept log; lines that are something else are passed over."""
    for text in lines:
        try:
            line = json.loads(text[text.index("{") :])
            if is_line(line):
                yield line
        except ValueError:
            continue


def is_line(value: Any) -> bool:
    """Whether this is an event that ended something."""
    texts = ("workspace", "at", "actor", "action", "object", "hash")
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name), str) for name in texts)
        and isinstance(value.get("seq"), int)
        and value["action"].startswith(ENDING)
    )


def _append(file: Path, lines: Iterable[Line]) -> None:
    content = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, content)  # one call, so that two processes do not write into each other's lines
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
