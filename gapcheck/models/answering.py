"""Answers: sealed values, their history, and the sign-ins of respondents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gapcheck.models.base import ID_LENGTH, Base, OwnedByWorkspace, UtcDateTime, id_column, owned_by, parent_key

#: The subject under which a comment is kept: no role id begins like this.
COMMENT = "#comment"


class ResponseSet(OwnedByWorkspace, Base):
    """All that one occupant of one seat answers in one wave."""

    __tablename__ = "response_set"
    __table_args__ = (
        owned_by("seat", "seat_id"),
        owned_by("occupant", "occupant_id"),
        parent_key(),
        UniqueConstraint("seat_id", "occupant_id"),
        CheckConstraint("started_at IS NULL OR acknowledged_at IS NOT NULL", name="started_after_promise"),
        CheckConstraint("submitted_at IS NULL OR started_at IS NOT NULL", name="submitted_after_start"),
    )

    id: Mapped[str] = id_column()
    seat_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    occupant_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    #: The who-sees-what text as this person acknowledged it.
    promise: Mapped[str | None] = mapped_column(Text)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The time of the first saved answer, never of the first visit.
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The newest reopening and its reason, which the report notes at its foot.
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_for: Mapped[str | None] = mapped_column(Text)


class Answer(OwnedByWorkspace, Base):
    """The current value of one item about one subject, sealed. A cleared answer keeps its row with no value."""

    __tablename__ = "answer"
    __table_args__ = (owned_by("response_set", "response_set_id"), CheckConstraint("revision >= 1", name="revision"))

    response_set_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: A role id: the own role for the own view, another for a guess. COMMENT for the comment on the item.
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerHistory(OwnedByWorkspace, Base):
    """Every value ever saved, never changed: what was acknowledged is here or is the current value."""

    __tablename__ = "answer_history"
    __table_args__ = (
        owned_by("response_set", "response_set_id"),
        # A repeated request with the same key is the same save.
        Index("uq_answer_history_key", "response_set_id", "key", "item", "subject", unique=True),
    )

    response_set_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: True for a value that came too late and never was the current one.
    stale: Mapped[bool] = mapped_column(default=False)
    #: The idempotency key that the form sent, if any.
    key: Mapped[str | None] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RespondentSignIn(OwnedByWorkspace, Base):
    """A browser in which a personal link was entered. Only the hash of the cookie's secret is stored."""

    __tablename__ = "respondent_sign_in"
    __table_args__ = (owned_by("occupant", "occupant_id"),)

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    occupant_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    #: The link's generation at entry: revoking the link ends the sign-in too.
    link_generation: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
