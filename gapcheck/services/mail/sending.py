"""The worker's part: lease a mail, send it outside any transaction, note how it went.

A mail is delivered at least once: a worker that is killed between the server's acceptance and the note leaves a lease
that runs out, and the mail goes again with the same Message-ID and the same link.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.extensions import installation
from gapcheck.models import Mail, Occupant, Pause, Wave
from gapcheck.services.mail import composing, outbox, pausing, reasons, rules
from gapcheck.services.mail.letters import Letter, Undeliverable
from gapcheck.services.mail.transports import Deferred, Refused, ServerUnavailable, Transport, transport_of
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import MailKind, MailState

#: Longer than sending takes, however slowly a server answers at each of its steps.
LEASE = timedelta(minutes=4)
#: Tried for this long, then failed.
GIVE_UP_AFTER = timedelta(hours=72)
#: The pause doubles with every attempt, up to the longest.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
#: While no server answers, nothing else that waits is tried in this time.
SERVER_PAUSE = timedelta(minutes=1)
#: A facilitator is told of failing mail at most this often.
NOTICE_PAUSE = timedelta(days=1)
_log = structlog.get_logger("gapcheck.mail")


def send_next(transport: Transport | None = None) -> bool:
    """Send one mail that is due; False where none is. Never raises for a mail that cannot be sent."""
    if not _anything_due():
        return False
    mail_id = _lease()
    if mail_id is None:
        return True  # it was cancelled, or another worker has it
    try:
        with (transport or transport_of(installation().settings)).connect() as connection:
            letter = _compose(mail_id)
            if letter is not None:
                connection.send(letter)
                _sent(mail_id)
    except Refused as refused:
        _failed(mail_id, str(refused))
    except Deferred as deferred:
        _deferred(mail_id, str(deferred), everything=isinstance(deferred, ServerUnavailable))
    return True


def _due() -> ColumnElement[bool]:
    now = clock.now()
    return and_(
        Mail.state == MailState.QUEUED,
        Mail.not_before <= now,
        # A lease much further ahead than any is given for is one from before the clock was set back. Much, since the
        # clocks of two machines differ, and a worker that goes by a later one must not lose what it has.
        or_(Mail.leased_until.is_(None), Mail.leased_until < now, Mail.leased_until > now + 2 * LEASE),
    )


def _anything_due() -> bool:
    """A look without the lock that writers wait for."""
    session = reading()
    due = select(Mail.id).where(_due(), ~exists().where(Pause.what == pausing.MAIL))
    found = session.scalars(due.limit(1)).first()
    session.close()
    return found is not None


def _lease() -> str | None:
    """Take the mail that has waited longest, or cancel it where it is not right any more."""
    with writing() as session:
        mail = session.scalars(
            select(Mail).where(_due()).order_by(Mail.not_before, Mail.id).limit(1).with_for_update(skip_locked=True)
        ).first()
        if mail is None or not _still_right(session, mail):
            return None
        if mail.attempts and clock.now() > mail.created_at + GIVE_UP_AFTER:
            _fail(session, mail, reasons.given_up(mail.reason or reasons.INTERRUPTED))
            return None
        mail.attempts += 1
        mail.leased_until = clock.now() + LEASE
        return mail.id


def _compose(mail_id: str) -> Letter | None:
    """The letter, decided on once more now that the server listens; None where it is not right any more."""
    with writing() as session:
        mail = session.get(Mail, mail_id, with_for_update=True)
        if mail is None or mail.state is not MailState.QUEUED or not _still_right(session, mail):
            return None
        try:
            return composing.compose(session, mail)
        except Undeliverable:
            _fail(session, mail, reasons.UNUSABLE_ADDRESS)
        except Exception as error:  # a template at fault must not hold up every other mail for ever
            _log.error("mail not written", kind=mail.kind.value, error=type(error).__name__)
            _fail(session, mail, reasons.UNWRITABLE)
        return None


def _still_right(session: Session, mail: Mail) -> bool:
    """Cancel a mail that may not go out now; else take over an address that was corrected meanwhile."""
    reason = rules.why_not(session, mail)
    if reason is not None:
        mail.state, mail.reason, mail.leased_until = MailState.CANCELLED, reason, None
        return False
    person = session.get(Occupant, mail.occupant_id) if mail.occupant_id else None
    mail.address = (person.email if person else None) or mail.address
    return True


def _sent(mail_id: str) -> None:
    with writing() as session:
        mail = session.get(Mail, mail_id)
        if mail is not None:  # it was sent, even where somebody cancelled it meanwhile
            mail.state, mail.reason, mail.leased_until, mail.sent_at = MailState.SENT, None, None, clock.now()


def _failed(mail_id: str, reason: str) -> None:
    with writing() as session:
        mail = session.get(Mail, mail_id)
        if mail is not None and mail.state is MailState.QUEUED:
            _fail(session, mail, reason)


def _fail(session: Session, mail: Mail, reason: str) -> None:
    mail.state, mail.reason, mail.leased_until = MailState.FAILED, reason, None
    _log.warning("mail failed", kind=mail.kind.value)
    if mail.occupant_id is None or mail.wave_id is None:
        return  # who gets mail about mail that fails is not told by mail that this fails as well
    wave = session.get(Wave, mail.wave_id)
    if wave is not None and not _told_lately(session, mail.workspace_id, wave):
        outbox.queue_for_facilitator(session, MailKind.MAIL_FAILING, wave)


def _told_lately(session: Session, workspace_id: str, wave: Wave) -> bool:
    told = select(Mail.id).where(
        Mail.workspace_id == workspace_id,
        Mail.kind == MailKind.MAIL_FAILING,
        Mail.wave_id == wave.id,
        Mail.created_at > clock.now() - NOTICE_PAUSE,
    )
    return session.scalars(told.limit(1)).first() is not None


def _deferred(mail_id: str, reason: str, *, everything: bool) -> None:
    """Wait for the next attempt; where no server answers, nothing else is tried for a moment either."""
    now = clock.now()
    with writing() as session:
        mail = session.get(Mail, mail_id)
        if mail is not None and mail.state is MailState.QUEUED:
            if now > mail.created_at + GIVE_UP_AFTER:
                _fail(session, mail, reasons.given_up(reason))
            else:
                pause = min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)
                mail.reason, mail.leased_until, mail.not_before = reason, None, now + pause
        if everything:
            waiting = update(Mail).where(_due()).values(not_before=now + SERVER_PAUSE)
            session.execute(waiting, execution_options={"synchronize_session": False})
