"""Whether a copy of the key was checked: losing the key is losing all answers, and nothing but a copy helps then."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from gapcheck import clock, files
from gapcheck.config import Settings
from gapcheck.encryption import Sealer

FILE = "key-copy-checked.json"


class NotTheKey(Exception):
    """The file is no key, or another one. ``fingerprint`` is its own, None for what is no key."""

    def __init__(self, fingerprint: str | None) -> None:
        super().__init__("not the key")
        self.fingerprint = fingerprint


def check(settings: Settings, copy: Path, fingerprint: str) -> None:
    """Compare a copy with the key, and remember that there is one. Raises NotTheKey and OSError."""
    try:
        found = Sealer(bytes.fromhex(copy.read_text("ascii").strip())).key_id.hex()
    except ValueError as error:
        raise NotTheKey(None) from error
    if found != fingerprint:
        raise NotTheKey(found)
    files.write(settings.instance / FILE, json.dumps({"key": found, "at": clock.now().isoformat()}).encode())


def checked(settings: Settings, fingerprint: str) -> datetime | None:
    """When a copy of this key was last checked; None where none was."""
    try:
        found = json.loads((settings.instance / FILE).read_text("utf-8"))
        return datetime.fromisoformat(found["at"]) if found["key"] == fingerprint else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
