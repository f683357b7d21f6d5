"""Figures for a monitor: how the installation does, and nothing of what anybody does in it.

They are read where they stand when they are asked for, so that every process of the server gives the same. What would
tell that somebody has answered or was invited a moment ago is rounded away: a mail or a report that is done within a
minute has not waited, and the room on the disk comes in steps that no answer fills.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from gapcheck import __version__, clock
from gapcheck.extensions import db, installation
from gapcheck.models import Mail, Report
from gapcheck.services import counters, disk, readiness
from gapcheck.services.counters import Counter
from gapcheck.services.operations import backups
from gapcheck.services.readiness import Trouble
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import MailState, RenderState

_WAIT_STEP = timedelta(minutes=1)
#: Bytes.
_ROOM_STEP = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Figures:
    """How the installation does now. None, or a counter that is not there, stands for what cannot be read."""

    version: str
    #: For everything that can be wrong, whether it is.
    troubles: Mapping[Trouble, bool]
    totals: Mapping[Counter, int]
    #: How long the oldest has waited that is not sent or not made yet, in whole minutes; zero where none waits.
    mail_waits: timedelta | None
    report_waits: timedelta | None
    #: Bytes, in steps of 10 MB.
    free: int | None
    #: When the last backup was made that was restored and compared.
    backed_up: datetime | None


def gather() -> Figures:
    """Read them all. What the database does not say is left open, and named among the troubles."""
    settings = installation().settings
    troubles, left, last = readiness.look(), disk.free(settings), backups.last(settings)
    mail_waits, report_waits = _waits()
    return Figures(
        version=__version__,
        troubles={trouble: trouble in troubles for trouble in Trouble},
        totals=counters.totals(),
        mail_waits=mail_waits,
        report_waits=report_waits,
        free=None if left is None else left - left % _ROOM_STEP,
        backed_up=last.at if last is not None else None,
    )


def _waits() -> tuple[timedelta | None, timedelta | None]:
    """How long the oldest mail and the oldest report have waited; None for both without a database."""
    session = reading()
    try:
        mail = session.scalar(select(func.min(Mail.created_at)).where(Mail.state == MailState.QUEUED))
        report = session.scalar(select(func.min(Report.created_at)).where(Report.state == RenderState.QUEUED))
    except SQLAlchemyError:
        return None, None
    finally:
        db.session.remove()
    return _since(mail), _since(report)


def _since(at: datetime | None) -> timedelta:
    """How long ago that was, in whole minutes; zero for nothing, and after the clock was set back."""
    return max(timedelta(), (clock.now() - at) // _WAIT_STEP * _WAIT_STEP) if at is not None else timedelta()
