"""The instrument of a wave, from its immutable snapshot; built once a process for all waves that share it."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck.instruments.loader import from_snapshot, to_snapshot
from gapcheck.instruments.model import Instrument, Item
from gapcheck.models import Snapshot, Wave
from gapcheck.services.transaction import reading


def keep(session: Session, workspace_id: str, instrument: Instrument) -> str:
    """Keep an instrument as it is now; the hash by which waves name it."""
    content = to_snapshot(instrument)
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    if session.get(Snapshot, (workspace_id, digest)) is None:
        session.add(Snapshot(workspace_id=workspace_id, hash=digest, content=content))
        session.flush()
    return digest


@lru_cache(maxsize=64)
def _instrument(digest: str) -> Instrument:
    # Equal hashes are equal contents, whichever workspace the row is of.
    return from_snapshot(reading().scalars(select(Snapshot.content).where(Snapshot.hash == digest).limit(1)).one())


def instrument_of(wave: Wave) -> Instrument:
    """The instrument as it was when the wave was opened."""
    return _instrument(wave.snapshot_hash)


def items_of(wave: Wave) -> tuple[Item, ...]:
    """The items that the wave asks, in questionnaire order."""
    return instrument_of(wave).form_items(tuple(wave.items))
