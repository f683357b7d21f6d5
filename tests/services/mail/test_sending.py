"""Every mail is delivered or visibly failed, and at most one duplicate has the same Message-ID."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Mail
from gapcheck.services import answering, branding, rights
from gapcheck.services.mail import composing, inviting, reasons, sending, status
from gapcheck.services.mail.letters import Letter
from gapcheck.services.mail.transports import FileTransport, SmtpTransport
from gapcheck.vocabulary import MailKind, MailState, Membership
from tests.acting import Pair
from tests.services.mail.conftest import Postbox, Server, plain
from tests.serving import free_port

HOURS = 3600


def seat_of(pair: Pair, role: str) -> str:
    return pair.respondent(role).seat_id


def test_a_mail_waits_for_the_time_in_which_it_can_be_taken_back(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    assert postbox.sends(after=29) == 0
    assert postbox.sends(after=2) == 2
    assert [mail["To"] for mail in postbox.delivered] == [
        "Ana Ferreira <ana@northmoor.example>",
        "Tom Okafor <tom@northmoor.example>",
    ]


def test_by_default_mails_are_files_that_only_their_owner_reads(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends()
    folder = postbox.settings.instance / "outbox"
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())


def test_the_link_in_a_mail_is_the_persons_own_and_opens(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends()
    ana, tom = (plain(mail) for mail in postbox.delivered)
    assert pair.link("cio") in ana
    assert pair.link("cso") in tom
    assert pair.link("cso") not in ana


def test_the_workspaces_name_and_logo_are_in_the_mail_itself(pair: Pair, postbox: Postbox) -> None:
    owner = replace(pair.facilitator, membership=Membership.OWNER)
    picture = BytesIO()
    Image.new("RGB", (80, 40), (20, 40, 90)).save(picture, "PNG")
    branding.set_logo(owner, picture.getvalue())
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends()
    for mail in postbox.delivered:
        assert pair.facilitator.workspace_name in plain(mail)
        html, logo = mail.get_body(("related",)).iter_parts()
        assert f'src="cid:{logo["Content-ID"].strip("<>")}"' in html.get_content()
        assert logo.get_content() == branding.of(owner.workspace_id).logo


def test_a_mail_server_gets_each_mail_once_for_one_recipient(pair: Pair, postbox: Postbox, server: Server) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends(server.transport())
    assert server.recipients == [["ana@northmoor.example"], ["tom@northmoor.example"]] or server.recipients == [
        ["tom@northmoor.example"],
        ["ana@northmoor.example"],
    ]
    assert postbox.sends(server.transport(), after=5 * 24 * HOURS) == 0


def test_a_refused_recipient_fails_at_once_and_the_facilitator_learns_why(
    pair: Pair, postbox: Postbox, server: Server
) -> None:
    server.refused["ana@northmoor.example"] = "550 5.1.1 no ana@northmoor.example here"
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends(server.transport())
    ana, tom = postbox.rows(MailKind.INVITATION)
    assert (ana.state, tom.state) == (MailState.FAILED, MailState.SENT)
    assert ana.reason == f"{reasons.NO_SUCH_MAILBOX} (550 5.1.1)"
    assert [(row.name, row.line.reason) for row in status.failing(pair.facilitator)] == [("Ana Ferreira", ana.reason)]
    assert server.received[-1]["Subject"] == "Northmoor Logistics: a mail could not be delivered"
    assert server.received[-1]["To"] == "Ruth Halloran <ruth@halloran.example>"


def test_what_a_mail_server_says_in_words_is_never_stored(pair: Pair, postbox: Postbox, server: Server) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    link = pair.link("cio")
    server.replies = [f"554 5.7.1 rejected because of {link}"] * 2
    postbox.sends(server.transport())
    assert [row.reason for row in postbox.rows(MailKind.INVITATION)] == [f"{reasons.REFUSED_MAIL} (554 5.7.1)"] * 2


def test_a_server_that_asks_to_wait_is_asked_again(pair: Pair, postbox: Postbox, server: Server) -> None:
    server.replies = ["451 4.3.0 busy"] * 2
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends(server.transport())
    assert server.received == []
    assert {row.reason for row in postbox.rows()} == {f"{reasons.BUSY} (451 4.3.0)"}
    assert status.failing(pair.facilitator)[0].line.delayed
    postbox.sends(server.transport(), after=61)
    assert len(server.received) == 2
    assert status.failing(pair.facilitator) == ()
    assert all(row.state is MailState.SENT and row.reason is None for row in postbox.rows())


def test_a_server_that_hangs_holds_nobody_up_for_long(pair: Pair, postbox: Postbox, server: Server) -> None:
    server.hangs = True
    inviting.invite(pair.facilitator, pair.wave_id)
    started = clock.now()
    postbox.sends(server.transport(timeout=0.3))
    assert clock.now() - started - timedelta(seconds=31) < timedelta(seconds=4)
    assert {row.reason for row in postbox.rows()} == {reasons.BROKEN_OFF}
    server.hangs = False
    postbox.sends(server.transport(), after=61)
    assert len(server.received) == 2


def test_while_no_server_answers_one_mail_tries_for_all(pair: Pair, postbox: Postbox) -> None:
    nobody = SmtpTransport("127.0.0.1", free_port(), tls=False)
    inviting.invite(pair.facilitator, pair.wave_id)
    assert postbox.sends(nobody) == 1
    tried, waiting = sorted(postbox.rows(), key=lambda row: -row.attempts)
    assert (tried.attempts, tried.reason) == (1, reasons.UNREACHABLE)
    assert (waiting.attempts, waiting.reason) == (0, None)


def test_after_three_days_a_mail_has_failed(pair: Pair, postbox: Postbox) -> None:
    nobody = SmtpTransport("127.0.0.1", free_port(), tls=False)
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends(nobody)
    for _ in range(30):
        postbox.sends(nobody, after=3 * HOURS)
    rows = postbox.rows(MailKind.INVITATION)
    assert {row.state for row in rows} == {MailState.FAILED}
    assert {row.reason for row in rows} == {reasons.given_up(reasons.UNREACHABLE)}
    assert all(10 < row.attempts < 40 for row in rows)
    assert len(postbox.rows(MailKind.MAIL_FAILING)) == 1


def test_a_server_that_breaks_off_after_accepting_gets_one_duplicate_with_the_same_id(
    pair: Pair, postbox: Postbox, server: Server
) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    server.dies_after_accepting = True
    postbox.sends(server.transport())
    server.dies_after_accepting = False
    postbox.sends(server.transport(), after=61)
    ids = [mail["Message-ID"] for mail in server.received]
    assert len(ids) == 4
    assert len(set(ids)) == 2


KILLED = """
import os, signal
from gapcheck.app import create_app
from gapcheck.config import load
from gapcheck.services.mail import sending
from gapcheck.services.mail.transports import SmtpTransport
sending._sent = lambda mail_id: os.kill(os.getpid(), signal.SIGKILL)
with create_app(load()).app_context():
    sending.send_next(SmtpTransport("127.0.0.1", {port}, tls=False))
