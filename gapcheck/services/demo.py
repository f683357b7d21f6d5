"""Two sample companies, made through the same services that people use: one released, one open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.models import Company, Engagement, User, Workspace
from gapcheck.services import engagements, releases, samples, workspaces
from gapcheck.services.instruments import DEFAULT, find
from gapcheck.services.overview import EngagementOverview, engagement, wave
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import copies, downloads, rendering
from gapcheck.services.seating import Person
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import Edition, Membership, RenderState, WaveState

WORKSPACE = "Sample workspace"
EMAIL = "facilitator@sample.example"
OPEN_COMPANY = "Brightwater Foods"
OPEN_PEOPLE = {"cio": "Mara Lindqvist", "cso": "Joel Adeyemi"}


class DemoFailed(Exception):
    """The sample report could not be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Demo:
    """How to get in: the facilitator, the company that is open, and the finished one by its engagement's id.

    ``welcome`` is None once a password was set. ``report`` is where a copy of the finished report lies; None once
    somebody has withdrawn from that pair.
    """

    facilitator: Facilitator
    welcome: str | None
    finished: str
    open: EngagementOverview
    report: Path | None


def ensure(subject: EngineWave) -> Demo:
    """The demo: made at the first call from a wave of answers, found at every later one. Raises DemoFailed."""
    user_id = _facilitator_id()
    if user_id is None:
        workspaces.add_workspace(WORKSPACE)
        user_id = workspaces.add_member(EMAIL, subject.facilitator or "Ruth Halloran", WORKSPACE, Membership.OWNER)
    workspace_id = reading().scalars(select(Workspace.id).where(Workspace.name == WORKSPACE)).one()
    facilitator = workspaces.facilitator(user_id, workspace_id)
    finished = _engagement_of(facilitator, subject.company) or _prepare(facilitator, subject)
    _finish(facilitator, finished, subject)
    opened = _engagement_of(facilitator, OPEN_COMPANY) or _open(facilitator)
    return Demo(
        facilitator=facilitator,
        welcome=None if workspaces.has_password(user_id) else workspaces.welcome_link(user_id),
        finished=finished,
        open=engagement(facilitator, opened),
        report=_copy(facilitator, wave(facilitator, finished, 1)),
    )


def _facilitator_id() -> str | None:
    return reading().scalars(select(User.id).where(User.email == EMAIL)).first()


def _engagement_of(facilitator: Facilitator, company: str) -> str | None:
    return (
        reading()
        .scalars(
            select(Engagement.id)
            .join(Company, Company.id == Engagement.company_id)
            .where(Company.workspace_id == facilitator.workspace_id, Company.name == company)
        )
        .first()
    )


def _open(facilitator: Facilitator) -> str:
    people = {role: Person(name) for role, name in OPEN_PEOPLE.items()}
    return engagements.create(facilitator, OPEN_COMPANY, people, find(DEFAULT)).engagement_id


def _prepare(facilitator: Facilitator, subject: EngineWave) -> str:
    people = {seat.role: Person(seat.name or seat.role) for seat in subject.seats}
    form = tuple(item.id for item in subject.items)
    return engagements.create(facilitator, subject.company, people, subject.instrument, form).engagement_id


def _finish(facilitator: Facilitator, engagement_id: str, subject: EngineWave) -> None:
    """Answer, submit, render and release: whatever an earlier, interrupted call has left to do.

    Of the first wave only, and only until its first release: what somebody does with the demo then is theirs.
    """
    shown = wave(facilitator, engagement_id, 1)
    if shown.state is WaveState.OPEN and not shown.ever_released:
        for seat in subject.seats:
            samples.answer_and_submit(shown.wave_id, seat)
    while rendering.render_next():
        pass
    shown = wave(facilitator, engagement_id, 1)
    failed = next((report for report in shown.reports.values() if report.state is RenderState.FAILED), None)
    if failed is not None:
        raise DemoFailed(failed.reason)
    if shown.state is WaveState.COMPLETE and not shown.ever_released:
        releases.release(facilitator, shown.wave_id, shown.version)


def _copy(facilitator: Facilitator, finished: EngagementOverview) -> Path | None:
    try:
        file = downloads.download(facilitator, finished.wave_id, Edition.PARTICIPANT)
    except (downloads.NoReport, downloads.NotReady):
        return None
    return copies.keep(finished.engagement_id, file.name, file.content)
