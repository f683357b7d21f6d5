"""Sending no mail at all, until an administrator says so: after a restore, what waits may have gone out already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Mail, Pause
from gapcheck.services.mail import reasons
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import MailState

MAIL = "mail"


def pause(session: Session) -> None:
    """Send nothing from now on, within the transaction that is the reason for it."""
    if session.get(Pause, MAIL) is None:
        session.add(Pause(what=MAIL, since=clock.now()))


def paused_since() -> datetime | None:
    """Since when nothing is sent; None while mail goes out."""
    return reading().scalars(select(Pause.since).where(Pause.what == MAIL)).first()


def waiting() -> int:
    """How many mails wait."""
    return reading().scalar(select(func.count(Mail.id)).where(Mail.state == MailState.QUEUED)) or 0


def resume(*, discard: bool) -> int:
    """Send again; how many mails waited. With ``discard`` those are cancelled, since they went out before."""
    with writing() as session:
        pause = session.get(Pause, MAIL)
        if pause is not None:
            session.delete(pause)
        count = waiting()
        if discard:
            cancelled = {"state": MailState.CANCELLED, "reason": reasons.RESTORED, "leased_until": None}
            session.execute(update(Mail).where(Mail.state == MailState.QUEUED).values(cancelled))
        return count
