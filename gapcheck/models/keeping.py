"""What is kept beside engagements: own instruments, batches of reports, the ledger of erasures; and pauses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gapcheck.models.base import ID_LENGTH, Base, OwnedByWorkspace, UtcDateTime, id_column, of_workspace


class OwnInstrument(OwnedByWorkspace, Base):
    """A questionnaire that a workspace uploaded: one row a version, never changed."""

    __tablename__ = "own_instrument"
    __table_args__ = (of_workspace(), UniqueConstraint("workspace_id", "key"))

    id: Mapped[str] = id_column()
    #: ``id@version``.
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    #: The TOML file as it was uploaded.
    source: Mapped[str] = mapped_column(Text)
    uploaded_by: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Batch(OwnedByWorkspace, Base):
    """A download of many reports as one archive: which ones. The archive is put together when it is fetched."""

    __tablename__ = "batch"
    __table_args__ = (of_workspace(),)

    id: Mapped[str] = id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH))
    edition: Mapped[str] = mapped_column(String(24))
    #: The waves asked for, in the order of the archive.
    waves: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Erasure(OwnedByWorkspace, Base):
    """An engagement that was erased. A restored backup carries these out again."""

    __tablename__ = "erasure"
    __table_args__ = (of_workspace(),)

    #: No foreign key: the engagement is gone.
    engagement_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Pause(Base):
    """Something that the whole installation does not do until an administrator says so: sending mail."""

    __tablename__ = "pause"

    what: Mapped[str] = mapped_column(String(24), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
