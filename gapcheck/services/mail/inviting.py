"""What a facilitator sends by hand: invitations, reminders, the link again; and taking them back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Mail, Occupant, ResponseSet, Seat, User, Wave
from gapcheck.services import audit, visibility
from gapcheck.services.decided import NotPossible, NoWave, locked, occupant_of, require_change, seat_of
from gapcheck.services.mail import composing, outbox, rules
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import MailKind, MailState, WaveState

#: The link goes again at most once in this time, and this often a day.
LINK_PAUSE = timedelta(minutes=5)
LINKS_A_DAY = 5
_DAY = timedelta(days=1)
_ON_ITS_WAY = (MailState.QUEUED, MailState.SENT)


class NoAddress(Exception):
    """This person has no e-mail address: copy the link instead."""


class SubmittedAlready(Exception):
    """This person has submitted and needs no reminder."""


class RemindersStopped(Exception):
    """This person asked for no more reminders."""


class LinkEnded(Exception):
    """The personal link is revoked, or the person has withdrawn."""


class TooSoon(Exception):
    """Such a mail is on its way or went out a short while ago. ``again_at`` is when the next may go."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too soon")
        self.again_at = again_at


class TooLate(Exception):
    """Nothing waits any more that could be taken back."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as it would go out now."""

    name: str
    address: str | None
    subject: str
    plain: str


def invite(facilitator: Facilitator, wave_id: str, words: str | None = None) -> int:
    """Queue the invitations of an open wave, for those who have none yet; how many. Repeating it sends none twice.

    They wait for ``outbox.UNDO``. Who has no address gets none. Raises NotAllowed, NoWave, NotPossible and
    WordsTooLong.
    """
    require_change(facilitator)
    with writing() as session:
        wave = locked(session, facilitator, wave_id)
        if wave.state is not WaveState.OPEN:
            raise NotPossible
        new = [person for person in _asked(session, wave) if _last(session, person, MailKind.INVITATION) is None]
        queued = [outbox.queue(session, MailKind.INVITATION, wave, person, words) for person in new]
        count = sum(mail is not None for mail in queued)
        if count:
            audit.record(session, wave.workspace_id, facilitator.actor, "invite", f"wave:{wave.id}")
        return count


def remind(facilitator: Facilitator, seat_id: str, words: str | None = None) -> None:
    """Queue a reminder to the person in a seat; it waits for ``outbox.UNDO``.

    Raises NotAllowed, NoWave, NotPossible, NoAddress, LinkEnded, SubmittedAlready, RemindersStopped, TooSoon and
    WordsTooLong.
    """
    require_change(facilitator)
    with writing() as session:
        wave, person = _person(session, facilitator, seat_id)
        if rules.seat_has_submitted(session, seat_id):
            raise SubmittedAlready
        if wave.state is not WaveState.OPEN:
            raise NotPossible
        if person.reminders_stopped_at is not None:
            raise RemindersStopped
        last = _last(session, person, MailKind.REMINDER)
        if last is not None and clock.now() < _at(last) + rules.REMINDER_PAUSE:
            raise TooSoon(_at(last) + rules.REMINDER_PAUSE)
        outbox.queue(session, MailKind.REMINDER, wave, person, words)
        audit.record(session, wave.workspace_id, facilitator.actor, "remind", f"seat:{seat_id}")


def send_link_again(facilitator: Facilitator, seat_id: str) -> None:
    """Queue a mail with the same personal link. Raises NotAllowed, NoWave, NoAddress, LinkEnded and TooSoon."""
    require_change(facilitator)
    with writing() as session:
        wave, person = _person(session, facilitator, seat_id)
        again_at = next_link_at(session, Mail.occupant_id == person.id)
        if clock.now() < again_at:
            raise TooSoon(again_at)
        outbox.queue(session, MailKind.LINK_AGAIN, wave, person)
        audit.record(session, wave.workspace_id, facilitator.actor, "send link again", f"seat:{seat_id}")


def next_link_at(session: Session, sent_before: ColumnElement[bool]) -> datetime:
    """From when on the link may go again to whom the condition on ``Mail`` names: every five minutes, five a day."""
    times = session.scalars(
        select(Mail.created_at)
        .where(Mail.kind == MailKind.LINK_AGAIN, Mail.created_at > clock.now() - _DAY, sent_before)
        .order_by(Mail.created_at.desc())
    ).all()
    if not times:
        return clock.now()
    soonest = times[0] + LINK_PAUSE
    return max(soonest, times[LINKS_A_DAY - 1] + _DAY) if len(times) >= LINKS_A_DAY else soonest


