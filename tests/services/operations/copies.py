"""Backing up and restoring in a test, as the commands do it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from gapcheck.app import create_app
from gapcheck.config import Settings
from gapcheck.extensions import db, installation
from gapcheck.services import canonical
from gapcheck.services.operations import restoring
from gapcheck.services.operations.replaying import Replayed


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
    with restoring.laid_out(settings, source, target, keyring) as restored:
        with create_app(restored).app_context():
            found = restoring.clear(lines)
            db.session.remove()
            db.engine.dispose()
        return found


@contextmanager
def running(settings: Settings, folder: Path) -> Iterator[Flask]:
    """The application on a restored folder."""
    there = replace(settings, instance=folder, database_url=f"sqlite:///{folder / 'gapcheck.db'}")
    app = create_app(there)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


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
