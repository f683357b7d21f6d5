"""Replacing the installation's key: every engagement's key is sealed anew, no answer is touched.

The order makes an interruption harmless at every point. The old key is kept under its fingerprint before the new one
takes its place, so there is no moment at which a stored key has no file that opens it. What an interrupted rotation
left to do, the next call does before it makes another key.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from gapcheck import config, files
from gapcheck.config import Settings
from gapcheck.encryption import Sealer, key_id
from gapcheck.extensions import installation
from gapcheck.models import Engagement
from gapcheck.services import audit
from gapcheck.services.transaction import reading, writing

#: Engagements that are sealed anew in one transaction: others write in between.
_AT_ONCE = 200


class KeyInVariable(Exception):
    """The key is in a variable, which only whoever sets it can change."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did. ``kept`` is the file of the old key, None where only left-over work was done."""

    fingerprint: str
    sealed_anew: int
    kept: Path | None


def rotate(settings: Settings, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Rotated:
    """Make a new key and seal every engagement's key with it, or finish what an interrupted call left.

    Raises KeyInVariable where a new key is wanted and the key is no file, CannotOpen for an engagement's key that no
    key of the installation opens.
    """
    kept = None
    if not left_over():
        if settings.key_file is None:
            raise KeyInVariable
        kept = _replace_file(settings.key_file)
    keyring = installation().keyring
    keyring.read_anew(*config.keys_now(settings))
    return Rotated(keyring.fingerprint, _seal_all_anew(progress), kept)


def in_use() -> Counter[str]:
    """How many engagements' keys are sealed with which key, by fingerprint."""
    return Counter(map(key_id, reading().scalars(select(Engagement.sealed_key))))


def left_over() -> int:
    """How many engagements' keys are still sealed with an older key."""
    found = in_use()
    return sum(found.values()) - found[installation().keyring.fingerprint]


def _replace_file(file: Path) -> Path:
    """Keep the old key under its fingerprint, then put a new one in its place; the file of the old one."""
    old = file.read_text("ascii").strip()
    kept = file.with_name(f"{file.name}.{Sealer(bytes.fromhex(old)).key_id.hex()}")
    files.write(kept, f"{old}\n".encode())
    files.write(file, f"{secrets.token_hex(32)}\n".encode())
    return kept


def _seal_all_anew(progress: Callable[[int, int], None]) -> int:
    keyring = installation().keyring
    ids = [id_ for id_, key in _sealed_keys() if key_id(key) != keyring.fingerprint]
    for start in range(0, len(ids), _AT_ONCE):
        with writing() as session:
            rows = session.scalars(select(Engagement).where(Engagement.id.in_(ids[start : start + _AT_ONCE])))
            for engagement in rows.all():
                sealed = keyring.sealed_anew(engagement.sealed_key, engagement.workspace_id, engagement.id)
                engagement.sealed_key = sealed or engagement.sealed_key
        progress(min(start + _AT_ONCE, len(ids)), len(ids))
    with writing() as session:
        audit.record_everywhere(session, "change key")
    return len(ids)


def _sealed_keys() -> list[tuple[str, bytes]]:
    session = reading()
    found = [(id_, key) for id_, key in session.execute(select(Engagement.id, Engagement.sealed_key))]
    session.close()
    return found
