"""The outbox: a mail is a row, written in the transaction of the change that causes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gapcheck.models.base import ID_LENGTH, Base, OwnedByWorkspace, UtcDateTime, id_column, of_workspace, one_of
from gapcheck.vocabulary import MailKind, MailState


class Mail(OwnedByWorkspace, Base):
    """One mail to one person. It holds no link: the link is derived when the mail is sent."""

    __tablename__ = "mail"
    __table_args__ = (
        of_workspace(),
        CheckConstraint("state <> 'failed' OR reason IS NOT NULL", name="failed_has_reason"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_has_time"),
    )

    id: Mapped[str] = id_column()
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind, "kind"))
    #: What it is about, and its reader. No foreign keys: an erasure cancels a mail and need not wait for it.
    wave_id: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    occupant_id: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    user_id: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    address: Mapped[str] = mapped_column(String(254))
    #: The facilitator's own words in place of the template's, if any. Never a link, never an answer.
    words: Mapped[str | None] = mapped_column(Text)
    state: Mapped[MailState] = mapped_column(one_of(MailState, "state"), index=True)
    #: Why it failed or was cancelled, in words for the facilitator.
    reason: Mapped[str | None] = mapped_column(String(400))
    attempts: Mapped[int] = mapped_column(default=0)
    #: Not sent before this time: the time for undoing, or the pause after an attempt that failed.
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The same in every attempt, so that a mail sent twice is recognised as one.
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
