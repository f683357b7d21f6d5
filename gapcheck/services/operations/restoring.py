"""Restoring a backup into a new instance folder, never over live data.

First everything is checked that can be without writing: that the file is whole, that this program and these keys fit.
Then it is laid out beside its place, compared with the manifest, cleared of what had ended since the backup, and only
then moved to its place. Nobody is signed in afterwards, and no mail goes out until an administrator says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from gapcheck import __version__, config, files, paths
from gapcheck.config import Settings
from gapcheck.encryption import Keyring
from gapcheck.extensions import db, installation
from gapcheck.models import RespondentSignIn, User
from gapcheck.services import audit, ledger, retention, schema, sign_ins
from gapcheck.services.ledger import Line
from gapcheck.services.mail import pausing
from gapcheck.services.operations import archive, databases, postgresql, replaying
from gapcheck.services.operations.manifest import Manifest, NotUsable
from gapcheck.services.transaction import reading, writing


def look(source: Path, keyring: Keyring) -> Manifest:
    """The manifest of a backup that this program can restore with these keys. Raises NotUsable."""
    described = archive.look(source, keyring)
    revision = described.facts.schema
    if revision == schema.head():
        return described
    known = {script.revision for script in ScriptDirectory(str(paths.MIGRATIONS)).walk_revisions()}
    raise NotUsable("older" if revision in known else "newer", version=described.version, ours=__version__)


@contextmanager
def laid_out(settings: Settings, source: Path, target: Path, keyring: Keyring) -> Iterator[Settings]:
    """The backup, laid out beside its target and compared; the settings of an installation there.

    At the end it is moved to its place; where anything fails, nothing is left. Raises NotUsable, OSError,
    SQLAlchemyError and ProgramFailed.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotUsable("in_use", where=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.parent / f".{target.name}.restoring"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    try:
        described = archive.extract(source, partial, keyring)
        (partial / "instruments").mkdir(mode=0o700, exist_ok=True)
        _copy_keys(settings, partial)
        restored = _settings(settings, described, partial)
        copy = partial / databases.NAMES[described.database]
        databases.compare(restored, copy, described.facts, keyring)
        if described.database == "postgresql":
            postgresql.load(restored.database_url, copy)
            copy.unlink()
        yield restored
        if target.exists():
            target.rmdir()
        files.move(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _settings(settings: Settings, described: Manifest, folder: Path) -> Settings:
    """The settings of the restored installation. SQLite lies in its folder; PostgreSQL where the address says."""
    if described.database != databases.kind(settings):
        raise NotUsable("database", kind=described.database)
    if described.database == "sqlite":
        return replace(settings, instance=folder, database_url=f"sqlite:///{folder / databases.NAMES['sqlite']}")
    if postgresql.has_tables(settings.database_url):
        raise NotUsable("in_use", where="the database of GAPCHECK_DATABASE_URL")
    return replace(settings, instance=folder)


def _copy_keys(settings: Settings, folder: Path) -> None:
    """Where the keys lie in the instance folder, the restored one gets them too; a key kept elsewhere stays there."""
    here = settings.instance / "keys"
    kept = [here / "secret_key"]
    if settings.key_file is not None and settings.key_file.parent == here:
        kept += [settings.key_file, *config.older_key_files(settings.key_file)]
    (folder / "keys").mkdir(mode=0o700)
    for file in kept:
        if file.exists():
            files.write(folder / "keys" / file.name, file.read_bytes())


def known_endings(settings: Settings, source: Path, keyring: Keyring) -> list[Line]:
    """What is known here of what has ended: from the ledger, the live database, and the backups beside this one."""
    found: list[Line] = []
    file = ledger.file_of(settings)
    if file.exists():
        found += ledger.read(file.read_text("utf-8", "replace").splitlines())
    found += _live_endings(settings)
    for other in sorted(source.absolute().parent.glob("*.zip")):
        try:
            found += [line for line in archive.look(other, keyring).ended if ledger.is_line(line)]
        except NotUsable:
            continue  # another installation's, or damaged: it says nothing about this one
    return found


def _live_endings(settings: Settings) -> list[Line]:
    if settings.uses_sqlite and not Path(settings.database_url.removeprefix("sqlite:///")).exists():
        return []
    try:
        return ledger.ended(reading())
    except SQLAlchemyError:
        return []  # damaged, or empty: often the reason for restoring
    finally:
        db.session.remove()


def clear(lines: list[Line]) -> replaying.Replayed:
    """In the restored database: end what had ended, sign everybody out, pause mail, and note it in the trails."""
    settings = installation().settings
    replayed = replaying.replay(lines)
    with writing() as session:
        session.execute(delete(RespondentSignIn))
        for user in session.scalars(select(User)).all():
            sign_ins.end_all(session, user)
        pausing.pause(session)
        audit.record_everywhere(session, "restore")
    session = reading()
    ledger.catch_up(settings, [*lines, *ledger.ended(session)])
    session.close()
    retention.leave_no_trace()
    return replayed
