"""The worker's part: a worker leases an order, renders outside any transaction, and fills the row in.

A lease that runs out is taken by the next worker, so a killed one costs nothing but time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.engine import compare
from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.models import Report, Wave
from gapcheck.report import Brand, Material, ReportFailed, content_hash, render_pdf, render_twin
from gapcheck.services import branding, visibility
from gapcheck.services.reports.failures import AWAY, named
from gapcheck.services.sealed import seal_of
from gapcheck.services.transaction import reading, writing
from gapcheck.services.waves import engine_wave
from gapcheck.vocabulary import RenderState, WaveState

LEASE = timedelta(seconds=120)
ATTEMPTS = 3


def render_next() -> bool:
    """Render one report that waits; False where none does.

    Why a report cannot be made is kept with it. Only a database that is away is raised: what it cost counts as an
    attempt, as it does where a worker is killed, and the report is made once its lease has run out.
    """
    report_id = _lease()
    if report_id is None:
        return False
    try:
        _render(report_id)
    except (SystemExit, KeyboardInterrupt):  # told to stop
        _give_back(report_id)
        raise
    except AWAY:
        raise
    except Exception as error:
        _keep(report_id, None, named(error))
    return True


def _render(report_id: str) -> None:
    session = reading()
    report = session.get(Report, report_id)
    if report is None:
        return  # put away or erased since it was leased
    wave = session.get_one(Wave, report.wave_id)
    answered = engine_wave(session, wave, report.number, report.dated)
    previous = _before(session, wave)
    edition, paper, workspace_id = report.edition.value, report.paper, report.workspace_id
    session.close()
    material = Material(answered, compare(answered), edition, paper, _brand(workspace_id), previous)
    twin = render_twin(material).packed()
    try:
        pdf = render_pdf(material)
    except ReportFailed as failure:
        _keep(report_id, twin, named(failure))
    else:
        _keep(report_id, twin, pdf, content_hash(material))


def _before(session: Session, wave: Wave) -> EngineWave | None:
    """The wave before, for what moved since; None for a first wave, and where the one before is not released.

    Where a person has changed the report itself draws no trend.
    """
    before = session.scalars(visibility.wave_before(wave)).first()
    return None if before is None else engine_wave(session, before)


def _brand(workspace_id: str) -> Brand:
    """The workspace as the cover names it."""
    kept = branding.of(workspace_id)
    return Brand(kept.name, kept.logo, on_white=kept.logo is None or branding.legibility(kept.logo).on_white)


def _lease() -> str | None:
    with writing() as session:
        now = clock.now()  # after waiting for the others
        report = session.scalars(
            select(Report)
            .where(Report.state == RenderState.QUEUED, _free(now))
            .order_by(Report.created_at, Report.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if report is None:
            return None
        if report.attempts >= ATTEMPTS:
            report.state, report.reason = RenderState.FAILED, "Rendering was interrupted three times."
            return None
        report.attempts += 1
        report.leased_until = now + LEASE
        return report.id


def _give_back(report_id: str) -> None:
    """Let another worker have the report at once, as if this one had never taken it."""
    with writing() as session:
        report = session.get(Report, report_id)
        if report is not None and report.state is RenderState.QUEUED:
            report.leased_until, report.attempts = None, report.attempts - 1


def _free(now: datetime) -> ColumnElement[bool]:
    """No worker has it: there is no lease, it has run out, or it is one from before the clock was set back.

    Such a one lies much further ahead than any is given for; a little further is only another machine's clock.
    """
    return or_(Report.leased_until.is_(None), Report.leased_until < now, Report.leased_until > now + 2 * LEASE)


def _keep(report_id: str, twin: bytes | None, pdf: bytes | ReportFailed, digest: str | None = None) -> None:
    """Keep what was made: the page for the screen where there is one, and the PDF or why there is none."""
    with writing() as session:
        report = session.get(Report, report_id)
        if report is None or report.state is not RenderState.QUEUED:
            return  # erased meanwhile, or made by another worker
        wave = session.get_one(Wave, report.wave_id)
        if wave.state in (WaveState.OPEN, WaveState.CLOSED):
            return  # reopened or closed meanwhile: what was rendered may not be seen
        report.leased_until = None
        if twin is not None:
            report.sealed_twin = seal_of(session, wave.engagement_id).seal_twin(twin, report.id)
        if isinstance(pdf, ReportFailed):
            report.state, report.reason = RenderState.FAILED, str(pdf)[:400]
        else:
            report.sealed_pdf = seal_of(session, wave.engagement_id).seal_pdf(pdf, report.id)
            report.content_hash, report.state = digest, RenderState.READY
