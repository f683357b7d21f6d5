"""The one thing to do next with each engagement, and whom to remind: suggested, never done by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Case, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from gapcheck.models import Mail, Occupant, ResponseSet, Seat, Wave
from gapcheck.services import visibility
from gapcheck.services.principals import Facilitator
from gapcheck.vocabulary import MailKind, MailState, WaveState

#: A reminder is suggested so long after the invitation, and once more so long after it.
REMIND_AFTER = (timedelta(days=3), timedelta(days=7))


class NextAction(StrEnum):
    """The one thing to do next. What needs somebody comes first."""

    READ = "read"
    WORKSHOP = "workshop"
    REMIND = "remind"
    DECIDE = "decide"
    INVITE = "invite"
    WAIT = "wait"
    NOTHING = "nothing"

    @property
    def place(self) -> int:
        """Where it stands among the others, the most pressing first."""
        return list(NextAction).index(self)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do; for a reminder the seat and the name of the person to remind."""

    action: NextAction
    seat_id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody in an open wave who has not submitted.

    ``asked_at`` is when the invitation went out, else when the wave was opened for somebody without an address or who
    has begun; None for somebody whom nobody has asked yet.
    """

    seat_id: str
    name: str
    asked_at: datetime | None
    reminded_at: datetime | None
    can_be_reminded: bool

    def is_due(self, now: datetime) -> bool:
        """True where a reminder is suggested: 3 days after the invitation, and again 7 days after it."""
        if self.asked_at is None or not self.can_be_reminded:
            return False
        passed = [self.asked_at + after for after in REMIND_AFTER if self.asked_at + after <= now]
        return bool(passed) and (self.reminded_at is None or self.reminded_at < passed[-1])


def next_step(
    state: WaveState, due_on: date | None, awaited: Sequence[Awaited], now: datetime, *, is_held: bool
) -> NextStep:
    """What to do next with a wave of this state for whose answers these people are awaited.

    ``is_held`` is True while a workshop on it runs: once it is over, what is left is to release to both.
    """
    match state:
        case WaveState.IN_WORKSHOP if is_held:
            return NextStep(NextAction.WORKSHOP)
        case WaveState.COMPLETE | WaveState.RETRACTED | WaveState.IN_WORKSHOP:
            return NextStep(NextAction.READ)
        case WaveState.DRAFT | WaveState.OPEN:
            return _of_open(due_on, awaited, now)
        case _:
            return NextStep(NextAction.NOTHING)


def _of_open(due_on: date | None, awaited: Sequence[Awaited], now: datetime) -> NextStep:
    due = next((person for person in awaited if person.is_due(now)), None)
    if due is not None:
        return NextStep(NextAction.REMIND, due.seat_id, due.name)
    if due_on is not None and due_on < now.date():
        return NextStep(NextAction.DECIDE)
    return NextStep(NextAction.INVITE if any(person.asked_at is None for person in awaited) else NextAction.WAIT)


def awaited_in(session: Session, facilitator: Facilitator) -> dict[str, list[Awaited]]:
    """Who is awaited in the open waves of this person, by wave id, in role order; one query."""
    found: dict[str, list[Awaited]] = {}
    for row in session.execute(_awaited(facilitator)):
        by_hand = row.opened_at if row.email is None or row.started_at is not None else None
        person = Awaited(
            row.id,
            row.name,
            row.invited_at or by_hand,
            row.reminded_at,
            row.email is not None and row.reminders_stopped_at is None,
        )
        found.setdefault(row.wave_id, []).append(person)
    return found


def _awaited(facilitator: Facilitator) -> Select[*tuple[Any, ...]]:
    on_its_way = Mail.state.in_((MailState.QUEUED, MailState.SENT))
    kept = aliased(Occupant)

    def time_of(kind: MailKind) -> Case[datetime | None]:
        return case((and_(Mail.kind == kind, on_its_way), Mail.created_at))

    columns = (
        *(Seat.wave_id, Seat.id, Seat.position, Occupant.name, Occupant.email, Occupant.reminders_stopped_at),
        *(Wave.opened_at, ResponseSet.started_at),
    )
    return (
        select(
            *columns,
            func.min(time_of(MailKind.INVITATION)).label("invited_at"),
            func.max(time_of(MailKind.REMINDER)).label("reminded_at"),
        )
        .join(Occupant, Occupant.seat_id == Seat.id)
        .join(Wave, Wave.id == Seat.wave_id)
        .outerjoin(ResponseSet, ResponseSet.occupant_id == Occupant.id)
        .outerjoin(Mail, Mail.occupant_id == Occupant.id)
        .where(
            Wave.id.in_(visibility.waves_of(facilitator).with_only_columns(Wave.id)),
            Wave.state == WaveState.OPEN,
            Occupant.until.is_(None),
            Occupant.revoked_at.is_(None),
            Occupant.withdrawn_at.is_(None),
            ResponseSet.submitted_at.is_(None),
            ~exists().where(kept.seat_id == Seat.id, kept.kept),
        )
        .group_by(Occupant.id, *columns)
        .order_by(Seat.wave_id, Seat.position)
    )
