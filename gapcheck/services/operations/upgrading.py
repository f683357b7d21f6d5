"""Upgrading the database: looked at, backed up, changed, looked at again, and put back where anything went wrong."""

from __future__ import annotations

import tempfile
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from gapcheck import files
from gapcheck.config import Settings
from gapcheck.extensions import db, installation
from gapcheck.services import exposure, schema
from gapcheck.services.operations import archive, backups, databases, doctor
from gapcheck.services.operations.backups import Made
from gapcheck.services.operations.databases import Progress
from gapcheck.services.operations.doctor import Finding, Level
from gapcheck.services.operations.manifest import Facts, NotUsable

#: Their rows are people's answers: no upgrade may change how many there are.
_COUNTED = ("engagement", "response_set", "answer", "answer_history", "report", "audit_event")
_log = structlog.get_logger("gapcheck.upgrade")


class NotFit(Exception):
    """Something is wrong that has to be put right before the schema is changed."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("not fit for an upgrade")
        self.findings = findings


class UpgradeFailed(Exception):
    """The schema could not be changed. ``put_back`` says whether the database is as it was; ``backup`` holds it."""

    def __init__(self, why: str, backup: Path, *, put_back: bool) -> None:
        super().__init__(why)
        self.why = why
        self.backup = backup
        self.put_back = put_back


def upgrade(settings: Settings, progress: Progress = lambda _done, _of: None) -> Made | None:
    """Bring the schema up to date; the backup that was made before, None where none was needed.

    Nobody else may use the database meanwhile. Raises SchemaUnknown, DatabaseUnreachable, NotFit, UpgradeFailed, and
    what a backup raises; the database is as it was then.
    """
    found = schema.current()
    if found is None:
        schema.bring_up_to_date()
    if found is None or found == schema.head():
        return None
    schema.require_known(found)
    _require_fit(settings)
    made = backups.make(settings, settings.instance / backups.FOLDER, progress)
    try:
        schema.bring_up_to_date()
        _require_fit(settings)
        _require_all_there(made.manifest.facts)
    except Exception as error:
        _log.error("upgrade failed", error=type(error).__name__)
        raise UpgradeFailed(type(error).__name__, made.file, put_back=_put_back(settings, made)) from error
    return made


def _require_fit(settings: Settings) -> None:
    wrong = [finding for finding in doctor.vital(settings) if finding.level is Level.WRONG]
    if wrong:
        raise NotFit(wrong)


def _require_all_there(before: Facts) -> None:
    """Every value opens in the new schema, and none is missing. Raises NotUsable."""
    with db.engine.connect() as connection:
        after = databases.facts(connection, installation().keyring)
    for table in _COUNTED:
        if after.rows.get(table) != before.rows.get(table):
            raise NotUsable("differs", what=f"the number of rows of {table}")


def _put_back(settings: Settings, made: Made) -> bool:
    """Make the database what it was; True where it is. A file that was changed is kept beside it."""
    db.session.remove()
    try:
        if _is_as_before(made.manifest.facts):
            return True
        file = exposure.database_file(settings)
        if file is None:
            return False
        db.engine.dispose()
        _exchange(file, made)
        return _is_as_before(made.manifest.facts)
    except Exception as error:  # whatever else is wrong, the backup is named
        _log.error("upgrade not put back", error=type(error).__name__)
        return False
    finally:
        db.engine.dispose()


def _is_as_before(before: Facts) -> bool:
    try:
        with db.engine.connect() as connection:
            found = databases.facts(connection, installation().keyring)
    except (NotUsable, SQLAlchemyError):
        return False  # what can be read no more is not as it was
    return (found.schema, found.rows) == (before.schema, before.rows)


def _exchange(file: Path, made: Made) -> None:
    """Put the file of the backup in the place of the database, and keep what was there under another name."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".gapcheck-") as name:
        archive.extract(made.file, Path(name), installation().keyring)
        for ending in ("", "-wal", "-shm"):
            there = Path(f"{file}{ending}")
            if there.exists():
                files.move(there, Path(f"{file}.failed-upgrade{ending}"))
        files.move(Path(name) / databases.NAMES["sqlite"], file)
