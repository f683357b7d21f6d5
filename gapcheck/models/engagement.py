"""Companies, their engagements and waves, and the seats that people occupy."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gapcheck.models.base import (
    ID_LENGTH,
    Base,
    OwnedByWorkspace,
    UtcDateTime,
    id_column,
    of_workspace,
    one_of,
    owned_by,
    parent_key,
    unique_while,
)
from gapcheck.vocabulary import Sequence, WaveState


class Company(OwnedByWorkspace, Base):
    """A company whose executives are asked."""

    __tablename__ = "company"
    __table_args__ = (of_workspace(), parent_key())

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Engagement(OwnedByWorkspace, Base):
    """One instrument for one company, wave after wave, under one encryption key."""

    __tablename__ = "engagement"
    __table_args__ = (owned_by("company", "company_id"), parent_key())

    id: Mapped[str] = id_column()
    company_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    facilitator_id: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH), index=True)
    #: ``id@version`` of the instrument that the first wave took its snapshot from.
    instrument: Mapped[str] = mapped_column(String(80))
    #: The engagement's own key, sealed with the installation's key; without it no answer can be read.
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
    delete_on: Mapped[date]
    #: True for invented people: left out of the portfolio, no mail, and anybody who may change things removes it.
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Snapshot(OwnedByWorkspace, Base):
    """An instrument as waves were opened with it; never changed. Waves with the same content share a row."""

    __tablename__ = "snapshot"
    __table_args__ = (of_workspace(),)

    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    #: SHA-256 of the canonical content.
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Wave(OwnedByWorkspace, Base):
    """A dated run over an immutable snapshot of the instrument."""

    __tablename__ = "wave"
    __table_args__ = (
        owned_by("engagement", "engagement_id"),
        ForeignKeyConstraint(["workspace_id", "snapshot_hash"], ["snapshot.workspace_id", "snapshot.hash"]),
        parent_key(),
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("state <> 'complete' OR completed_at IS NOT NULL", name="complete_has_date"),
        CheckConstraint("state <> 'released' OR completed_at IS NOT NULL", name="released_was_complete"),
    )

    id: Mapped[str] = id_column()
    engagement_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[WaveState] = mapped_column(one_of(WaveState, "state"))
    #: Rises with every transition; a transition that saw an older one is refused.
    version: Mapped[int] = mapped_column(default=1)
    #: The whole instrument as it was when the wave was opened.
    snapshot_hash: Mapped[str] = mapped_column(String(64))
    #: The form's name, or None where items were chosen one by one.
    form: Mapped[str | None] = mapped_column(String(40))
    items: Mapped[list[str]] = mapped_column(JSON)
    sequence: Mapped[Sequence] = mapped_column(one_of(Sequence, "sequence"))
    due_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Seat(OwnedByWorkspace, Base):
    """A role in a wave. ``position`` is the instrument's role order."""

    __tablename__ = "seat"
    __table_args__ = (owned_by("wave", "wave_id"), parent_key(), UniqueConstraint("wave_id", "role"))

    id: Mapped[str] = id_column()
    wave_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    role: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]


class Occupant(OwnedByWorkspace, Base):
    """The person in a seat, from then to then. The id is the public id in the respondent's addresses."""

    __tablename__ = "occupant"
    __table_args__ = (
        owned_by("seat", "seat_id"),
        parent_key(),
        # One person at a time in a seat.
        unique_while("uq_occupant_current", "seat_id", "until IS NULL"),
    )

    id: Mapped[str] = id_column()
    seat_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: True for a leaver whose submitted answers stay in the wave.
    kept: Mapped[bool] = mapped_column(default=False)
    #: Raised by revoking; the personal link is derived from it, so an old link ends at once.
    link_generation: Mapped[int] = mapped_column(default=1)
    #: SHA-256 of the personal link's token; the token itself is never stored.
    link_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Argon2 hash of a PIN that the facilitator set and tells in person; asked in every new browser.
    pin_hash: Mapped[str | None] = mapped_column(String(255))
    #: False PINs since the PIN was set; at the limit the link is locked.
    pin_tries: Mapped[int] = mapped_column(default=0)
    #: When this person said that the link reached the wrong one.
    disowned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminders_stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
