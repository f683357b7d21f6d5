"""Backing up and restoring in a test, as the commands do it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from gapcheck.config import Settings
from gapcheck.extensions import db, installation
from gapcheck.services import canonical
from gapcheck.services.operations import restoring
from gapcheck.services.operations.replaying import Replayed
from tests.instances import running


def digest() -> str:
    """The canonical digest of the database of the running application."""
    db.session.close()
    found = canonical.digest(db.session.connection(), installation().keyring)
    db.session.close()
    return found


def restore(settings: Settings, source: Path, target: Path) -> Replayed:
    """As ``gapcheck restore`` does it, in the application of the live installation."""
    db.session.close()
    keyring = installation().keyring
    restoring.look(source, keyring)
    lines = restoring.known_endings(settings, source, keyring)
    with restoring.laid_out(settings, source, target, keyring) as restored, running(restored):
        return restoring.clear(lines)


def laid_out_at(settings: Settings, folder: Path) -> Settings:
    """The settings of what was restored into that folder."""
    return replace(settings, instance=folder, database_url=f"sqlite:///{folder / 'gapcheck.db'}")


def rewritten(source: Path, target: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A backup whose manifest was changed, everything else the same."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            new.writestr(name, content)
    return target
