"""The audit trail: append-only, and chained so that a changed or missing row shows."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import AuditEvent

_START = b"gapcheck audit chain"


def record(session: Session, workspace_id: str, actor: str, action: str, target: str) -> None:
    """Add one event to the workspace's chain, within the transaction of the change that it tells of."""
    last = session.scalars(
        select(AuditEvent).where(AuditEvent.workspace_id == workspace_id).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, _START)
    at = clock.now().replace(microsecond=0)
    event = AuditEvent(workspace_id=workspace_id, seq=seq, at=at, actor=actor, action=action, object=target)
    event.hash = chained(previous, workspace_id, seq, at, actor, action, target)
    session.add(event)
    session.flush()


def chained(previous: bytes, workspace_id: str, seq: int, at: datetime, actor: str, action: str, target: str) -> bytes:
    """The hash of an event: SHA-256 over the hash before it and the event as canonical JSON."""
    event = json.dumps([workspace_id, seq, at.isoformat(), actor, action, target], separators=(",", ":"))
    return hashlib.sha256(previous + event.encode()).digest()


def first_broken(session: Session, workspace_id: str) -> int | None:
    """The number of the first event that does not fit the chain, or None where all do."""
    previous, expected = _START, 1
    for event in session.scalars(
        select(AuditEvent).where(AuditEvent.workspace_id == workspace_id).order_by(AuditEvent.seq)
    ):
        right = chained(previous, workspace_id, event.seq, event.at, event.actor, event.action, event.object)
        if event.seq != expected or event.hash != right:
            return expected
        previous, expected = event.hash, expected + 1
    return None
