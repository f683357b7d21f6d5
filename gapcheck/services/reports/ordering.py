"""The orders of reports: rows that are written in the transaction that makes a report possible."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Report, Wave, Workspace
from gapcheck.vocabulary import Edition, RenderState


def order(session: Session, wave: Wave, dated: date | None = None) -> None:
    """Order both editions of the wave's next report, on its workspace's paper, within the transaction that needs it.

    ``dated`` is the date printed in it: that of the second submission, if it is not given.
    """
    numbered = select(func.max(Report.number)).join(Wave, Wave.id == Report.wave_id)
    last = session.scalar(numbered.where(Wave.engagement_id == wave.engagement_id)) or 0
    now = clock.now()
    dated = dated or (wave.completed_at or now).date()
    paper = session.get_one(Workspace, wave.workspace_id).paper
    for edition in Edition:
        session.add(
            Report(
                workspace_id=wave.workspace_id,
                wave_id=wave.id,
                number=last + 1,
                dated=dated,
                edition=edition,
                paper=paper.value,
                state=RenderState.QUEUED,
                created_at=now,
            )
        )


def order_again(report: Report) -> None:
    """Have a report that failed made once more, under its number, within a transaction. It waits from now on."""
    report.state, report.reason, report.attempts, report.leased_until = RenderState.QUEUED, None, 0, None
    report.created_at = clock.now()


def put_away(session: Session, wave: Wave) -> None:
    """Take back the orders of a wave whose answers are open again, within the transaction that opens them.

    A report that was made stays under its number; the next one gets a number of its own.
    """
    session.execute(delete(Report).where(Report.wave_id == wave.id, Report.state == RenderState.QUEUED))
