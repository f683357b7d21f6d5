"""Reports read on the screen: the twin that was made and sealed with the PDF, under the same rules as the PDF."""

from __future__ import annotations

from sqlalchemy import Select
from sqlalchemy.orm import Session, undefer

from gapcheck.models import Report, Wave
from gapcheck.report.twin import Twin
from gapcheck.services import audit
from gapcheck.services.principals import Facilitator, Respondent
from gapcheck.services.reports.downloads import NoReport, NotReady, newest_for, newest_of
from gapcheck.services.sealed import seal_of
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Edition


def read(facilitator: Facilitator, wave_id: str, edition: Edition) -> Twin:
    """The newest report of a wave as a page; recorded. Raises NoReport and NotReady."""
    return _read(newest_of(facilitator, wave_id, edition), facilitator.actor)


def read_released(respondent: Respondent) -> Twin:
    """The report released to this respondent as a page; recorded. Raises NoReport and NotReady."""
    return _read(newest_for(respondent), respondent.actor)


def _read(report: Select[Report], actor: str) -> Twin:
    with writing() as session:
        kept = _opened(session, session.scalars(report.options(undefer(Report.sealed_twin))).first(), actor)
    return Twin.unpacked(kept)


def _opened(session: Session, report: Report | None, actor: str) -> bytes:
    if report is None:
        raise NoReport
    if report.sealed_twin is None:
        raise NotReady(report)
    wave = session.get_one(Wave, report.wave_id)
    audit.record(session, report.workspace_id, actor, f"view {report.edition.value} report", f"report:{report.id}")
    return seal_of(session, wave.engagement_id).open_twin(report.sealed_twin, report.id)