"""


def test_a_worker_that_is_killed_before_it_noted_the_delivery_leaves_one_duplicate_with_the_same_id_and_link(
    pair: Pair, postbox: Postbox, server: Server
) -> None:
    pair.submits("cso")
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.later(31)
    environ = {
        "GAPCHECK_INSTANCE": str(postbox.settings.instance),
        "GAPCHECK_BASE_URL": "http://localhost",
        "GAPCHECK_TESTING": "1",
        "GAPCHECK_CLOCK_FILE": str(postbox.settings.clock_file),
        "GAPCHECK_DATABASE_URL": postbox.settings.database_url,
    }
    killed = subprocess.run([sys.executable, "-c", KILLED.format(port=server.port)], env=environ, check=False)
    assert killed.returncode == -9
    assert len(server.received) == 1
    assert postbox.sends(server.transport(), after=0) == 0  # the lease holds
    postbox.sends(server.transport(), after=sending.LEASE.total_seconds() + 1)
    first, second = server.received
    assert first["Message-ID"] == second["Message-ID"]
    assert plain(first) == plain(second)
    assert postbox.sends(server.transport(), after=24 * HOURS) == 0


def test_no_reminder_is_sent_after_submission_however_it_was_held_up(
    pair: Pair, postbox: Postbox, server: Server
) -> None:
    ana = pair.answers("cio")
    inviting.remind(pair.facilitator, ana.seat_id)
    server.replies = ["451 4.3.0 busy"]
    postbox.sends(server.transport())
    answering.submit(ana)
    postbox.sends(server.transport(), after=61)
    assert server.received == []
    (row,) = postbox.rows(MailKind.REMINDER)
    assert (row.state, row.reason) == (MailState.CANCELLED, reasons.ALREADY_SUBMITTED)


def test_a_submission_while_the_connection_is_made_stops_the_reminder(
    pair: Pair, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = pair.answers("cio")
    inviting.remind(pair.facilitator, ana.seat_id)
    connect = FileTransport.connect

    def slow(self: FileTransport) -> object:
        answering.submit(ana)
        return connect(self)

    monkeypatch.setattr(FileTransport, "connect", slow)
    postbox.sends()
    assert postbox.delivered == []
    assert postbox.rows(MailKind.REMINDER)[0].reason == reasons.ALREADY_SUBMITTED


def test_what_is_taken_back_is_not_sent(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    assert inviting.undo(pair.facilitator, pair.wave_id) == 2
    assert postbox.sends() == 0
    assert {row.reason for row in postbox.rows()} == {reasons.UNDONE}
    assert inviting.invite(pair.facilitator, pair.wave_id) == 2
    postbox.sends()
    with pytest.raises(inviting.TooLate):
        inviting.undo(pair.facilitator, pair.wave_id)


def test_whoever_withdrew_gets_no_more_mail_and_the_other_is_told_that_the_pair_is_closed(
    pair: Pair, postbox: Postbox
) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    rights.withdraw(pair.respondent("cio"))
    postbox.sends()
    (closed,) = postbox.delivered
    assert closed["To"] == "Tom Okafor <tom@northmoor.example>"
    assert closed["Subject"] == "The questionnaire is closed"
    assert "Ferreira" not in closed.as_string()


def test_a_corrected_address_gets_the_mail_that_still_waits(pair: Pair, postbox: Postbox) -> None:
    from gapcheck.services import people

    inviting.invite(pair.facilitator, pair.wave_id)
    people.correct_address(pair.facilitator, seat_of(pair, "cio"), "a.ferreira@northmoor.example", pair.shown.version)
    postbox.sends()
    assert postbox.delivered[0]["To"] == "Ana Ferreira <a.ferreira@northmoor.example>"
    assert "a.ferreira@northmoor.example" in {row.address for row in postbox.rows()}


def test_a_mail_that_cannot_be_written_fails_and_keeps_no_other_from_going(
    pair: Pair, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = composing.compose

    def broken(session: Session, mail: Mail) -> Letter:
        if mail.address.startswith("ana"):
            raise KeyError("a fault in a template")
        return compose(session, mail)

    monkeypatch.setattr(composing, "compose", broken)
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends()
    assert [row.state for row in postbox.rows(MailKind.INVITATION)] == [MailState.FAILED, MailState.SENT]


def test_a_full_disk_holds_file_mail_back_and_loses_none(pair: Pair, postbox: Postbox) -> None:
    folder = postbox.settings.instance / "outbox"
    folder.write_text("a file where the folder should be")
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends()
    assert reasons.NOT_WRITTEN in {row.reason for row in postbox.rows()}
    folder.unlink()
    postbox.sends(after=120)
    assert len(postbox.delivered) == 2
