"""Workspaces, and the people who work in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gapcheck.models.base import ID_LENGTH, Base, OwnedByWorkspace, UtcDateTime, id_column, of_workspace, one_of
from gapcheck.vocabulary import Membership, Paper


class Workspace(Base):
    """A consultancy or a company's own team: the tenant that every other row belongs to."""

    __tablename__ = "workspace"

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When it was removed. The row stays for the audit trail, which nothing deletes.
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: A picture for pages, mails and report covers, checked and re-encoded when it was uploaded.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: SHA-256 of the logo, for its address; None without one.
    logo_hash: Mapped[str | None] = mapped_column(String(64))
    #: What reports are made on that are ordered from now on; each report has its own.
    paper: Mapped[Paper] = mapped_column(one_of(Paper, "paper"), default=Paper.A4)
    #: True where nobody gets in with a password alone.
    needs_second_factor: Mapped[bool] = mapped_column(default=False)


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
    #: The secret of the authenticator app, encrypted; None where there is none.
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    #: The 30-second step of the last code that was taken: no code is good twice.
    tf_last_counter: Mapped[int | None]
    #: Codes for when the second factor is lost, each encrypted; a used one is taken out.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Passkey(Base):
    """A passkey of an account: the public half of a key that never leaves its owner's device."""

    __tablename__ = "passkey"

    id: Mapped[str] = id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH), index=True)
    #: What the device calls the key.
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    #: How often the device has used the key, where it counts; a copy of the key would fall behind.
    sign_count: Mapped[int]
    #: What its owner calls it.
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountSignIn(Base):
    """A browser in which somebody signed in to an account. Only the hash of the cookie's secret is stored."""

    __tablename__ = "account_sign_in"

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Member(OwnedByWorkspace, Base):
    """A person's part in a workspace. Ended, never deleted, so that the audit trail keeps its subject."""

    __tablename__ = "member"
    __table_args__ = (of_workspace(), UniqueConstraint("workspace_id", "user_id"))

    id: Mapped[str] = id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH), index=True)
    role: Mapped[Membership] = mapped_column(one_of(Membership, "role"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
