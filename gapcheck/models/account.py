"""Workspaces, and the people who work in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gapcheck.models.base import ID_LENGTH, Base, OwnedByWorkspace, UtcDateTime, id_column, of_workspace, one_of
from gapcheck.vocabulary import Membership


class Workspace(Base):
    """A consultancy or a company's own team: the tenant that every other row belongs to."""

    __tablename__ = "workspace"

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: A picture for pages, mails and report covers, checked and re-encoded when it was uploaded.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: SHA-256 of the logo, for its address; None without one.
    logo_hash: Mapped[str | None] = mapped_column(String(64))


class User(Base):
    """A person with an account. Respondents have none. The column names are those that Flask-Security reads."""

    __tablename__ = "user"

    id: Mapped[str] = id_column()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    #: None until the one-time link has been used.
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: Changes with the password and so ends every sign-in.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Member(OwnedByWorkspace, Base):
    """A person's part in a workspace. Ended, never deleted, so that the audit trail keeps its subject."""

    __tablename__ = "member"
    __table_args__ = (of_workspace(), UniqueConstraint("workspace_id", "user_id"))

    id: Mapped[str] = id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH), index=True)
    role: Mapped[Membership] = mapped_column(one_of(Membership, "role"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
