"""Facilitators see mails before they go, can take them back, and read what became of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gapcheck.extensions import db, installation
from gapcheck.models import Mail
from gapcheck.services import answering, people, workspaces
from gapcheck.services.mail import inviting, reasons, sending, status
from gapcheck.services.seating import Person
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import MailKind, MailState, Membership
from tests.acting import Browser, Pair, make_facilitator


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def kinds() -> list[tuple[MailKind, MailState]]:
    db.session.expire_all()
    return [(mail.kind, mail.state) for mail in db.session.query(Mail).order_by(Mail.created_at)]


@pytest.fixture
def place(pair: Pair, browser: Browser) -> str:
    """The address of the engagement, for a facilitator who has signed in."""
    browser.signs_in(pair.facilitator)
    return f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}"


@pytest.fixture
def seat(pair: Pair) -> str:
    return pair.shown.seats[0].seat_id


def test_both_mails_are_shown_before_they_are_sent(place: str, browser: Browser, pair: Pair) -> None:
    page = browser.get(f"{place}/invite")
    assert page.status_code == 200
    text = words(page)
    assert "To Ana Ferreira ana@northmoor.example Ruth Halloran asks for your view" in text
    assert pair.link("cio") in page.text
    assert pair.link("cso") in page.text
    assert kinds() == []


def test_own_words_are_shown_in_the_mails_before_they_are_sent(place: str, browser: Browser) -> None:
    page = browser.post(f"{place}/invite", act="show", words="As we said on <Monday>.")
    assert page.status_code == 200
    assert page.text.count("As we said on &lt;Monday&gt;.") == 3
    assert kinds() == []


def test_sending_queues_both_and_a_double_click_no_more(place: str, browser: Browser) -> None:
    for _ in range(2):
        assert browser.post(f"{place}/invite", act="send", words="").status_code == 200
    assert kinds() == [(MailKind.INVITATION, MailState.QUEUED)] * 2
    assert "nobody left to invite" in words(browser.get(f"{place}/invite"))


def test_what_was_sent_can_be_taken_back_for_a_moment(place: str, browser: Browser, pair: Pair) -> None:
    browser.post(f"{place}/invite", act="send", words="")
    assert browser.sends(f"{place}/undo-mail", f"{place}/").status_code == 200
    assert kinds() == [(MailKind.INVITATION, MailState.CANCELLED)] * 2
    late = browser.sends(f"{place}/undo-mail", f"{place}/")
    assert late.status_code == 409
    assert "too late to take it back" in words(late)


def test_words_that_are_too_long_come_back_with_what_to_do(place: str, browser: Browser, seat: str) -> None:
    for address in (f"{place}/invite", f"{place}/seats/{seat}/remind"):
        page = browser.post(address, act="send", words="x" * 1001)
        assert page.status_code == 422
        assert "Use at most 1000 characters." in words(page)
        assert "x" * 1001 in page.text
    assert kinds() == []


def test_a_reminder_is_shown_sent_once_and_refused_with_a_time(place: str, browser: Browser, seat: str) -> None:
    assert "Reminder: Ruth Halloran asks for your view" in words(browser.get(f"{place}/seats/{seat}/remind"))
    assert browser.post(f"{place}/seats/{seat}/remind", act="send", words="Hello").status_code == 200
    again = browser.post(f"{place}/seats/{seat}/remind", act="send", words="Hello")
    assert again.status_code == 409
    assert "The next can go from" in words(again)
    assert kinds() == [(MailKind.REMINDER, MailState.QUEUED)]


def test_whoever_has_submitted_cannot_be_reminded(place: str, browser: Browser, seat: str, pair: Pair) -> None:
    ana = pair.answers("cio")
    form = browser.get(f"{place}/seats/{seat}/remind")
    assert "Send the reminder" in form.text
    answering.submit(ana)
    refused = browser.sends(f"{place}/seats/{seat}/remind", f"{place}/", act="send", words="")
    assert refused.status_code == 409
    assert "The answers are in" in words(refused)
    assert "cannot be reminded" in words(browser.get(f"{place}/seats/{seat}/remind"))


def test_the_link_goes_again_and_not_twice_at_once(place: str, browser: Browser, seat: str) -> None:
    assert browser.sends(f"{place}/seats/{seat}/send-link", f"{place}/").status_code == 200
    assert browser.sends(f"{place}/seats/{seat}/send-link", f"{place}/").status_code == 409
    assert kinds() == [(MailKind.LINK_AGAIN, MailState.QUEUED)]


def test_another_seat_is_one_that_does_not_exist(place: str, browser: Browser, app: Flask) -> None:
    from tests.acting import make_pair

    foreign = make_pair(make_facilitator("Elsewhere", "eve@elsewhere.example"))
    theirs, nobody = foreign.shown.seats[0].seat_id, "A" * 22
    for path in ("remind", "send-link"):
        answers = [browser.sends(f"{place}/seats/{key}/{path}", f"{place}/") for key in (theirs, nobody)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].data == answers[1].data
    assert kinds() == []


def test_a_reader_sends_nothing_and_may_see_how_mail_fares(browser: Browser, pair: Pair, seat: str) -> None:
    user_id = workspaces.add_member("rea@halloran.example", "Rea", pair.facilitator.workspace_name, Membership.READER)
    reader = workspaces.facilitator(user_id, pair.facilitator.workspace_id)
    browser.signs_in(reader)
    place = f"/w/{reader.workspace_id}/e/{pair.engagement_id}"
    assert browser.get(f"{place}/invite").status_code == 404
    for path in ("invite", f"seats/{seat}/remind", f"seats/{seat}/send-link", "undo-mail"):
        assert browser.sends(f"{place}/{path}", f"{place}/", act="send").status_code in (400, 404)
    assert "Send a test mail" not in words(browser.get(f"/w/{reader.workspace_id}/mail"))
    assert kinds() == []


def test_whom_the_invitation_did_not_reach_is_invited_again_and_not_reminded(
    place: str, browser: Browser, pair: Pair
) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    with writing() as session:
        mail = session.query(Mail).filter_by(address="ana@northmoor.example").one()
        mail.state, mail.reason = MailState.FAILED, reasons.NO_SUCH_MAILBOX
    home = browser.get(place.partition("/e/")[0] + "/")
    assert "Ana Ferreira, CIO Link ready Tom Okafor, CSO Invited" in words(home)
    field = f"address-{pair.shown.seats[0].seat_id}"
    assert f'href="{place}/#{field}"' in home.text
    page = browser.get(f"{place}/")
    assert "Invite Ana Ferreira" in words(page)
    assert "Remind Ana Ferreira" not in words(page)
    assert "Remind Tom Okafor" in words(page)
    assert re.search(
        rf'<details open>\s*<summary>Change this seat(?:(?!</details>).)*id="{field}"', page.text, re.DOTALL
    )


def test_what_went_to_a_leaver_is_named_so_and_the_new_person_is_to_be_invited(
    place: str, browser: Browser, pair: Pair, seat: str
) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    people.replace(pair.facilitator, seat, Person("Bea New", "bea@northmoor.example"), pair.shown.version)
    page = words(browser.get(f"{place}/"))
    assert "Bea New , CIO Link ready" in page
    assert "Invitation to Ana Ferreira" in page
    assert "Invite Bea New" in page
    assert "Remind Bea New" not in page


def test_mail_that_fails_is_named_with_its_reason(place: str, browser: Browser, pair: Pair) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    with writing() as session:
        mail = session.query(Mail).filter_by(address="ana@northmoor.example").one()
        mail.state, mail.reason = MailState.FAILED, reasons.NO_SUCH_MAILBOX
    text = words(browser.get(f"/w/{pair.facilitator.workspace_id}/mail"))
    assert "Invitation to Ana Ferreira, ana@northmoor.example. The mail server says that there is no such" in text


def test_an_installation_that_only_writes_files_says_so(place: str, browser: Browser, pair: Pair) -> None:
    for address in (f"{place}/invite", f"/w/{pair.facilitator.workspace_id}/mail"):
        assert "This installation sends no mail yet" in words(browser.get(address))


def test_a_test_mail_can_be_sent_and_its_state_is_shown(place: str, browser: Browser, pair: Pair) -> None:
    address = f"/w/{pair.facilitator.workspace_id}/mail"
    assert "Queued" in words(browser.sends(f"{address}/test", address))
    assert sending.send_next()
    assert "Sent" in words(browser.get(address))
    again = browser.sends(f"{address}/test", address)
    assert again.status_code == 409
    assert "A test mail is on its way" in words(again)


def test_the_addresses_in_mails_lead_to_pages(app: Flask, pair: Pair) -> None:
    adapter = app.url_map.bind("localhost")
    for path, endpoint in (
        (f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/", "facilitate.engagement"),
        (f"/w/{pair.facilitator.workspace_id}/", "facilitate.home"),
        ("/stop/x", "respond.stop"),
        ("/i/x", "respond.door"),
    ):
        assert adapter.match(path, method="GET")[0] == endpoint


def test_a_forged_host_never_comes_into_a_mail(place: str, browser: Browser, pair: Pair) -> None:
    page = browser.get(f"{place}/invite")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    browser.client.post(f"{place}/invite", data={"csrf_token": token, "act": "send"}, headers=forged)
    refused = browser.client.get(f"{place}/invite", headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert len(kinds()) == 2
    assert status.of_waves(pair.facilitator, [pair.wave_id])
    settings = installation().settings
    settings.clock_file.write_text(str(timedelta(minutes=1).total_seconds()))
    while sending.send_next():
        pass
    for file in (settings.instance / "outbox").glob("*.eml"):
        assert "evil.example" not in file.read_text()