def undo(facilitator: Facilitator, wave_id: str) -> int:
    """Take back what was sent by hand in a wave and still waits; how many mails. Raises NotAllowed, NoWave, TooLate."""
    require_change(facilitator)
    with writing() as session:
        wave = locked(session, facilitator, wave_id)
        queued = select(Mail).where(Mail.wave_id == wave.id, Mail.state == MailState.QUEUED).with_for_update()
        waiting = [mail for mail in session.scalars(queued) if outbox.undoable(mail, clock.now())]
        if not waiting:
            raise TooLate
        for mail in waiting:
            outbox.undo(mail)
        audit.record(session, wave.workspace_id, facilitator.actor, "undo mail", f"wave:{wave.id}")
        return len(waiting)


def send_test(facilitator: Facilitator) -> None:
    """Queue a mail to the facilitator's own address, once in five minutes. Raises TooSoon."""
    with writing() as session:
        user = session.scalars(select(User).where(User.id == facilitator.user_id).with_for_update()).one()
        last = session.scalar(
            select(func.max(Mail.created_at)).where(Mail.user_id == user.id, Mail.kind == MailKind.TEST)
        )
        if last is not None and clock.now() < last + LINK_PAUSE:
            raise TooSoon(last + LINK_PAUSE)
        outbox.queue_for_account(session, MailKind.TEST, facilitator.workspace_id, user)
        audit.record(session, facilitator.workspace_id, facilitator.actor, "send test mail", f"user:{user.id}")


def previews(
    facilitator: Facilitator,
    wave_id: str,
    kind: MailKind,
    seats: Collection[str] | None = None,
    words: str | None = None,
) -> tuple[Preview, ...]:
    """The mails of a kind as they would go out now, by seat; all seats of the wave unless some are named.

    Who has submitted, or has an invitation already, gets none. Raises NoWave.
    """
    session = reading()
    wave = session.scalars(visibility.waves_of(facilitator).where(Wave.id == wave_id)).first()
    if wave is None:
        raise NoWave
    found = []
    for person in _asked(session, wave):
        invited = kind is MailKind.INVITATION and _last(session, person, kind) is not None
        if not invited and (seats is None or person.seat_id in seats):
            text = composing.text(kind, composing.respondent_facts(session, wave, person, words))
            found.append(Preview(person.name, person.email, text.subject, text.plain))
    return tuple(found)


def _person(session: Session, facilitator: Facilitator, seat_id: str) -> tuple[Wave, Occupant]:
    """The person in a seat, if mail can reach them, with the wave locked."""
    seat = seat_of(session, facilitator, seat_id)
    wave = locked(session, facilitator, seat.wave_id)
    person = occupant_of(session, seat)
    if person.revoked_at is not None or person.withdrawn_at is not None:
        raise LinkEnded
    if person.email is None:
        raise NoAddress
    return wave, person


def _asked(session: Session, wave: Wave) -> list[Occupant]:
    """The people who are asked and have not submitted, in seat order; those without a link are not among them."""
    submitted = exists().where(ResponseSet.seat_id == Seat.id, ResponseSet.submitted_at.is_not(None))
    people = session.scalars(
        select(Occupant)
        .join(Seat, Seat.id == Occupant.seat_id)
        .where(
            Seat.wave_id == wave.id,
            Occupant.until.is_(None),
            Occupant.revoked_at.is_(None),
            Occupant.withdrawn_at.is_(None),
            ~submitted,
        )
        .order_by(Seat.position)
    )
    return list(people)


def _last(session: Session, person: Occupant, kind: MailKind) -> Mail | None:
    """The newest mail of a kind that is on its way to this person or went out."""
    return session.scalars(
        select(Mail)
        .where(Mail.occupant_id == person.id, Mail.kind == kind, Mail.state.in_(_ON_ITS_WAY))
        .order_by(Mail.created_at.desc())
        .limit(1)
    ).first()


def _at(mail: Mail) -> datetime:
    return mail.sent_at or mail.created_at
