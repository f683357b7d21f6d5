"""Two sample companies, made through the same services that people use: one released, one open."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from gapcheck.engine.wave import Seat as EngineSeat
from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.models import Company, Engagement, Occupant, Seat, User, Workspace
from gapcheck.services import answering, engagements, links, releases, reports, workspaces
from gapcheck.services.instruments import DEFAULT, find
from gapcheck.services.overview import EngagementOverview, engagement
from gapcheck.services.principals import Facilitator
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
    """The sample companies as they stand, and how to get in. ``welcome`` is None once a password was set."""

    facilitator: Facilitator
    welcome: str | None
    finished: EngagementOverview
    open: EngagementOverview
    report: reports.File


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
        finished=engagement(facilitator, finished),
        open=engagement(facilitator, opened),
        report=reports.download(facilitator, engagement(facilitator, finished).wave_id, Edition.PARTICIPANT),
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
    """Answer, submit, render and release: whatever an earlier, interrupted call has left to do."""
    shown = engagement(facilitator, engagement_id)
    if shown.state is WaveState.OPEN:
        for seat in subject.seats:
            _answer(shown.wave_id, seat)
    while reports.render_next():
        pass
    shown = engagement(facilitator, engagement_id)
    failed = next((report for report in shown.reports.values() if report.state is RenderState.FAILED), None)
    if failed is not None:
        raise DemoFailed(failed.reason)
    if shown.state is WaveState.COMPLETE:
        releases.release(facilitator, shown.wave_id, shown.version)


def _answer(wave_id: str, seat: EngineSeat) -> None:
    """Answer and submit as the person in that seat. Repeating it after an interruption is harmless."""
    occupant = (
        reading()
        .scalars(
            select(Occupant)
            .join(Seat, Seat.id == Occupant.seat_id)
            .where(Seat.wave_id == wave_id, Seat.role == seat.role)
        )
        .one()
    )
    entry = links.enter(links.token_of(occupant))
    respondent = links.respondent(entry.pid, entry.secret)
    if answering.questionnaire(respondent).submitted_at is not None:
        return
    answering.acknowledge(respondent)
    for item, by_subject in seat.answers.items():
        comment = seat.comments.get(item)
        answering.save(respondent, item, by_subject, (comment.text, comment.share) if comment else None)
    answering.submit(respondent)
    links.leave(respondent, entry.secret)
