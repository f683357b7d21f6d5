"""Workshops: one row of shared state that remotes change and screens follow, and what is written down in the room."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

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
from gapcheck.vocabulary import Ending, Outcome, Overlay

#: Length of a decision's id: a UUID, which the page makes on which the decision is written.
UUID_LENGTH = 36


class Workshop(OwnedByWorkspace, Base):
    """A workshop on one wave, from its preparation to its end."""

    __tablename__ = "workshop"
    __table_args__ = (
        owned_by("wave", "wave_id"),
        parent_key(),
        # One workshop at a time is prepared or held on a wave.
        unique_while("uq_workshop_current", "wave_id", "ended_at IS NULL"),
        CheckConstraint("step BETWEEN 0 AND 4", name="step"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_has_reason"),
        CheckConstraint("(started_at IS NULL) = (started_by IS NULL)", name="started_by_someone"),
    )

    id: Mapped[str] = id_column()
    wave_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    #: True on a sample company: nothing is released, and no report comes of it.
    rehearsal: Mapped[bool] = mapped_column(default=False)
    prepared_by: Mapped[str] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Boxes, items, order of reveal and ticked comments. Sealed: which box an item is in tells what was found.
    sealed_agenda: Mapped[bytes] = mapped_column(LargeBinary)
    agenda_revision: Mapped[int] = mapped_column(default=1)
    #: Rises with every change of agenda or state; a command that saw an older one is refused.
    version: Mapped[int] = mapped_column(default=1)
    #: Rises with every vote and everything written down, which no command needs to have seen.
    writings: Mapped[int] = mapped_column(default=0)
    #: Which stop of the agenda is shown, from 0; and which of an item's five steps.
    stop: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    overlay: Mapped[Overlay] = mapped_column(one_of(Overlay, "overlay"), default=Overlay.NONE)
    blank: Mapped[bool] = mapped_column(default=False)
    dark: Mapped[bool] = mapped_column(default=False)
    #: When the running timer reaches zero; or the seconds that are left on a stopped one.
    timer_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    timer_left: Mapped[int | None]
    voting_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Raised by renewing the screens' code, which is derived from it.
    code_generation: Mapped[int] = mapped_column(default=1)
    #: Keyed digest of the code; the code itself is never stored.
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"), type_=String(ID_LENGTH), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[Ending | None] = mapped_column(one_of(Ending, "ending"))
    next_wave_on: Mapped[date | None]
    #: Digest of the commitments for which a report was ordered: the same ones are not reported twice.
    reported: Mapped[str | None] = mapped_column(String(64))


class WorkshopNote(OwnedByWorkspace, Base):
    """The facilitator's own question and notes on one item of a workshop, sealed. No respondent ever sees them."""

    __tablename__ = "workshop_note"
    __table_args__ = (owned_by("workshop", "workshop_id"),)

    workshop_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(OwnedByWorkspace, Base):
    """What was written down on an item, or beside all items: a decision, a parked question, or that nothing is needed.

    The id comes from where it was written, so that the same decision is never taken in twice.
    """

    __tablename__ = "decision"
    __table_args__ = (owned_by("workshop", "workshop_id"), CheckConstraint("revision >= 1", name="revision"))

    workshop_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(UUID_LENGTH), primary_key=True)
    #: 1, 2, 3, ... in the order in which they were first written.
    position: Mapped[int]
    item: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome, "outcome"))
    #: True for a commitment: what is read back, agreed to and printed in the report.
    chosen: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    #: The words, sealed; None for a decision that was taken out, whose id stays taken.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Participant(OwnedByWorkspace, Base):
    """One of the two people in a workshop: their dots, sealed, and the commitments that they agreed to."""

    __tablename__ = "participant"
    __table_args__ = (
        owned_by("workshop", "workshop_id"),
        owned_by("occupant", "occupant_id"),
        CheckConstraint("(agreed_at IS NULL) = (agreed_to IS NULL)", name="agreed_to_something"),
    )

    workshop_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    occupant_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, index=True)
    sealed_dots: Mapped[bytes | None] = mapped_column(LargeBinary)
    voted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Digest of the commitments as they stood: other ones have to be agreed to anew.
    agreed_to: Mapped[str | None] = mapped_column(String(64))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
