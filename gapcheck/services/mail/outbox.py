"""The outbox: every mail is a row, written in the transaction of the change that causes it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.extensions import installation
from gapcheck.models import Engagement, Mail, Member, Occupant, Seat, User, Wave
from gapcheck.services.mail import reasons
from gapcheck.vocabulary import MailKind, MailState

#: How long a mail that somebody sent by hand can be taken back.
UNDO = timedelta(seconds=30)
#: Those that somebody sends by hand, and so can take back.
BY_HAND = (MailKind.INVITATION, MailKind.REMINDER)
WORDS_LENGTH = 1000


class WordsTooLong(Exception):
    """The facilitator's own words are longer than WORDS_LENGTH."""


def queue(session: Session, kind: MailKind, wave: Wave, person: Occupant, words: str | None = None) -> Mail | None:
    """Queue a mail to a respondent; None for a person without an address, who is told by the facilitator.

    ``words`` stand in place of the template's first paragraph. What is sent by hand waits for UNDO. Raises
    WordsTooLong.
    """
    if person.email is None:
        return None
    mail = _mail(kind, wave.workspace_id, person.email, words)
    mail.wave_id, mail.occupant_id = wave.id, person.id
    if kind in BY_HAND:
        mail.not_before += UNDO
    session.add(mail)
    return mail


def queue_for_all(session: Session, kind: MailKind, wave: Wave, but: Occupant | None = None) -> None:
    """Queue a mail to everybody who has a part in a wave: those in the seats, and leavers whose answers were kept."""
    people = session.scalars(
        select(Occupant)
        .join(Seat, Seat.id == Occupant.seat_id)
        .where(
            Seat.wave_id == wave.id,
            or_(Occupant.until.is_(None), Occupant.kept),
            Occupant.withdrawn_at.is_(None),
            Occupant.revoked_at.is_(None),
        )
        .order_by(Seat.position, Occupant.since)
    )
    for person in people:
        if but is None or person.id != but.id:
            queue(session, kind, wave, person)


def queue_for_facilitator(session: Session, kind: MailKind, wave: Wave) -> None:
    """Queue a mail to the facilitator of the wave's engagement; of a sample nobody needs to be told."""
    engagement = session.get_one(Engagement, wave.engagement_id)
    if engagement.sample:
        return
    user = session.get_one(User, engagement.facilitator_id)
    queue_for_account(session, kind, wave.workspace_id, user, wave)


def queue_for_account(
    session: Session, kind: MailKind, workspace_id: str, user: User, wave: Wave | None = None
) -> None:
    """Queue a mail to a person with an account."""
    mail = _mail(kind, workspace_id, user.email, None)
    mail.user_id, mail.wave_id = user.id, wave.id if wave else None
    session.add(mail)


def queue_password_reset(session: Session, user: User) -> None:
    """Queue the mail with the link to set a new password, for a person who is in a workspace; else nothing."""
    workspace_id = session.scalars(
        select(Member.workspace_id).where(Member.user_id == user.id, Member.ended_at.is_(None)).limit(1)
    ).first()
    if workspace_id is not None:
        queue_for_account(session, MailKind.PASSWORD_RESET, workspace_id, user)


def queue_by_address(session: Session, workspace_id: str, address: str) -> None:
    """Queue the mail with all personal links of an address; which those are is looked up when it is sent."""
    session.add(_mail(MailKind.LINK_AGAIN, workspace_id, address, None))


def cancel(session: Session, person: Occupant, reason: str, kinds: Collection[MailKind] = tuple(MailKind)) -> None:
    """Cancel what waits for a respondent. Sending decides for itself as well: this only shows it at once."""
    session.execute(
        update(Mail)
        .where(Mail.occupant_id == person.id, Mail.state == MailState.QUEUED, Mail.kind.in_(kinds))
        .values(state=MailState.CANCELLED, reason=reason)
    )


def undoable(mail: Mail, now: datetime) -> bool:
    """True while a mail that was sent by hand can be taken back: nobody has tried to send it."""
    return mail.state is MailState.QUEUED and mail.kind in BY_HAND and mail.attempts == 0 and now < mail.not_before


def undo(mail: Mail) -> None:
    """Take a mail back that ``undoable`` allows."""
    mail.state, mail.reason = MailState.CANCELLED, reasons.UNDONE


def new_message_id() -> str:
    """A Message-ID with the host of this installation, without its angle brackets."""
    host = installation().settings.host
    # A literal IPv6 address is no name, and the column ends somewhere.
    return f"{secrets.token_hex(16)}@{host if ':' not in host and len(host) < 80 else 'localhost'}"


def _mail(kind: MailKind, workspace_id: str, address: str, words: str | None) -> Mail:
    if words is not None and len(words) > WORDS_LENGTH:
        raise WordsTooLong
    now = clock.now()
    return Mail(
        workspace_id=workspace_id,
        kind=kind,
        address=address,
        words=(words or "").strip() or None,
        state=MailState.QUEUED,
        attempts=0,
        not_before=now,
        message_id=new_message_id(),
        created_at=now,
    )
