"""What facilitators see of mail: per person, what went out and how; on the first page, what fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from gapcheck import clock
from gapcheck.extensions import installation
from gapcheck.models import Company, Engagement, Mail, Occupant, Seat, Wave
from gapcheck.services import visibility
from gapcheck.services.mail import outbox
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import MailKind, MailState


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail to a person in a seat. ``at`` is when it was sent, else when it was queued.

    ``left`` is the name of somebody who has left the seat since, None for who sits in it now.
    """

    kind: MailKind
    state: MailState
    at: datetime
    reason: str | None
    attempts: int
    undoable: bool
    left: str | None = None

    @property
    def delayed(self) -> bool:
        """True while it is being tried again."""
        return self.state is MailState.QUEUED and self.reason is not None

    @property
    def asks(self) -> bool:
        """True for the invitation of who sits in the seat now, once it is on its way."""
        on_its_way = self.state in (MailState.QUEUED, MailState.SENT)
        return self.kind is MailKind.INVITATION and on_its_way and self.left is None


@dataclass(frozen=True, slots=True)
class Failing:
    """Mail to one person that failed or is being tried again, and was not followed by one that went out."""

    engagement_id: str
    seat_id: str
    company: str
    name: str
    address: str
    line: MailLine


def of_waves(facilitator: Facilitator, wave_ids: Iterable[str]) -> dict[str, tuple[MailLine, ...]]:
    """The mails to each seat's people by seat id, newest first; only of this person's waves. One query."""
    known = visibility.waves_of(facilitator).with_only_columns(Wave.id).where(Wave.id.in_(list(wave_ids)))
    rows = reading().execute(
        select(Mail, Occupant)
        .join(Occupant, Occupant.id == Mail.occupant_id)
        .where(Mail.wave_id.in_(known))
        .order_by(Mail.created_at.desc(), Mail.id)
    )
    found: dict[str, list[MailLine]] = {}
    for mail, person in rows:
        found.setdefault(person.seat_id, []).append(_line(mail, person.name if person.until else None))
    return {seat_id: tuple(lines) for seat_id, lines in found.items()}


def failing(facilitator: Facilitator) -> tuple[Failing, ...]:
    """All mail of the workspace that does not arrive, newest first: for the first page. One query.

    A person counts by the newest mail that was not cancelled: what failed before a mail that went out is settled.
    """
    known = visibility.waves_of(facilitator).with_only_columns(Wave.id)
    rows = reading().execute(
        select(Mail, Occupant.name, Company.name, Engagement.id, Seat.id)
        .join(Occupant, Occupant.id == Mail.occupant_id)
        .join(Seat, Seat.id == Occupant.seat_id)
        .join(Wave, Wave.id == Seat.wave_id)
        .join(Engagement, Engagement.id == Wave.engagement_id)
        .join(Company, Company.id == Engagement.company_id)
        .where(
            Mail.wave_id.in_(known),
            Mail.state.in_((MailState.FAILED, MailState.QUEUED)),
            Mail.reason.is_not(None),
            Occupant.until.is_(None),
            Occupant.withdrawn_at.is_(None),
            ~_settled(),
        )
        .order_by(Mail.created_at.desc(), Mail.id)
    )
    newest: dict[str | None, Failing] = {}
    for mail, name, company, engagement_id, seat_id in rows:
        newest.setdefault(mail.occupant_id, Failing(engagement_id, seat_id, company, name, mail.address, _line(mail)))
    return tuple(newest.values())


def writes_files() -> bool:
    """True where no mail server is configured, so that a mail that counts as sent lies in a folder."""
    return installation().settings.smtp_url.startswith("file:")


def last_test(facilitator: Facilitator) -> MailLine | None:
    """The newest test mail that this person asked for."""
    tests = select(Mail).where(Mail.user_id == facilitator.user_id, Mail.kind == MailKind.TEST)
    mail = reading().scalars(tests.order_by(Mail.created_at.desc()).limit(1)).first()
    return None if mail is None else _line(mail)


def _settled() -> ColumnElement[bool]:
    later = aliased(Mail)
    return exists().where(
        later.occupant_id == Mail.occupant_id, later.state == MailState.SENT, later.created_at > Mail.created_at
    )


def _line(mail: Mail, left: str | None = None) -> MailLine:
    return MailLine(
        kind=mail.kind,
        state=mail.state,
        at=mail.sent_at or mail.created_at,
        reason=mail.reason,
        attempts=mail.attempts,
        undoable=outbox.undoable(mail, clock.now()),
        left=left,
    )
