"""Reports made anew: where what they told of an earlier wave may be told no more, and where making one failed."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gapcheck.models import Report, Wave
from gapcheck.services import audit, visibility
from gapcheck.services.decided import require_change
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import ordering
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import RenderState


def without(session: Session, earlier: Wave) -> None:
    """Order the reports of all later waves anew, within the transaction that takes the earlier one back.

    They told what moved since; their successors leave it out, under numbers of their own. A release that stands is one
    of the newest report.
    """
    later = select(Wave).where(Wave.engagement_id == earlier.engagement_id, Wave.number > earlier.number)
    for wave in session.scalars(later.order_by(Wave.number).with_for_update()).all():
        _anew(session, wave)


def _anew(session: Session, wave: Wave) -> None:
    of_wave = Report.wave_id == wave.id
    newest = session.scalars(select(Report).where(of_wave).order_by(Report.number.desc()).limit(1)).first()
    if newest is None:
        return
    dated = newest.dated
    ordering.order(session, wave, dated)
    session.flush()
    number = session.scalar(select(func.max(Report.number)).where(of_wave))
    session.execute(delete(Report).where(of_wave, Report.number < number))


def again(facilitator: Facilitator, wave_id: str) -> None:
    """Order what failed of the wave's newest report once more, under its number: its content is the same.

    Does nothing where nothing failed, so that a second press is harmless. Raises NotAllowed.
    """
    require_change(facilitator)
    with writing() as session:
        of_wave = visibility.reports_of(facilitator).where(Report.wave_id == wave_id)
        known = session.scalars(of_wave.order_by(Report.number.desc()).with_for_update()).all()
        failed = [each for each in known if each.number == known[0].number and each.state is RenderState.FAILED]
        for report in failed:
            ordering.order_again(report)
        if failed:
            audit.record(session, facilitator.workspace_id, facilitator.actor, "make report again", f"wave:{wave_id}")
