"""Reports as files to download: the newest that somebody may read, opened and recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from gapcheck.models import AuditEvent, Report, Wave
from gapcheck.services import audit, visibility
from gapcheck.services.principals import Facilitator, Respondent
from gapcheck.services.sealed import seal_of
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import Edition, RenderState


class NoReport(Exception):
    """There is no such report for this person; also where it exists but may not be seen."""


class NotReady(Exception):
    """The report is still being made, or it ``failed``."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.state.value)
        self.failed = report.state is RenderState.FAILED


@dataclass(frozen=True, slots=True)
class File:
    """A report to download."""

    name: str
    content: bytes


def newest_of(facilitator: Facilitator, wave_id: str, edition: Edition) -> Select[Report]:
    """The newest report of a wave that this person may read, whatever its state."""
    of_wave = visibility.reports_of(facilitator).where(Report.wave_id == wave_id, Report.edition == edition)
    return of_wave.order_by(Report.number.desc()).limit(1)


def newest_for(respondent: Respondent) -> Select[Report]:
    """The newest report that is released to this respondent."""
    return visibility.reports_for(respondent).order_by(Report.number.desc()).limit(1)


def when_read(facilitator: Facilitator, report_id: str) -> datetime | None:
    """When this person last downloaded a report; None for never."""
    read = select(func.max(AuditEvent.at)).where(
        AuditEvent.workspace_id == facilitator.workspace_id,
        AuditEvent.actor == facilitator.actor,
        AuditEvent.object == f"report:{report_id}",
    )
    return reading().scalar(read)


def download(facilitator: Facilitator, wave_id: str, edition: Edition) -> File:
    """The newest report of a wave as a file; recorded. Raises NoReport and NotReady."""
    with writing() as session:
        report = session.scalars(newest_of(facilitator, wave_id, edition).options(undefer(Report.sealed_pdf))).first()
        return _file(session, report, facilitator.actor)


def download_released(respondent: Respondent) -> File:
    """The report released to this respondent as a file; recorded. Raises NoReport and NotReady."""
    with writing() as session:
        report = session.scalars(newest_for(respondent).options(undefer(Report.sealed_pdf))).first()
        return _file(session, report, respondent.actor)


def _file(session: Session, report: Report | None, actor: str) -> File:
    if report is None:
        raise NoReport
    if report.sealed_pdf is None:
        raise NotReady(report)
    wave = session.get_one(Wave, report.wave_id)
    content = seal_of(session, wave.engagement_id).open_pdf(report.sealed_pdf, report.id)
    audit.record(session, report.workspace_id, actor, f"read {report.edition.value} report", f"report:{report.id}")
    return File(f"alignment-report-{report.number}-{report.edition.value}.pdf", content)
