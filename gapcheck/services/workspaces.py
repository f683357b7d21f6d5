"""Workspaces and the people in them: first accounts by command, one-time links, memberships."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.accounts import welcome
from gapcheck.accounts.account import Account
from gapcheck.extensions import installation
from gapcheck.models import Batch, Company, Engagement, Mail, Member, OwnInstrument, User, Workspace
from gapcheck.models.base import random_id
from gapcheck.services import account_events, audit, second_factors, sign_ins
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import Membership


class NameTaken(Exception):
    """There is a workspace of that name."""


class NoWorkspace(Exception):
    """There is no workspace of that name, or this person is not in it."""


class StillInUse(Exception):
    """The workspace has engagements; ``count`` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class NoAccount(Exception):
    """There is no account of that address."""


@dataclass(frozen=True, slots=True)
class WorkspaceOfMine:
    """A workspace that a person is a member of."""

    id: str
    name: str
    membership: Membership
    needs_second_factor: bool


def add_workspace(name: str) -> str:
    """Add a workspace; its id. Raises NameTaken."""
    with writing() as session:
        if session.scalars(select(Workspace).where(Workspace.name == name)).first() is not None:
            raise NameTaken
        workspace = Workspace(id=random_id(), name=name, created_at=clock.now())
        session.add(workspace)
        session.flush()
        audit.record(session, workspace.id, "system", "add workspace", f"workspace:{workspace.id}")
        return workspace.id


def all_workspaces() -> tuple[str, ...]:
    """The names of all workspaces."""
    names = select(Workspace.name).where(Workspace.removed_at.is_(None)).order_by(Workspace.name)
    return tuple(reading().scalars(names))


def remove_workspace(name: str) -> None:
    """Remove a workspace that has no engagements: memberships end at once, what it kept is deleted, the name is free.

    The audit trail and the ledger of erasures stay. Raises NoWorkspace and StillInUse.
    """
    with writing() as session:
        workspace = session.scalars(_by_name(name).with_for_update()).first()
        if workspace is None:
            raise NoWorkspace
        engagements = select(func.count(Engagement.id)).where(Engagement.workspace_id == workspace.id)
        if count := session.scalar(engagements) or 0:
            raise StillInUse(count)
        for kept in (Mail, Batch, OwnInstrument, Company):
            session.execute(delete(kept).where(kept.workspace_id == workspace.id))
        now = clock.now()
        session.execute(
            update(Member).where(Member.workspace_id == workspace.id, Member.ended_at.is_(None)).values(ended_at=now)
        )
        workspace.name, workspace.removed_at = f"removed {workspace.id}", now
        workspace.logo = workspace.logo_hash = None
        audit.record(session, workspace.id, "system", "remove workspace", f"workspace:{workspace.id}")


def _by_name(name: str) -> Select[Workspace]:
    return select(Workspace).where(Workspace.name == name, Workspace.removed_at.is_(None))


def add_member(email: str, name: str, workspace_name: str, role: Membership) -> str:
    """Make a person, known by the address, a member of a workspace; the user's id. Raises NoWorkspace.

    Repeating it with another role changes the role; an account that was disabled can sign in again.
    """
    with writing() as session:
        workspace = session.scalars(_by_name(workspace_name)).first()
        if workspace is None:
            raise NoWorkspace
        user = user_of(session, email, name)
        user.active = True
        member_of(session, workspace.id, user.id, role)
        audit.record(session, workspace.id, "system", f"add {role.value}", f"user:{user.id}")
        return user.id


def user_of(session: Session, email: str, name: str) -> User:
    """The account of an address, made with that name where there is none yet."""
    email = email.lower()
    user = session.scalars(select(User).where(User.email == email)).first()
    if user is None:
        user = User(id=random_id(), email=email, name=name, fs_uniquifier=uuid.uuid4().hex, created_at=clock.now())
        session.add(user)
        session.flush()
    return user


def member_of(session: Session, workspace_id: str, user_id: str, role: Membership) -> Member:
    """The person's membership in a workspace, with this role from now on; begun anew where it had ended."""
    known = select(Member).where(Member.workspace_id == workspace_id, Member.user_id == user_id)
    member = session.scalars(known.with_for_update()).first()
    if member is None:
        member = Member(workspace_id=workspace_id, user_id=user_id, since=clock.now())
        session.add(member)
    member.role, member.ended_at = role, None
    session.flush()
    return member


def rename_person(user_id: str, name: str) -> None:
    """Change a person's name, as respondents read it."""
    with writing() as session:
        session.get_one(User, user_id).name = name
        account_events.record(session, user_id, "change name")


def disable_account(email: str) -> None:
    """Let a person sign in no more, and end every sign-in. Raises NoAccount."""
    with writing() as session:
        user = _user(session, email)
        user.active = False
        sign_ins.end_all(session, user)
        account_events.record(session, user.id, "disable account", by="system")


def reset_second_factor(email: str) -> None:
    """Take authenticator app, passkeys and recovery codes off an account, and end every sign-in. Raises NoAccount."""
    with writing() as session:
        user = _user(session, email)
        second_factors.remove_all(session, user)
        sign_ins.end_all(session, user)
        account_events.record(session, user.id, "reset second factor", by="system")


def _user(session: Session, email: str) -> User:
    user = session.scalars(select(User).where(User.email == email.lower()).with_for_update()).first()
    if user is None:
        raise NoAccount
    return user


def welcome_link(user_id: str) -> str:
    """The one-time link with which a person sets a password: good for a week, and until one has been set with it."""
    token = welcome.token_for(reading().get_one(Account, user_id))
    return f"{installation().settings.base_url}/welcome/{token}"


def has_password(user_id: str) -> bool:
    """True once the person has set a password."""
    return reading().get_one(User, user_id).password is not None


def workspaces_of(user_id: str) -> tuple[WorkspaceOfMine, ...]:
    """The workspaces that a person is a member of now."""
    rows = reading().execute(
        select(Workspace, Member.role)
        .join(Member, Member.workspace_id == Workspace.id)
        .where(Member.user_id == user_id, Member.ended_at.is_(None))
        .order_by(Workspace.name)
    )
    return tuple(
        WorkspaceOfMine(workspace.id, workspace.name, role, workspace.needs_second_factor) for workspace, role in rows
    )


def facilitator(user_id: str, workspace_id: str) -> Facilitator:
    """The person as a member of one workspace. Raises NoWorkspace, also where there is none of that id."""
    row = (
        reading()
        .execute(
            select(User, Workspace, Member.role, Workspace.needs_second_factor & ~second_factors.protects())
            .join(Member, Member.user_id == User.id)
            .join(Workspace, Workspace.id == Member.workspace_id)
            .where(User.id == user_id, User.active, Workspace.id == workspace_id, Member.ended_at.is_(None))
        )
        .first()
    )
    if row is None:
        raise NoWorkspace
    user, workspace, role, lacks = row
    return Facilitator(
        user.id, user.email, user.name, workspace.id, workspace.name, role, workspace.logo_hash, bool(lacks)
    )
