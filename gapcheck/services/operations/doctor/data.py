"""The data: schema, keys, audit trail, queues, backups, and files that nothing belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, inspect, select

from gapcheck import clock
from gapcheck.config import Settings, older_key_files
from gapcheck.encryption import CannotOpen
from gapcheck.extensions import db, installation
from gapcheck.models import Answer, AuditEvent, Engagement, ResponseSet, Seat, Wave
from gapcheck.services import audit, readiness, schema, waiting
from gapcheck.services.mail import pausing
from gapcheck.services.operations import backups, escrow, rotation
from gapcheck.services.operations.doctor.finding import Finding, note, ok, wrong
from gapcheck.services.readiness import Trouble
from gapcheck.services.sealed import seal_of
from gapcheck.services.transaction import reading

#: A clock may differ from another machine's by this much.
SKEW = timedelta(minutes=5)
#: How old the last backup may be before it is noted, and before it is wrong.
BACKUP_NOTE, BACKUP_WRONG = timedelta(days=2), timedelta(days=7)


def integrity(settings: Settings) -> Iterator[Finding]:
    """Whether the database is whole as a file. Works on a schema of any age."""
    with db.engine.connect() as connection:
        if not settings.uses_sqlite:
            tables = inspect(connection).get_table_names()
            yield ok("integrity", f"{len(tables)} tables can be read")
            return
        said = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if said != "ok" or dangling is not None:
        yield wrong("integrity", "The database file is damaged. Stop the servers and restore the last backup.")
    else:
        yield ok("integrity", "the database file is whole")


def schema_head(_settings: Settings) -> Iterator[Finding]:
    """That the schema is the program's was found out before."""
    yield ok("schema", schema.head())


def keys(settings: Settings) -> Iterator[Finding]:
    """Whether every engagement's key opens, and one value of each with it."""
    keyring, session = installation().keyring, reading()
    engagements = session.execute(select(Engagement.id, Engagement.sealed_key)).all()
    shut = [id_ for id_, _ in engagements if not _opens(id_)]
    for id_ in shut:
        yield wrong("key", f"Engagement {id_} does not open with the keys here. Put its key's file beside the key.")
    in_use = rotation.in_use()
    left = sum(count for name, count in in_use.items() if name != keyring.fingerprint)
    if left:
        yield note("key", f"Engagements sealed with an older key: {left}. Run `gapcheck key rotate`.")
    if not shut:
        yield ok("key", f"{keyring.fingerprint} opens every engagement ({len(engagements)})")
    for file in older_key_files(settings.key_file) if settings.key_file is not None else ():
        if file.suffix.lstrip(".") not in in_use:
            yield note("key", f"{file} opens backups only. Delete it when the last of those is gone.")
    if not escrow.checked(settings, keyring.fingerprint):
        yield note("key", "No copy of the key has been checked. Copy it elsewhere and run `gapcheck key check COPY`.")


def _opens(engagement_id: str) -> bool:
    session = reading()
    answer = session.scalars(
        select(Answer)
        .join(ResponseSet, ResponseSet.id == Answer.response_set_id)
        .join(Seat, Seat.id == ResponseSet.seat_id)
        .join(Wave, Wave.id == Seat.wave_id)
        .where(Wave.engagement_id == engagement_id, Answer.sealed.is_not(None))
        .limit(1)
    ).first()
    try:
        seal = seal_of(session, engagement_id)
        if answer is not None and answer.sealed is not None:
            seal.open_answer(answer.sealed, answer.response_set_id, answer.item, answer.subject, answer.revision)
    except CannotOpen:
        return False
    return True


def trail(_settings: Settings) -> Iterator[Finding]:
    """Whether the audit trail is whole."""
    broken = audit.verify()
    for found in broken:
        yield wrong("audit trail", f"Workspace {found.workspace_id}: event {found.seq} was changed, or is missing.")
    if not broken:
        yield ok("audit trail", "whole")


def clock_against_events(_settings: Settings) -> Iterator[Finding]:
    """A clock that went back makes links, due dates and deletion days late."""
    newest = reading().scalar(select(func.max(AuditEvent.at)))
    if newest is not None and newest > clock.now() + SKEW:
        yield wrong(
            "clock", f"The clock is behind the last event, of {newest:%Y-%m-%d %H:%M} UTC. Set the clock right."
        )
    else:
        yield ok("clock", f"{clock.now():%Y-%m-%d %H:%M} UTC")


def queue(_settings: Settings) -> Iterator[Finding]:
    """Whether work is taken up, and what failed lately."""
    if Trouble.QUEUE in readiness.look():
        yield wrong("queue", "Work waits and no worker takes it. Start `gapcheck serve` or `gapcheck worker`.")
    failed = sum(row.failed for row in waiting.waiting())
    if failed:
        yield note("queue", f"Mails and reports that failed within a week: {failed}. `gapcheck jobs list` says why.")
    since = pausing.paused_since()
    if since is not None:
        yield note("queue", f"Mail is paused since {since:%Y-%m-%d %H:%M} UTC. `gapcheck mail resume` sends it again.")
    elif not failed:
        yield ok("queue", "nothing is stuck")


def backup(settings: Settings) -> Iterator[Finding]:
    """How old the last backup is that was restored and compared."""
    last, now = backups.last(settings), clock.now()
    oldest = reading().scalar(select(func.min(Engagement.created_at)))
    if last is not None:
        age = now - last.at
        said = f"The last one is of {last.at:%Y-%m-%d %H:%M} UTC"
        if age > BACKUP_WRONG:
            yield wrong("backup", f"{said}. Run `gapcheck backup DEST`, and have it run every night.")
        elif age > BACKUP_NOTE:
            yield note("backup", f"{said}. Have `gapcheck backup DEST` run every night.")
        else:
            yield ok("backup", said)
    elif oldest is not None and now - oldest > BACKUP_WRONG:
        yield wrong("backup", "There is none. Run `gapcheck backup DEST`, and have it run every night.")
    else:
        yield note("backup", "There is none yet. Have `gapcheck backup DEST` run every night.")


def left_over_files(settings: Settings) -> Iterator[Finding]:
    """Files of something that broke off, and copies of reports whose engagement is gone."""
    known = set(reading().scalars(select(Engagement.id)))
    copies = settings.instance / "reports"
    orphans = [path for path in copies.iterdir() if path.name not in known] if copies.is_dir() else []
    orphans += [path for path in settings.instance.rglob("*.part") if path.is_file()]
    orphans += [*settings.instance.glob("backups/.gapcheck-*"), *settings.instance.glob("*.failed-upgrade*")]
    for path in sorted(orphans):
        yield note("files", f"{path} belongs to nothing any more. Delete it.")
    if not orphans:
        yield ok("files", "nothing is left over")
