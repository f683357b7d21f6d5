"""The manifest of a backup: what is in it and what it takes to read it, sealed so that a change shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gapcheck.encryption import Keyring

FORMAT = "gapcheck/backup@1"
NAME = "manifest.json"


class NotUsable(Exception):
    """A backup that is not restored, and why. ``reason`` names the sentence, ``values`` what stands in it."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database held at one moment.

    ``rows`` by table; ``digest`` of the canonical dump, None for a schema that this program only upgrades; ``heads``
    the newest event of each workspace's audit trail, as number and hash.
    """

    schema: str
    rows: Mapping[str, int]
    digest: str | None
    heads: Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. No key, no name, no answer.

    ``keys`` are the fingerprints of the keys that the engagements are sealed with, ``secret_key`` that of the key of
    links and cookies. ``files`` has size and SHA-256 of every other file of the archive, ``ended`` the ledger.
    """

    version: str
    made_at: str
    database: str
    facts: Facts
    key: str
    keys: tuple[str, ...]
    secret_key: str
    files: Mapping[str, tuple[int, str]]
    ended: tuple[dict[str, Any], ...]


def written(manifest: Manifest, keyring: Keyring) -> bytes:
    """The manifest as it stands in an archive, with its seal."""
    content = {"format": FORMAT, **asdict(manifest)}
    return json.dumps({**content, "seal": keyring.manifest_seal(_canonical(content))}, indent=1).encode()


def read(content: bytes, keyring: Keyring) -> Manifest:
    """The manifest of an archive, checked against the keys of this installation. Raises NotUsable."""
    found = _parsed(content)
    if found.get("format") != FORMAT:
        raise NotUsable("format", format=str(found.get("format"))[:40])
    seal = str(found.pop("seal", ""))
    try:
        missing = {found["key"], *found["keys"]} - keyring.fingerprints
        if missing:
            raise NotUsable("key", needs=", ".join(sorted(missing)), has=keyring.fingerprint)
        if not keyring.is_manifest_seal(seal, _canonical(found)):
            raise NotUsable("changed", file=NAME)
        if found["secret_key"] != keyring.secret_fingerprint:
            raise NotUsable("secret_key", needs=found["secret_key"], has=keyring.secret_fingerprint)
        return _manifest(found)
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUsable("damaged") from error


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise NotUsable("damaged") from error
    if not isinstance(found, dict):
        raise NotUsable("damaged")
    return found


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _manifest(found: Mapping[str, Any]) -> Manifest:
    facts = found["facts"]
    heads = {workspace: (int(seq), str(digest)) for workspace, (seq, digest) in facts["heads"].items()}
    return Manifest(
        version=found["version"],
        made_at=found["made_at"],
        database=found["database"],
        facts=Facts(facts["schema"], dict(facts["rows"]), facts["digest"], heads),
        key=found["key"],
        keys=tuple(found["keys"]),
        secret_key=found["secret_key"],
        files={name: (int(size), str(digest)) for name, (size, digest) in found["files"].items()},
        ended=tuple(found["ended"]),
    )
