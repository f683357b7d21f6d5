"""Two sample companies, made through the same services that people use: one released, one open."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from gapcheck.engine.wave import Seat as EngineSeat
from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.models import Company, Engagement, Occupant, Seat, User, Wave, Workspace
from gapcheck.services import answering, engagements, links, releases, reports, workspaces
from gapcheck.services.instruments import DEFAULT, find
from gapcheck.services.overview import EngagementOverview, engagement
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import Edition, Membership

WORKSPACE = "Sample workspace"
EMAIL = "facilitator@sample.example"
OPEN_COMPANY = "Brightwater Foods"
OPEN_PEOPLE = {"cio": "Mara Lindqvist", "cso": "Joel Adeyemi"}


@dataclass(frozen=True, slots=True)
class Demo:
    """The sample companies as they stand, and how to get in. ``welcome`` is None once a password was set."""

    facilitator: Facilitator
    welcome: str | None
    finished: EngagementOverview
    open: EngagementOverview
    report: reports.File


def ensure(subject: EngineWave) -> Demo:
    """The demo: made at the first call from a wave of answers, found at every later one."""
    user_id = _facilitator_id()
    if user_id is None:
        workspaces.add_workspace(WORKSPACE)
        user_id = workspaces.add_member(EMAIL, subject.facilitator or "Ruth Halloran", WORKSPACE, Membership.OWNER)
    workspace_id = reading().scalars(select(Workspace.id).where(Workspace.name == WORKSPACE)).one()
    facilitator = workspaces.facilitator(user_id, workspace_id)
    finished = _engagement_of(facilitator, subject.company) or _finish(facilitator, subject)
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
    people = {role: engagements.Person(name) for role, name in OPEN_PEOPLE.items()}
    return engagements.create(facilitator, OPEN_COMPANY, people, find(DEFAULT)).engagement_id


def _finish(facilitator: Facilitator, subject: EngineWave) -> str:
    people = {seat.role: engagements.Person(seat.name or seat.role) for seat in subject.seats}
    form = tuple(item.id for item in subject.items)
    created = engagements.create(facilitator, subject.company, people, subject.instrument, form)
    for seat in subject.seats:
        _answer(created.wave_id, seat)
    while reports.render_next():
        pass
    version = reading().scalars(select(Wave.version).where(Wave.id == created.wave_id)).one()
    releases.release(facilitator, created.wave_id, version)
    return created.engagement_id


def _answer(wave_id: str, seat: EngineSeat) -> None:
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
    answering.acknowledge(respondent)
    for item, by_subject in seat.answers.items():
        comment = seat.comments.get(item)
        answering.save(respondent, item, by_subject, (comment.text, comment.share) if comment else None)
    answering.submit(respondent)
    links.leave(respondent, entry.secret)
