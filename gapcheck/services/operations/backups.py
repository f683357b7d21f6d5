"""Backups: one file each, restored into a temporary folder and compared before anything is said to be saved.

A backup holds the database and the installation's own questionnaires. It holds no key, so it shows no answer without
the key that its manifest names, and no setting, since settings hold passwords. It is not encrypted a second time:
people's names and addresses can be read in it, as in the database.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gapcheck import __version__, clock, files
from gapcheck.config import Settings
from gapcheck.encryption import Keyring
from gapcheck.extensions import db, installation
from gapcheck.services import ledger
from gapcheck.services.operations import archive, databases
from gapcheck.services.operations.databases import Moment, Progress
from gapcheck.services.operations.manifest import Manifest

#: Where in the instance folder those go that are made before an upgrade.
FOLDER = "backups"
#: Says when the last backup was found whole, and where it is.
RECORD = "last-backup.json"
_FORM = "%Y%m%dT%H%M%S"
_NAME = re.compile(r"gapcheck-(\d{8}T\d{6})(?:-\d+)?\.zip")
#: How long backups are kept: one a day, then one a week, and none for longer than respondents were told.
DAILY, WEEKLY, LONGEST = 7, 4, timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was found whole."""

    file: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Last:
    """The newest backup that was found whole on this machine."""

    at: datetime
    file: Path


def make(settings: Settings, folder: Path, progress: Progress = lambda _done, _of: None) -> Made:
    """Write a backup into a folder and prove it by restoring it beside.

    Raises OSError, SQLAlchemyError, NotUsable and ProgramFailed; nothing is left in the folder then.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keyring, at = installation().keyring, clock.now()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".gapcheck-") as name:
        copy, packed, restored = (Path(name) / part for part in ("database", "packed", "restored"))
        moment = databases.copy(settings, db.engine, copy, keyring, progress)
        members = {databases.NAMES[databases.kind(settings)]: copy, **_questionnaires(settings)}
        described = _described(settings, moment, members, keyring, at)
        archive.write(packed, described, members, keyring)
        copy.unlink()
        restored.mkdir(mode=0o700)
        archive.extract(packed, restored, keyring)
        databases.compare(settings, restored / databases.NAMES[described.database], described.facts, keyring)
        target = _free_name(folder, at)
        files.move(packed, target)
    ledger.catch_up(settings, moment.ended)
    record = {"at": at.isoformat(), "file": str(target.absolute())}
    files.write(settings.instance / RECORD, json.dumps(record).encode())
    return Made(target, described)


def _questionnaires(settings: Settings) -> dict[str, Path]:
    own = settings.instance / "instruments"
    return {f"instruments/{path.name}": path for path in sorted(own.glob("*.toml")) if path.is_file()}


def _described(
    settings: Settings, moment: Moment, members: Mapping[str, Path], keyring: Keyring, at: datetime
) -> Manifest:
    return Manifest(
        version=__version__,
        made_at=at.isoformat(),
        database=databases.kind(settings),
        facts=moment.facts,
        key=keyring.fingerprint,
        keys=moment.keys,
        secret_key=keyring.secret_fingerprint,
        files={name: archive.measured(path) for name, path in members.items()},
        ended=moment.ended,
    )


def _free_name(folder: Path, at: datetime) -> Path:
    name = f"gapcheck-{at:{_FORM}}"
    number = 2
    target = folder / f"{name}.zip"
    while target.exists():
        target, number = folder / f"{name}-{number}.zip", number + 1
    return target


def last(settings: Settings) -> Last | None:
    """The newest backup that was found whole, None where there is no word of one."""
    try:
        found = json.loads((settings.instance / RECORD).read_text("utf-8"))
        return Last(datetime.fromisoformat(found["at"]), Path(found["file"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def all_in(folder: Path) -> list[tuple[datetime, Path]]:
    """The backups in a folder by their names, newest first."""
    named = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    found = [(datetime.strptime(name[1], _FORM).replace(tzinfo=UTC), path) for name, path in named if name]
    return sorted(found, reverse=True)


def prune(folder: Path) -> list[Path]:
    """Delete the backups that need not be kept; which ones. Other files are left alone."""
    found = all_in(folder)
    keep = {path for _, path in _kept(found, clock.now())}
    gone = [path for _, path in found if path not in keep]
    for path in gone:
        path.unlink()
    return gone


def forget_old() -> bool:
    """Delete backups from before an upgrade that are older than respondents were told; True where there were any."""
    folder = installation().settings.instance / FOLDER
    old = [path for at, path in all_in(folder) if clock.now() - at > LONGEST] if folder.is_dir() else []
    for path in old:
        path.unlink(missing_ok=True)  # another worker may be quicker
    return bool(old)


def _kept(found: Iterable[tuple[datetime, Path]], now: datetime) -> set[tuple[datetime, Path]]:
    """The newest of each of the last days, the newest of each of the last weeks, and none that is too old."""
    days: dict[date, tuple[datetime, Path]] = {}
    weeks: dict[tuple[int, int], tuple[datetime, Path]] = {}
    for at, path in sorted(found, reverse=True):
        if now - at <= LONGEST:
            days.setdefault(at.date(), (at, path))
            weeks.setdefault(at.isocalendar()[:2], (at, path))
    return {*list(days.values())[:DAILY], *list(weeks.values())[:WEEKLY]}
