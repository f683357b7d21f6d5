"""Workspaces and the people in them: first accounts by command, one-time links, memberships."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from gapcheck import clock
from gapcheck.accounts import welcome
from gapcheck.accounts.account import PASSWORD_LENGTH_MIN, Account
from gapcheck.extensions import installation
from gapcheck.models import Member, User, Workspace
from gapcheck.models.base import random_id
from gapcheck.services import audit
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import Membership


class NameTaken(Exception):
    """There is a workspace of that name."""


class NoWorkspace(Exception):
    """There is no workspace of that name, or this person is not in it."""


class WelcomeEnded(Exception):
    """A one-time link that was used, is too old, or never was one."""


class PasswordTooShort(Exception):
    """A password below the minimum length."""


@dataclass(frozen=True, slots=True)
class WorkspaceOfMine:
    """A workspace that a person is a member of."""

    id: str
    name: str
    membership: Membership


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
    return tuple(reading().scalars(select(Workspace.name).order_by(Workspace.name)))


def add_member(email: str, name: str, workspace_name: str, role: Membership) -> str:
    """Make a person, known by the address, a member of a workspace; the user's id. Raises NoWorkspace.

    Repeating it with another role changes the role.
    """
    email = email.lower()
    with writing() as session:
        workspace = session.scalars(select(Workspace).where(Workspace.name == workspace_name)).first()
        if workspace is None:
            raise NoWorkspace
        user = session.scalars(select(User).where(User.email == email)).first()
        if user is None:
            user = User(id=random_id(), email=email, name=name, fs_uniquifier=uuid.uuid4().hex, created_at=clock.now())
            session.add(user)
            session.flush()
        member = session.scalars(
            select(Member).where(Member.workspace_id == workspace.id, Member.user_id == user.id)
        ).first()
        if member is None:
            member = Member(workspace_id=workspace.id, user_id=user.id, since=clock.now())
            session.add(member)
        member.role, member.ended_at = role, None
        audit.record(session, workspace.id, "system", f"add {role.value}", f"user:{user.id}")
        return user.id


def welcome_link(user_id: str) -> str:
    """The one-time link with which a person sets a password: good for a week, and until one has been set with it."""
    token = welcome.token_for(reading().get_one(Account, user_id))
    return f"{installation().settings.base_url}/welcome/{token}"


def has_password(user_id: str) -> bool:
    """True once the person has set a password."""
    return reading().get_one(User, user_id).password is not None


def whom_welcomes(token: str) -> str:
    """The address that a one-time link is for. Raises WelcomeEnded."""
    account = welcome.account_of(token)
    if account is None:
        raise WelcomeEnded
    return account.email


def set_password(token: str, password: str) -> Account:
    """Set the password with a one-time link, which ends it and every sign-in; the account, to sign in with.

    Raises WelcomeEnded and PasswordTooShort.
    """
    if len(password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooShort
    email = whom_welcomes(token)
    hashed = welcome.hash_password(password)
    with writing() as session:
        whom_welcomes(token)
        account = session.scalars(select(Account).where(User.email == email).with_for_update()).one()
        account.password, account.fs_uniquifier = hashed, uuid.uuid4().hex
    return reading().scalars(select(Account).where(User.email == email)).one()


def workspaces_of(user_id: str) -> tuple[WorkspaceOfMine, ...]:
    """The workspaces that a person is a member of now."""
    rows = reading().execute(
        select(Workspace, Member.role)
        .join(Member, Member.workspace_id == Workspace.id)
        .where(Member.user_id == user_id, Member.ended_at.is_(None))
        .order_by(Workspace.name)
    )
    return tuple(WorkspaceOfMine(workspace.id, workspace.name, role) for workspace, role in rows)


def facilitator(user_id: str, workspace_id: str) -> Facilitator:
    """The person as a member of one workspace. Raises NoWorkspace, also where there is none of that id."""
    row = (
        reading()
        .execute(
            select(User, Workspace, Member.role)
            .join(Member, Member.user_id == User.id)
            .join(Workspace, Workspace.id == Member.workspace_id)
            .where(User.id == user_id, User.active, Workspace.id == workspace_id, Member.ended_at.is_(None))
        )
        .first()
    )
    if row is None:
        raise NoWorkspace
    user, workspace, role = row
    return Facilitator(user.id, user.email, user.name, workspace.id, workspace.name, role)
