"""A new password by mail: nobody learns who has an account, nobody is flooded, and a link is good once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Mail
from gapcheck.services import passwords, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.vocabulary import MailKind
from tests.acting import PASSWORD, Browser, with_app

NEW = "another sentence that is long"


def path(link: str) -> str:
    return link.removeprefix("http://localhost")


def queued() -> int:
    db.session.close()
    return db.session.scalar(select(func.count(Mail.id)).where(Mail.kind == MailKind.PASSWORD_RESET))


def moved(settings: Settings, seconds: int) -> None:
    settings.clock_file.write_text(str(seconds))


def test_the_answer_is_the_same_for_an_address_that_is_unknown(facilitator: Facilitator, app: Flask) -> None:
    pages = [
        Browser(app).post("/forgotten", email=email).text.replace(email, "")
        for email in (facilitator.email, "nobody@halloran.example")
    ]
    assert pages[0] == pages[1]
    assert queued() == 1


def test_one_mail_in_five_minutes_however_often_it_is_asked_for(
    facilitator: Facilitator, browser: Browser, settings: Settings
) -> None:
    for _ in range(5):
        browser.post("/forgotten", email=facilitator.email.upper())
    assert queued() == 1
    moved(settings, 301)
    browser.post("/forgotten", email=facilitator.email)
    assert queued() == 2


def test_five_mails_a_day_at_most(facilitator: Facilitator, settings: Settings) -> None:
    for hour in range(20):
        moved(settings, hour * 3600)
        passwords.ask_for_reset(facilitator.email)
    assert queued() == 5
    moved(settings, 25 * 3600)
    passwords.ask_for_reset(facilitator.email)
    assert queued() == 6


def test_a_disabled_account_gets_no_mail(facilitator: Facilitator) -> None:
    workspaces.disable_account(facilitator.email)
    passwords.ask_for_reset(facilitator.email)
    assert queued() == 0


@pytest.mark.parametrize("email", ["", "not an address", "a@b.example\r\nBcc: c@d.example", "x" * 300 + "@a.example"])
def test_what_is_no_address_is_said_beside_the_field(browser: Browser, app: Flask, email: str) -> None:
    page = browser.post("/forgotten", email=email)
    assert "There is a problem" in page.text
    assert queued() == 0


def test_the_link_sets_a_password_once(facilitator: Facilitator, browser: Browser, app: Flask) -> None:
    link = path(passwords.reset_link(facilitator.user_id))
    assert "Companies" in browser.post(link, password=NEW, again=NEW).text
    assert browser.get(link).status_code == 404
    assert "Companies" in Browser(app).post("/sign-in", email=facilitator.email, password=NEW).text


def test_the_link_is_good_for_an_hour(
    facilitator: Facilitator, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = path(passwords.reset_link(facilitator.user_id))
    assert browser.get(link).status_code == 200
    assert browser.get(link.replace("/reset/", "/welcome/")).status_code == 404
    monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", _in_an_hour())
    assert browser.get(link).status_code == 404


def _in_an_hour() -> object:
    import time

    then = int(time.time()) + 3601
    return lambda _signer: then


def test_a_new_password_ends_every_sign_in(facilitator: Facilitator, browser: Browser, app: Flask) -> None:
    browser.signs_in(facilitator)
    Browser(app).post(path(passwords.reset_link(facilitator.user_id)), password=NEW, again=NEW)
    assert browser.client.get("/account").status_code == 302


def test_a_mailbox_alone_does_not_get_past_the_second_factor(facilitator: Facilitator, browser: Browser) -> None:
    with_app(facilitator)
    page = browser.post(path(passwords.reset_link(facilitator.user_id)), password=NEW, again=NEW)
    assert "Confirm that it is you" in page.text
    assert browser.client.get("/account").status_code == 302


def test_a_one_time_link_is_no_reset_link(facilitator: Facilitator, browser: Browser) -> None:
    welcome = path(workspaces.welcome_link(facilitator.user_id))
    assert browser.get(welcome.replace("/welcome/", "/reset/")).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 5000, "WyJyZXNldCJd.x.y", "%00", "null"])
def test_what_is_no_link_has_ended(browser: Browser, app: Flask, token: str) -> None:
    for page in ("reset", "welcome"):
        assert browser.client.get(f"/{page}/{token}").status_code == 404


def test_ones_own_address_is_no_password(facilitator: Facilitator, browser: Browser) -> None:
    link = path(passwords.reset_link(facilitator.user_id))
    own = facilitator.email.upper()
    assert "Choose something that is not a name" in browser.post(link, password=own, again=own).text
    assert own != PASSWORD
