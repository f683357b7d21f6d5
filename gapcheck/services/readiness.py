"""Whether this installation can do its work now, for a monitor: names of what is wrong, and never a count."""

from __future__ import annotations

import time
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import exists, or_, select
from sqlalchemy.exc import SQLAlchemyError

from gapcheck import clock
from gapcheck.encryption import CannotOpen
from gapcheck.extensions import db, installation
from gapcheck.models import Engagement, Mail, Pause, Report
from gapcheck.services import disk, schema
from gapcheck.services.mail import pausing
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import MailState, RenderState

#: What is due and was not begun for this long: no worker runs, or it is stuck.
PATIENCE = timedelta(minutes=15)
#: Seconds for which an answer is good: a monitor, or anybody else, may ask more often.
KEPT = 2.0


class Trouble(StrEnum):
    """What keeps the installation from its work."""

    DATABASE = "database"
    SCHEMA = "schema"
    DISK = "disk"
    QUEUE = "queue"
    KEY = "key"


_kept: dict[int, tuple[float, tuple[Trouble, ...]]] = {}


def troubles() -> tuple[Trouble, ...]:
    """Everything that is wrong now, or was up to two seconds ago."""
    mine = id(installation())
    at, found = _kept.get(mine, (0.0, ()))
    if time.monotonic() - at > KEPT or mine not in _kept:
        found = look()
        _kept.clear()
        _kept[mine] = (time.monotonic(), found)
    return found


def look() -> tuple[Trouble, ...]:
    """Everything that is wrong now."""
    found = [] if disk.writable(installation().settings) else [Trouble.DISK]
    try:
        if not schema.is_current():
            return (*found, Trouble.SCHEMA)
        if _anything_stuck():
            found.append(Trouble.QUEUE)
        if not _key_opens():
            found.append(Trouble.KEY)
    except (SQLAlchemyError, schema.DatabaseUnreachable):
        found.append(Trouble.DATABASE)
    finally:
        db.session.remove()
    return tuple(found)


def _anything_stuck() -> bool:
    """Whether a mail or a report has been due for a while and no worker has taken it."""
    since = clock.now() - PATIENCE
    mail = select(Mail.id).where(
        Mail.state == MailState.QUEUED,
        Mail.not_before < since,
        or_(Mail.leased_until.is_(None), Mail.leased_until < since),
        ~exists().where(Pause.what == pausing.MAIL),
    )
    report = select(Report.id).where(
        Report.state == RenderState.QUEUED,
        Report.created_at < since,
        or_(Report.leased_until.is_(None), Report.leased_until < since),
    )
    session = reading()
    return session.scalar(mail.limit(1)) is not None or session.scalar(report.limit(1)) is not None


def _key_opens() -> bool:
    """Whether the newest engagement's key opens with the keys of this process."""
    newest = reading().scalars(select(Engagement).order_by(Engagement.created_at.desc()).limit(1)).first()
    if newest is None:
        return True
    try:
        installation().keyring.engagement(newest.sealed_key, newest.workspace_id, newest.id)
    except CannotOpen:
        return False
    return True
