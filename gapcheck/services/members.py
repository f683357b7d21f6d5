"""The people of a workspace, as its owners manage them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Engagement, Member, User, Workspace
from gapcheck.services import audit, second_factors, sign_ins, workspaces
from gapcheck.services.mail import outbox
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import Membership


class NotOwner(Exception):
    """Only an owner manages the members."""


class NoMember(Exception):
    """There is no such member in this workspace."""


class MemberAlready(Exception):
    """The person is a member of this workspace."""


class LastOwner(Exception):
    """A workspace keeps at least one owner who can sign in."""


class OwnFactorFirst(Exception):
    """Who asks everybody for a second factor has one."""


class LeadsEngagements(Exception):
    """A reader cannot lead engagements, and this person does; hand them over first."""


@dataclass(frozen=True, slots=True)
class MemberOverview:
    """One member: who, in which role, and how well the sign-in is protected."""

    id: str
    user_id: str
    name: str
    email: str
    role: Membership
    since: datetime
    has_password: bool
    second_factor: bool
    active: bool
    engagements: int


@dataclass(frozen=True, slots=True)
class Added:
    """A new member. ``link`` is the one-time link to hand over, None for somebody who has an account already."""

    user_id: str
    link: str | None


def members(owner: Facilitator) -> tuple[MemberOverview, ...]:
    """All members of the workspace by name, in two queries. Raises NotOwner."""
    _require_owner(owner)
    counts = reading().execute(
        select(Engagement.facilitator_id, func.count(Engagement.id))
        .where(Engagement.workspace_id == owner.workspace_id)
        .group_by(Engagement.facilitator_id)
    )
    led = dict(counts.all())
    rows = reading().execute(
        select(Member, User, second_factors.protects())
        .join(User, User.id == Member.user_id)
        .where(Member.workspace_id == owner.workspace_id, Member.ended_at.is_(None))
        .order_by(func.lower(User.name), User.email)
    )
    return tuple(
        MemberOverview(
            member.id,
            user.id,
            user.name,
            user.email,
            member.role,
            member.since,
            user.password is not None,
            bool(protected),
            user.active,
            led.get(user.id, 0),
        )
        for member, user, protected in rows
    )


def add(owner: Facilitator, email: str, name: str, role: Membership) -> Added:
    """Make somebody a member, with a new account where the address has none.

    Who works elsewhere too and has no password yet gets the link by mail: it opens the other workspace as well, and is
    for nobody else to see. Raises NotOwner and MemberAlready.
    """
    _require_owner(owner)
    with writing() as session:
        user = workspaces.user_of(session, email, name)
        here = Member.workspace_id == owner.workspace_id
        current = select(Member.id).where(here, Member.user_id == user.id, Member.ended_at.is_(None))
        if session.scalars(current).first() is not None:
            raise MemberAlready
        workspaces.member_of(session, owner.workspace_id, user.id, role)
        audit.record(session, owner.workspace_id, owner.actor, f"add {role.value}", f"user:{user.id}")
        ours = _only_here(session, user, owner.workspace_id)
        if user.password is None and not ours:
            outbox.queue_password_reset(session, user)
        user_id, shows_link = user.id, user.password is None and ours
    return Added(user_id, workspaces.welcome_link(user_id) if shows_link else None)


def link_for(owner: Facilitator, member_id: str) -> Added:
    """The one-time link of a member who has not set a password yet, again. Raises NotOwner and NoMember."""
    _require_owner(owner)
    session = reading()
    member = session.scalars(_current(owner, member_id)).first()
    user = session.get(User, member.user_id) if member else None
    if user is None or user.password is not None or not _only_here(session, user, owner.workspace_id):
        raise NoMember
    return Added(user.id, workspaces.welcome_link(user.id))


def change_role(owner: Facilitator, member_id: str, role: Membership) -> None:
    """Give a member another role. Raises NotOwner, NoMember, LastOwner and LeadsEngagements."""
    _require_owner(owner)
    with writing() as session:
        member = _locked(session, owner, member_id)
        if member.role is role:
            return
        _keep_an_owner(session, member)
        if role is Membership.READER and _led(session, member):
            raise LeadsEngagements
        member.role = role
        audit.record(session, owner.workspace_id, owner.actor, f"make {role.value}", f"user:{member.user_id}")


def end(owner: Facilitator, member_id: str) -> None:
    """End a membership and every sign-in of the person, at once. The engagements pass to the owner who ends it.

    Raises NotOwner, NoMember and LastOwner.
    """
    _require_owner(owner)
    with writing() as session:
        member = _locked(session, owner, member_id)
        _keep_an_owner(session, member)
        for engagement in _led(session, member):
            _take_over(session, owner, engagement, member)
        member.ended_at = clock.now()
        sign_ins.end_all(session, session.get_one(User, member.user_id))
        audit.record(session, owner.workspace_id, owner.actor, "end membership", f"user:{member.user_id}")


def asks_for_second_factor(owner: Facilitator) -> bool:
    """True where the workspace lets nobody in with a password alone."""
    return reading().get_one(Workspace, owner.workspace_id).needs_second_factor


def ask_for_second_factor(owner: Facilitator, asked: bool) -> None:
    """Let nobody into the workspace with a password alone from now on, or leave that to everybody again.

    Who has no second factor can then do nothing here but add one. Raises NotOwner and OwnFactorFirst.
    """
    _require_owner(owner)
    if asked and not second_factors.of(owner.user_id).any:
        raise OwnFactorFirst
    with writing() as session:
        workspace = session.get_one(Workspace, owner.workspace_id)
        if workspace.needs_second_factor is not asked:
            workspace.needs_second_factor = asked
            action = "ask for second factor" if asked else "stop asking for second factor"
            audit.record(session, workspace.id, owner.actor, action, f"workspace:{workspace.id}")


def _take_over(session: Session, owner: Facilitator, engagement: Engagement, member: Member) -> None:
    if owner.user_id == member.user_id:
        raise LeadsEngagements
    engagement.facilitator_id = owner.user_id
    audit.record(session, owner.workspace_id, owner.actor, "take over", f"engagement:{engagement.id}")


def _require_owner(owner: Facilitator) -> None:
    if owner.membership is not Membership.OWNER:
        raise NotOwner


def _current(owner: Facilitator, member_id: str) -> Select[Member]:
    return select(Member).where(
        Member.id == member_id, Member.workspace_id == owner.workspace_id, Member.ended_at.is_(None)
    )


def _locked(session: Session, owner: Facilitator, member_id: str) -> Member:
    member = session.scalars(_current(owner, member_id).with_for_update()).first()
    if member is None:
        raise NoMember
    return member


def _keep_an_owner(session: Session, member: Member) -> None:
    """Raises LastOwner where nobody else could manage the workspace."""
    if member.role is not Membership.OWNER:
        return
    others = (
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(
            Member.workspace_id == member.workspace_id,
            Member.id != member.id,
            Member.role == Membership.OWNER,
            Member.ended_at.is_(None),
            User.active,
        )
    )
    if session.scalars(others).first() is None:
        raise LastOwner


def _led(session: Session, member: Member) -> list[Engagement]:
    return list(
        session.scalars(
            select(Engagement).where(
                Engagement.workspace_id == member.workspace_id, Engagement.facilitator_id == member.user_id
            )
        )
    )


def _only_here(session: Session, user: User, workspace_id: str) -> bool:
    """True where the account was never anything in another workspace."""
    elsewhere = exists().where(Member.user_id == user.id, Member.workspace_id != workspace_id)
    return not session.scalar(select(elsewhere))
