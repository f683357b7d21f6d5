"""While mail is paused nothing goes out; what waited goes on or is dropped when an administrator says so."""

from __future__ import annotations

import pytest
from flask import Flask

from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import Mail
from gapcheck.services.mail import pausing, reasons, sending
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import MailKind, MailState
from tests.acting import Pair


@pytest.fixture
def mail(app: Flask, pair: Pair) -> str:
    """A mail that is due, with all mail paused."""
    with writing() as session:
        waiting = Mail(
            workspace_id=pair.facilitator.workspace_id,
            kind=MailKind.BOTH_SUBMITTED,
            user_id=pair.facilitator.user_id,
            address=pair.facilitator.email,
            state=MailState.QUEUED,
            not_before=clock.now(),
            message_id="1@localhost",
            created_at=clock.now(),
        )
        session.add(waiting)
        pausing.pause(session)
        session.flush()
        return waiting.id


def state(mail: str) -> tuple[MailState, str | None]:
    db.session.close()
    row = db.session.get_one(Mail, mail)
    return row.state, row.reason


def test_nothing_goes_out_while_mail_is_paused(mail: str) -> None:
    assert pausing.paused_since() is not None
    assert not sending.send_next()
    assert state(mail) == (MailState.QUEUED, None)


def test_what_waited_goes_out_when_it_is_resumed(mail: str) -> None:
    assert pausing.waiting() == pausing.resume(discard=False) == 1
    assert pausing.paused_since() is None
    assert sending.send_next()


def test_what_waited_can_be_dropped(mail: str) -> None:
    assert pausing.resume(discard=True) == 1
    assert state(mail) == (MailState.CANCELLED, reasons.RESTORED)
    assert not sending.send_next()
    assert pausing.resume(discard=True) == 0
