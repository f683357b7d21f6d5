"""Signing in: the password, a second factor where there is one, a cookie that ends when it should."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck import jobs
from gapcheck.config import Settings
from gapcheck.extensions import db, limiter
from gapcheck.models import AccountSignIn, AuditEvent
from gapcheck.services import sign_ins, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.web.accounts import next_page
from tests.acting import PASSWORD, Browser, PhoneApp, with_app

WRONG = "something else entirely"


@pytest.fixture
def account(facilitator: Facilitator, app: Flask) -> Facilitator:
    """A facilitator with a password, signed out again."""
    Browser(app).signs_in(facilitator)
    return facilitator


def home(facilitator: Facilitator) -> str:
    return f"/w/{facilitator.workspace_id}/"


def signed_in(browser: Browser, facilitator: Facilitator) -> bool:
    return browser.client.get(home(facilitator)).status_code == 200


def moved(settings: Settings, seconds: int) -> None:
    settings.clock_file.write_text(str(seconds))


def test_the_second_factor_is_asked_after_the_password(account: Facilitator, app: Flask, browser: Browser) -> None:
    phone = with_app(account)
    page = browser.post("/sign-in", email=account.email, password=PASSWORD)
    assert "Confirm that it is you" in page.text
    assert not signed_in(browser, account)
    wrong = browser.post("/sign-in/code", code="000000")
    assert "That code is not right" in wrong.text
    assert not signed_in(browser, account)
    browser.post("/sign-in/code", code=phone.codes[0])
    assert signed_in(browser, account)


def test_the_second_factor_page_is_not_there_without_a_password_before(browser: Browser) -> None:
    assert browser.client.get("/sign-in/code").location == "/sign-in"


def test_the_second_factor_must_follow_within_ten_minutes(
    account: Facilitator, browser: Browser, settings: Settings
) -> None:
    phone = with_app(account)
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    moved(settings, 601)
    browser.sends("/sign-in/code", "/sign-in", code=phone.code())
    assert not signed_in(browser, account)


def test_a_link_that_sets_a_password_does_not_get_past_the_second_factor(
    account: Facilitator, browser: Browser
) -> None:
    with_app(account)
    page = browser.signs_in(account)
    assert "Confirm that it is you" in page.text
    assert not signed_in(browser, account)


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(
    account: Facilitator, app: Flask, browser: Browser
) -> None:
    browser.get("/sign-in")
    planted = browser.client.get_cookie("gapcheck").value
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    attacker = Browser(app)
    attacker.client.set_cookie("gapcheck", planted)
    assert signed_in(browser, account)
    assert not signed_in(attacker, account)


def stolen(app: Flask, browser: Browser) -> Browser:
    """Another browser with a copy of the cookies."""
    thief = Browser(app)
    thief.client.set_cookie("gapcheck", browser.client.get_cookie("gapcheck").value)
    return thief


def test_a_copied_cookie_ends_with_signing_out(account: Facilitator, app: Flask, browser: Browser) -> None:
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    thief = stolen(app, browser)
    assert signed_in(thief, account)
    browser.sends("/sign-out", home(account))
    assert not signed_in(thief, account)
    assert not signed_in(browser, account)


def test_changing_the_password_ends_every_other_sign_in(account: Facilitator, app: Flask, browser: Browser) -> None:
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    other = Browser(app)
    other.post("/sign-in", email=account.email, password=PASSWORD)
    thief = stolen(app, browser)
    new = "another sentence that is long"
    browser.post("/account/password", present=PASSWORD, password=new, again=new)
    assert signed_in(browser, account)
    assert not signed_in(other, account)
    assert not signed_in(thief, account)
    assert "do not go together" in other.post("/sign-in", email=account.email, password=PASSWORD).text


def test_signing_out_everywhere_ends_every_browser(account: Facilitator, app: Flask, browser: Browser) -> None:
    other = Browser(app)
    for each in (browser, other):
        each.post("/sign-in", email=account.email, password=PASSWORD)
    browser.sends("/account/sign-out-everywhere", "/account")
    assert not signed_in(browser, account)
    assert not signed_in(other, account)


def test_a_sign_in_ends_after_half_an_hour_without_a_request(
    account: Facilitator, browser: Browser, settings: Settings
) -> None:
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    for minutes in (20, 40, 60):
        moved(settings, minutes * 60)
        assert signed_in(browser, account)
    moved(settings, 60 * 60 + 31 * 60)
    assert not signed_in(browser, account)


def test_a_sign_in_ends_after_twelve_hours_in_any_case(
    account: Facilitator, browser: Browser, settings: Settings
) -> None:
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    for minutes in range(20, 12 * 60, 20):
        moved(settings, minutes * 60)
        assert signed_in(browser, account)
    moved(settings, 12 * 3600 + 1)
    assert not signed_in(browser, account)


def test_what_is_known_of_a_sign_in_is_deleted_soon_after_its_last_hour(
    account: Facilitator, browser: Browser, settings: Settings
) -> None:
    def known() -> int:
        db.session.close()
        return db.session.query(AccountSignIn).count()

    before = known()  # that of the link that set the password
    moved(settings, 3600)
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    assert known() == before + 1
    assert not sign_ins.forget_ended()
    moved(settings, 12 * 3600 + 1)
    assert sign_ins.forget_ended()
    assert known() == 1
    moved(settings, 13 * 3600 + 60)
    assert sign_ins.forget_ended()
    assert known() == 0
    assert sign_ins.forget_ended in [getattr(job, "_job", None) for job in jobs.jobs()]


def test_signing_out_is_a_post(account: Facilitator, browser: Browser) -> None:
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    assert browser.client.get("/sign-out").status_code == 405
    assert signed_in(browser, account)


def test_a_disabled_account_cannot_sign_in_and_is_signed_out(account: Facilitator, browser: Browser) -> None:
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    workspaces.disable_account(account.email)
    assert not signed_in(browser, account)
    assert "do not go together" in browser.post("/sign-in", email=account.email, password=PASSWORD).text


def test_a_post_from_another_site_is_refused_on_every_page(account: Facilitator, app: Flask, browser: Browser) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods:
            address = "/" + "/".join("x" if part.startswith("<") else part for part in rule.rule.strip("/").split("/"))
            for site in ("cross-site", "same-site"):
                answer = browser.client.post(address, headers={"Sec-Fetch-Site": site})
                assert answer.status_code == 403, address


def test_signing_in_without_the_token_of_the_page_is_refused(account: Facilitator, browser: Browser) -> None:
    answer = browser.client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert not signed_in(browser, account)


def test_success_and_failure_are_in_the_audit_trail_without_an_address(account: Facilitator, browser: Browser) -> None:
    browser.post("/sign-in", email=account.email, password=WRONG)
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    db.session.close()
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.action for event in events][-2:] == ["sign in failed: password", "sign in: password"]
    assert {event.object for event in events[-2:]} == {f"user:{account.user_id}"}
    assert not [event for event in events if "@" in f"{event.actor}{event.action}{event.object}"]


@pytest.fixture
def limited(app: Flask) -> Iterator[None]:
    """With the limits on, from nothing."""
    before, limiter.enabled = limiter.enabled, True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = before


def test_ten_wrong_passwords_are_enough_and_the_right_one_then_has_to_wait(
    account: Facilitator, app: Flask, limited: None
) -> None:
    stranger = Browser(app)
    for _ in range(10):
        assert "do not go together" in stranger.post("/sign-in", email=account.email, password=WRONG).text
    refused = stranger.post("/sign-in", email=account.email, password=PASSWORD)
    assert refused.status_code == 429
    assert "quarter of an hour" in refused.text


def test_a_stranger_does_not_lock_the_owner_out_of_a_browser_that_was_signed_in_before(
    account: Facilitator, app: Flask, browser: Browser, limited: None
) -> None:
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    browser.sends("/sign-out", home(account))
    stranger = Browser(app)
    for _ in range(11):
        stranger.post("/sign-in", email=account.email, password=WRONG)
    assert stranger.post("/sign-in", email=account.email, password=PASSWORD).status_code == 429
    browser.post("/sign-in", email=account.email, password=PASSWORD)
    assert signed_in(browser, account)


def test_codes_cannot_be_tried_without_end(account: Facilitator, app: Flask, limited: None) -> None:
    with_app(account)
    stranger = Browser(app)
    stranger.post("/sign-in", email=account.email, password=PASSWORD)
    for _ in range(10):
        assert "That code is not right" in stranger.post("/sign-in/code", code="000000").text
    assert stranger.post("/sign-in/code", code="000000").status_code == 429


#: Ways to write an address that a browser might take for another site's, or that break a header.
ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "https:evil.example", "https:/evil.example",
    "https://evil.example", "http://evil.example", "HTTPS://EVIL.EXAMPLE", "javascript:alert(1)", "data:text/html,x",
    "vbscript:x", "ftp://evil.example", "//evil.example/w/x", "/w//evil.example", "/w/x//evil.example",
    "/w/x/..//evil.example", "/w/../../evil.example", "/account/../../evil.example", "/account//evil.example",
    "/account\\evil.example", "/account@evil.example", "/account:80@evil.example", "/account?next=//evil.example",
    "/account#//evil.example", "/account%2f%2fevil.example", "/%2f%2fevil.example", "/%2fevil.example",
    "%2f%2fevil.example", "/%5cevil.example", "/%09/evil.example", "/%0d%0aLocation:%20//evil.example",
    "/account\r\nLocation: //evil.example", "/account\r\nSet-Cookie: a=b", "/account\n", "\n/account", " /account",
    "/account ", "/account\x00", "/acc\u043eunt", "/account/\u2028", "\u2044\u2044evil.example", "/\u2044evil.example",
    "\uff0f\uff0fevil.example", "/\uff0fevil.example", "@evil.example", "evil.example", "./account", "../account",
    "account", "", "/", "//", "/sign-out", "/i/gc1_x", "/static/x", "/w/", "/w", "/account/" + "a" * 400, "/W/x/",
    "//localhost@evil.example", "http://localhost@evil.example", "http://localhost.evil.example", "/.evil.example",
    "/w/x/.evil.example", "/;@evil.example", "//;@evil.example", "/account;//evil.example", "\u3002evil.example",
]  # fmt: skip


def test_nobody_is_sent_on_to_another_site_or_a_page_before_the_sign_in(browser: Browser) -> None:
    assert len(ELSEWHERE) >= 60
    for target in ELSEWHERE:
        assert next_page.own_path(target) is None, target
        answer = browser.client.get("/sign-in", query_string={"next": target})
        assert answer.status_code == 200, target
        assert "evil.example" not in answer.text, target


def test_after_signing_in_one_is_on_the_page_that_was_asked_for(account: Facilitator, browser: Browser) -> None:
    sent = browser.client.get("/account")
    assert sent.location == "/sign-in?next=/account"
    page = browser.post(sent.location, email=account.email, password=PASSWORD)
    assert page.request.path == "/account"


def test_the_way_to_the_asked_page_leads_through_the_second_factor(account: Facilitator, browser: Browser) -> None:
    phone: PhoneApp = with_app(account)
    browser.post(f"/sign-in?next={home(account)}", email=account.email, password=PASSWORD)
    page = browser.post("/sign-in/code", code=phone.codes[0])
    assert page.request.path == home(account)
