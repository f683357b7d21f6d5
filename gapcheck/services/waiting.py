"""What waits for a worker, or failed: for the administrator. No names, no addresses, no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from gapcheck import clock
from gapcheck.models import Mail, Report
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import MailState, RenderState

#: Failures are listed for this long.
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One mail or report. ``next_at`` is None for one that failed, and is not tried again."""

    what: str
    id: str
    failed: bool
    attempts: int
    since: datetime
    next_at: datetime | None
    reason: str | None


def waiting() -> tuple[Waiting, ...]:
    """All that waits, and what failed lately, oldest first."""
    session, since = reading(), clock.now() - SHOWN_FOR
    mails = session.scalars(
        select(Mail).where(
            (Mail.state == MailState.QUEUED) | ((Mail.state == MailState.FAILED) & (Mail.created_at > since))
        )
    )
    reports = session.scalars(
        select(Report).where(
            (Report.state == RenderState.QUEUED) | ((Report.state == RenderState.FAILED) & (Report.created_at > since))
        )
    )
    found = [_mail(mail) for mail in mails] + [_report(report) for report in reports]
    return tuple(sorted(found, key=lambda row: (row.since, row.id)))


def _mail(mail: Mail) -> Waiting:
    failed = mail.state is MailState.FAILED
    next_at = None if failed else max(mail.not_before, mail.leased_until or mail.not_before)
    what = f"mail {mail.kind.value.replace('_', ' ')}"
    return Waiting(what, mail.id, failed, mail.attempts, mail.created_at, next_at, mail.reason)


def _report(report: Report) -> Waiting:
    failed = report.state is RenderState.FAILED
    next_at = None if failed else (report.leased_until or report.created_at)
    what = f"report {report.edition.value}"
    return Waiting(what, report.id, failed, report.attempts, report.created_at, next_at, report.reason)
