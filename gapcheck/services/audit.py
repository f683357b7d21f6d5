"""The audit trail: append-only, and chained so that a changed or missing row shows.

The chain alone cannot show that its newest rows were cut off. For that the newest event of every workspace goes into
the log once an hour; a kept log, or an earlier export, is what ``gapcheck audit verify --against`` compares with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TypeAlias

import structlog
from sqlalchemy import LargeBinary, Row, Select, String, cast, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import AuditEvent, Workspace
from gapcheck.services import ledger
from gapcheck.services.transaction import reading

_START = b"gapcheck audit chain"
_COLUMNS = (
    AuditEvent.workspace_id,
    AuditEvent.seq,
    AuditEvent.at,
    AuditEvent.actor,
    AuditEvent.action,
    AuditEvent.object,
    AuditEvent.hash,
    cast(AuditEvent.at, String).label("stored_at"),
)
#: What a driver says of a value that it cannot read.
_UNREADABLE = (SQLAlchemyError, ValueError, TypeError)
#: The columns of an event as they are read here.
_EventRow: TypeAlias = "Row[str, int, datetime, str, str, str, bytes, str]"
_Chain: TypeAlias = "Select[str, int, datetime, str, str, str, bytes, str]"
_log = structlog.get_logger("gapcheck.audit")


def record(session: Session, workspace_id: str, actor: str, action: str, target: str) -> None:
    """Add one event to the workspace's chain, within the transaction of the change that it tells of."""
    # One appends at a time. SQLite has one writer anyway; elsewhere two would chain to the same event.
    session.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(key_share=True))
    last = session.scalars(
        select(AuditEvent).where(AuditEvent.workspace_id == workspace_id).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, _START)
    at = clock.now().replace(microsecond=0)
    event = AuditEvent(workspace_id=workspace_id, seq=seq, at=at, actor=actor, action=action, object=target)
    event.hash = chained(previous, workspace_id, seq, at, actor, action, target)
    session.add(event)
    session.flush()
    ledger.note(session, event)


def record_everywhere(session: Session, action: str) -> None:
    """Add one event of the program to every workspace's chain, within the transaction of the change."""
    for workspace_id in session.scalars(select(Workspace.id).order_by(Workspace.id)).all():
        record(session, workspace_id, "system", action, f"workspace:{workspace_id}")


def chained(previous: bytes, workspace_id: str, seq: int, at: datetime, actor: str, action: str, target: str) -> bytes:
    """The hash of an event: SHA-256 over the hash before it and the event as canonical JSON."""
    event = json.dumps([workspace_id, seq, at.isoformat(), actor, action, target], separators=(",", ":"))
    return hashlib.sha256(previous + event.encode()).digest()


def first_broken(session: Session, workspace_id: str) -> int | None:
    """The number of the first event that does not fit the chain, or None where all do."""
    chain = select(*_COLUMNS).where(AuditEvent.workspace_id == workspace_id).order_by(AuditEvent.seq)
    unreadable = None
    try:
        rows = session.execute(chain).all()
    except _UNREADABLE:
        unreadable = _first_unreadable(session, chain)
        rows = session.execute(chain.where(AuditEvent.seq < unreadable)).all()
    previous, expected = _START, 1
    for row in rows:
        if row.seq != expected or not _as_written(row) or row.hash != _hash_of(row, previous):
            return expected
        previous, expected = row.hash, expected + 1
    return unreadable


def _first_unreadable(session: Session, chain: _Chain) -> int:
    """The first event that the driver cannot even make into values: bytes that are no text or no time any more."""
    for seq in count(1):
        try:
            session.execute(chain.where(AuditEvent.seq == seq)).all()
        except _UNREADABLE:
            return seq
    raise AssertionError  # count() has no end


def _hash_of(row: _EventRow, previous: bytes) -> bytes:
    return chained(previous, row.workspace_id, row.seq, row.at, row.actor, row.action, row.object)


def _as_written(row: _EventRow) -> bool:
    """Whether the time stands in the database exactly as it was put there: several texts read as the same time."""
    written: str = row.at.replace(tzinfo=None).isoformat(sep=" ")
    return str(row.stored_at).removesuffix(".000000") == written


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain breaks: the first event that was changed, or is missing."""

    workspace_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an event was when it was written down outside the database. ``hash`` in hexadecimal."""

    workspace_id: str
    seq: int
    hash: str


def verify(anchors: Iterable[Anchor] = ()) -> list[Broken]:
    """Every workspace's first broken event; with anchors also the first event that is not what was written down."""
    session = reading()
    broken = {}
    known = set(session.scalars(select(Workspace.id)))
    # As bytes: an id that was changed need not be a text any more.
    stored_id = cast(AuditEvent.workspace_id, LargeBinary)
    for raw, lowest in session.execute(
        select(stored_id, func.min(AuditEvent.seq)).group_by(stored_id).order_by(stored_id)
    ):
        workspace_id = raw.decode(errors="replace")
        seq = first_broken(session, workspace_id) if workspace_id in known else lowest
        if seq is not None:
            broken[workspace_id] = seq
    for anchor in anchors:
        kept = session.scalars(
            select(AuditEvent.hash).where(AuditEvent.workspace_id == anchor.workspace_id, AuditEvent.seq == anchor.seq)
        ).first()
        if kept is None or kept.hex() != anchor.hash:
            broken[anchor.workspace_id] = min(anchor.seq, broken.get(anchor.workspace_id, anchor.seq))
    return [Broken(workspace_id, seq) for workspace_id, seq in broken.items()]


def read_anchors(lines: Iterable[str]) -> Iterator[Anchor]:
    """The anchors in a kept log or export: every line of JSON with a workspace, a number and a hash; others are passed
    over, since a log holds much else.
    """
    for line in lines:
        try:
            fields = json.loads(line[line.index("{") :])
            yield Anchor(str(fields["workspace"]), int(fields["seq"]), str(fields["hash"]))
        except (ValueError, KeyError, TypeError):
            continue


def export() -> Iterator[dict[str, str | int]]:
    """Every event as plain values, workspace by workspace, oldest first."""
    for event in reading().scalars(select(AuditEvent).order_by(AuditEvent.workspace_id, AuditEvent.seq)):
        yield ledger.as_line(event)


def log_heads() -> bool:
    """Write the newest event of every workspace into the log, from where it can be kept outside the database.

    False always: as a job it leaves nothing that waits.
    """
    for workspace_id, seq, digest in reading().execute(heads()):
        _log.info("audit head", workspace=workspace_id, seq=seq, hash=digest.hex())
    return False


def heads() -> Select[str, int, bytes]:
    """The newest event of every workspace: its workspace, number and hash, by workspace."""
    newest = select(AuditEvent.workspace_id, func.max(AuditEvent.seq).label("seq")).group_by(AuditEvent.workspace_id)
    latest = newest.subquery()
    is_latest = (AuditEvent.workspace_id == latest.c.workspace_id) & (AuditEvent.seq == latest.c.seq)
    found = select(AuditEvent.workspace_id, AuditEvent.seq, AuditEvent.hash).join(latest, is_latest)
    return found.order_by(AuditEvent.workspace_id)
