"""The audit trail: who did what to which object and when; never an answer, a token or an address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from gapcheck.models.base import ID_LENGTH, Base, OwnedByWorkspace, UtcDateTime, of_workspace


class AuditEvent(OwnedByWorkspace, Base):
    """One event of a workspace, chained to the one before by its hash. Rows are only ever added."""

    __tablename__ = "audit_event"
    __table_args__ = (of_workspace(),)

    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    #: 1, 2, 3, ... within the workspace; the primary key makes a fork of the chain impossible.
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: ``user:ID``, ``occupant:ID`` or ``system``.
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))
    #: ``wave:ID``, ``seat:ID`` and so on.
    object: Mapped[str] = mapped_column(String(60))
    hash: Mapped[bytes] = mapped_column(LargeBinary)
