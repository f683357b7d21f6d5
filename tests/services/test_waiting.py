"""The administrator's list of what waits."""

from __future__ import annotations

from gapcheck.models import Mail
from gapcheck.services.mail import inviting
from gapcheck.services.transaction import writing
from gapcheck.services.waiting import waiting
from gapcheck.vocabulary import MailState
from tests.acting import Pair


def test_mails_and_reports_that_wait_are_listed_and_those_that_are_done_are_not(pair: Pair) -> None:
    assert waiting() == ()
    inviting.invite(pair.facilitator, pair.wave_id)
    assert [row.what for row in waiting()] == ["mail invitation"] * 2
    pair.both_submit()
    assert sorted(row.what for row in waiting()) == [
        "mail both submitted",
        "mail invitation",
        "mail invitation",
        "report facilitator",
        "report participant",
    ]
    pair.renders()
    assert not any(row.what.startswith("report") for row in waiting())


def test_a_failure_is_listed_with_its_reason_and_nothing_that_names_anybody(pair: Pair) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    with writing() as session:
        for mail in session.query(Mail):
            mail.state, mail.reason = MailState.FAILED, "Refused."
    for row in waiting():
        assert row.failed
        assert (row.next_at, row.reason) == (None, "Refused.")
    assert "northmoor" not in str(waiting())
    assert "Ferreira" not in str(waiting())
