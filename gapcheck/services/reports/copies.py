"""Reports that lie as files in the instance folder, for people with a terminal: the demo's.

A folder for each engagement, so that whatever erases a report's row finds its copies as well.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from gapcheck import files
from gapcheck.extensions import installation


def keep(engagement_id: str, name: str, content: bytes) -> Path:
    """Put a copy of a report where only the owner of the instance folder can read it; the file's path."""
    path = _folder(engagement_id) / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.write(path, content)
    return path


def remove(engagement_id: str) -> None:
    """Remove every copy of an engagement's reports; nothing happens where there is none."""
    shutil.rmtree(_folder(engagement_id), ignore_errors=True)


def _folder(engagement_id: str) -> Path:
    return installation().settings.instance / "reports" / engagement_id
