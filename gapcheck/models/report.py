"""Reports and their releases."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, column_property, mapped_column

from gapcheck.models.base import (
    ID_LENGTH,
    Base,
    OwnedByWorkspace,
    UtcDateTime,
    id_column,
    one_of,
    owned_by,
    parent_key,
    unique_while,
)
from gapcheck.vocabulary import Edition, ReleaseScope, RenderState


class Report(OwnedByWorkspace, Base):
    """One report as a file, sealed. The row is the work order too: a worker leases it, renders it and fills it in."""

    __tablename__ = "report"
    __table_args__ = (
        owned_by("wave", "wave_id"),
        parent_key(),
        UniqueConstraint("wave_id", "number", "edition", "paper"),
        CheckConstraint("state <> 'ready' OR sealed_pdf IS NOT NULL", name="ready_has_file"),
        CheckConstraint("state <> 'failed' OR reason IS NOT NULL", name="failed_has_reason"),
    )

    id: Mapped[str] = id_column()
    wave_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    number: Mapped[int]
    #: The date printed in the report: that of the second submission.
    dated: Mapped[date]
    edition: Mapped[Edition] = mapped_column(one_of(Edition, "edition"))
    #: That of the workspace when the report was ordered.
    paper: Mapped[str] = mapped_column(String(10))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[RenderState] = mapped_column(one_of(RenderState, "state"), index=True)
    #: Why rendering failed, in a sentence for the facilitator.
    reason: Mapped[str | None] = mapped_column(String(400))
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: The same report as a web page; there even where the PDF could not be made.
    sealed_twin: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: Whether there is such a page; read without the page itself.
    has_page: Mapped[bool] = column_property(sealed_twin.is_not(None))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Release(OwnedByWorkspace, Base):
    """The act that opens a report to the two respondents, or to both together in a workshop, and its end."""

    __tablename__ = "release"
    __table_args__ = (
        owned_by("wave", "wave_id"),
        # One release in force at a time: what was shown in the room may be released to both later.
        unique_while("uq_release_in_force", "wave_id", "retracted_at IS NULL AND scope = 'both'"),
        unique_while("uq_release_in_room", "wave_id", "retracted_at IS NULL AND scope = 'room'"),
    )

    id: Mapped[str] = id_column()
    wave_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    scope: Mapped[ReleaseScope] = mapped_column(one_of(ReleaseScope, "scope"), default=ReleaseScope.BOTH)
    #: The report that was released; in the room, the newest one then, 0 where none was made yet.
    report_number: Mapped[int]
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH))
    retracted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
