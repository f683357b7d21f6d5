"""Whether a mail may still go out. Decided when it is sent, not when it is queued: meanwhile things happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Engagement, Mail, Occupant, ResponseSet, Seat, User, Wave
from gapcheck.services.mail import reasons
from gapcheck.vocabulary import MailKind, MailState, WaveState

#: At most one reminder in this time.
REMINDER_PAUSE = timedelta(days=1)
#: How long before the deletion of an engagement its facilitator is told.
DELETION_NOTICE = timedelta(days=14)
#: At most this many links in the mail that "send me the link again" brings.
MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class Addressee:
    """A respondent to whom a mail goes, as things stand now."""

    person: Occupant
    wave: Wave


def why_not(session: Session, mail: Mail) -> str | None:
    """Why this mail may not go out now, as one of ``reasons``; None where it may."""
    if mail.occupant_id is not None:
        found = addressee(session, mail)
        return reasons.ERASED if found is None else _why_not_respondent(session, mail, found)
    if mail.user_id is not None:
        return _why_not_account(session, mail)
    return None if reachable(session, mail.address) else reasons.REVOKED


def addressee(session: Session, mail: Mail) -> Addressee | None:
    """The respondent of a mail; None where they were erased."""
    person = session.get(Occupant, mail.occupant_id)
    wave = session.get(Wave, mail.wave_id)
    return None if person is None or wave is None else Addressee(person, wave)


def reachable(session: Session, address: str) -> list[Addressee]:
    """The seats whose links an address may be sent, newest first: not revoked, not withdrawn, not replaced."""
    rows = session.execute(
        select(Occupant, Wave)
        .join(Seat, Seat.id == Occupant.seat_id)
        .join(Wave, Wave.id == Seat.wave_id)
        .where(
            func.lower(Occupant.email) == address.lower(),
            Occupant.revoked_at.is_(None),
            Occupant.withdrawn_at.is_(None),
            or_(Occupant.until.is_(None), Occupant.kept),
        )
        .order_by(Wave.created_at.desc(), Occupant.id)
        .limit(MOST_LINKS)
    )
    return [Addressee(person, wave) for person, wave in rows]


def seat_has_submitted(session: Session, seat_id: str) -> bool:
    """True once the seat's answers are in, be it from a leaver whose answers were kept."""
    submitted = select(ResponseSet.id).where(ResponseSet.seat_id == seat_id, ResponseSet.submitted_at.is_not(None))
    return session.scalars(submitted.limit(1)).first() is not None


def _why_not_respondent(session: Session, mail: Mail, to: Addressee) -> str | None:
    person = to.person
    if person.withdrawn_at is not None:
        return reasons.WITHDRAWN
    if person.until is not None and not person.kept:
        return reasons.REPLACED
    if person.revoked_at is not None:
        return reasons.REVOKED
    if person.email is None:
        return reasons.NO_ADDRESS
    match mail.kind:
        case MailKind.REMINDER:
            return _why_no_reminder(session, person) or _why_not_asked(session, to)
        case MailKind.INVITATION | MailKind.REOPENED:
            return _why_not_asked(session, to)
        case MailKind.REPORT_OPEN:
            return _why_no_report(session, to, released=True)
        case MailKind.RELEASE_RETRACTED:
            return _why_no_report(session, to, released=False)
        case MailKind.PAIR_CLOSED if to.wave.state is not WaveState.CLOSED:
            return reasons.NOT_CLOSED
        case _:
            return None


def _why_not_asked(session: Session, to: Addressee) -> str | None:
    if seat_has_submitted(session, to.person.seat_id):
        return reasons.ALREADY_SUBMITTED
    return None if to.wave.state is WaveState.OPEN else reasons.NOT_OPEN


def _why_no_reminder(session: Session, person: Occupant) -> str | None:
    if person.reminders_stopped_at is not None:
        return reasons.REMINDERS_STOPPED
    lately = select(Mail.id).where(
        Mail.occupant_id == person.id,
        Mail.kind == MailKind.REMINDER,
        Mail.state == MailState.SENT,
        Mail.sent_at > clock.now() - REMINDER_PAUSE,
    )
    return None if session.scalars(lately.limit(1)).first() is None else reasons.REMINDED_TODAY


def _why_no_report(session: Session, to: Addressee, *, released: bool) -> str | None:
    """The report is for those whose answers are in it: a successor who was not asked has no part in it."""
    own = select(ResponseSet.id).where(ResponseSet.occupant_id == to.person.id, ResponseSet.submitted_at.is_not(None))
    if session.scalars(own.limit(1)).first() is None:
        return reasons.NOT_IN_REPORT
    if (to.wave.state is WaveState.RELEASED) == released:
        return None
    return reasons.NOT_RELEASED if released else reasons.RELEASED_AGAIN


def _why_not_account(session: Session, mail: Mail) -> str | None:
    user = session.get(User, mail.user_id)
    if user is None or not user.active:
        return reasons.ACCOUNT_ENDED
    if mail.wave_id is None:
        return None
    wave = session.get(Wave, mail.wave_id)
    if wave is None:
        return reasons.ERASED
    if mail.kind is MailKind.BOTH_SUBMITTED and wave.completed_at is None:
        return reasons.NOT_COMPLETE
    if mail.kind is MailKind.DELETION_SOON and not is_deleted_soon(session.get_one(Engagement, wave.engagement_id)):
        return reasons.POSTPONED
    return None


def is_deleted_soon(engagement: Engagement) -> bool:
    """True in the last days before an engagement is deleted."""
    return engagement.delete_on <= (clock.now() + DELETION_NOTICE).date()
