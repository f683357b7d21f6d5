"""A facilitator's first company, at a browser: from the welcome link to the next wave, as the pages lead."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from gapcheck.extensions import db, installation
from gapcheck.models import Company, Engagement, Wave
from gapcheck.services import workspaces
from gapcheck.services.mail import sending
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import downloads, rendering
from tests.acting import Pair, PhoneApp, make_facilitator

pytestmark = pytest.mark.slow
PASSWORD = "a long enough sentence"
#: Longer than a mail can be taken back.
NO_MORE_UNDO = timedelta(seconds=60)


@pytest.fixture
def newcomer(server: tuple[Flask, str]) -> Facilitator:
    """Somebody with an account in an empty workspace who has never signed in."""
    name = secrets.token_hex(4)
    with server[0].app_context():
        return make_facilitator(f"Workspace {name}", f"ruth@{name}.example")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def chooses_a_password(page: Page, app: Flask, address: str, newcomer: Facilitator) -> None:
    with app.app_context():
        welcome = workspaces.welcome_link(newcomer.user_id)
    assert welcome.startswith(address)
    page.goto(welcome)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", name="No companies yet")).to_be_visible()


def turns_on_the_second_factor(page: Page, app: Flask, address: str) -> PhoneApp:
    page.goto(f"{address}/account")
    page.get_by_role("link", name="Turn on the authenticator app").click()
    phone = PhoneApp(re.search(r"(?:[A-Z2-7]{4}-)+[A-Z2-7]{4}", page.locator(".secret-key").inner_text())[0])
    with app.app_context():
        page.get_by_role("textbox", name="Code").fill(phone.code())
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("button", name="Turn on").click()
    codes = page.locator(".recovery-codes li")
    expect(codes.first).to_be_visible()
    phone.codes = codes.all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return phone


def signs_in_again(page: Page, newcomer: Facilitator, phone: PhoneApp) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("E-mail address").fill(newcomer.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    # A code counts once, and the next comes in half a minute: a recovery code does as well.
    page.get_by_role("textbox", name="Code").fill(phone.codes[0])
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="No companies yet")).to_be_visible()


def adds_a_company(page: Page) -> None:
    page.get_by_role("link", name="Add a company").click()
    page.get_by_label("Company").fill("Northmoor Logistics")
    for role, name, address in (("CIO", "Ana Ferreira", "ana"), ("CSO", "Tom Okafor", "tom")):
        seat = page.get_by_role("group", name=re.compile(f"^{role}"))
        seat.get_by_role("textbox").nth(0).fill(name)
        seat.get_by_role("textbox").nth(1).fill(f"{address}@northmoor.example")
    page.get_by_role("radio", name=re.compile("Short form")).check()
    page.get_by_role("button", name="Add and show the links").click()
    expect(page.get_by_role("heading", name="Northmoor Logistics", level=1)).to_be_visible()


def sends_the_invitations(page: Page, app: Flask) -> list[str]:
    """Look at both mails and send them; what lies in the outbox then."""
    page.get_by_role("link", name="Look at the invitations").click()
    for name in ("Ana Ferreira", "Tom Okafor"):
        expect(page.get_by_role("region", name=f"To {name}")).to_contain_text("/i/gc1_")
    page.get_by_role("button", name="Send both invitations").click()
    expect(page.get_by_role("heading", name="Northmoor Logistics", level=1)).to_be_visible()
    with app.app_context():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sending.clock, "now", lambda now=sending.clock.now: now() + NO_MORE_UNDO)
            while sending.send_next():
                pass
        folder = Path(installation().settings.instance) / "outbox"
        return [file.read_text() for file in folder.glob("*.eml")]


def pair_of(app: Flask, newcomer: Facilitator) -> Pair:
    with app.app_context():
        engagement, wave = (
            db.session.query(Engagement.id, Wave.id)
            .join(Wave, Wave.engagement_id == Engagement.id)
            .join(Company, Company.id == Engagement.company_id)
            .where(Company.workspace_id == newcomer.workspace_id)
            .one()
        )
        return Pair(newcomer, engagement, wave)


def test_from_the_welcome_link_to_the_next_wave(server: tuple[Flask, str], newcomer: Facilitator, page: Page) -> None:
    app, address = server
    chooses_a_password(page, app, address, newcomer)
    phone = turns_on_the_second_factor(page, app, address)
    signs_in_again(page, newcomer, phone)
    adds_a_company(page)
    mails = sends_the_invitations(page, app)
    for name in ("ana", "tom"):
        assert sum(f"<{name}@northmoor.example>" in mail for mail in mails) == 1

    pair = pair_of(app, newcomer)
    with app.app_context():
        pair.both_submit()
        while rendering.render_next():
            pass
    page.reload()
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download the facilitator's edition (PDF)").click()
    assert begun.value.path().read_bytes().startswith(b"%PDF-")
    page.get_by_role("link", name="Release the report").click()
    page.get_by_label("I have read the report").check()
    page.get_by_role("button", name="Release to both").click()
    expect(page.get_by_role("heading", name="Released")).to_be_visible()
    with app.app_context():
        for role in ("cio", "cso"):
            assert downloads.download_released(pair.respondent(role)).content.startswith(b"%PDF-")

    page.get_by_text("Start the next wave").click()
    page.get_by_role("button", name="Start wave 2").click()
    expect(page.get_by_role("heading", name="Northmoor Logistics wave 2")).to_be_visible()
    expect(page.get_by_text("Wave 1: released")).to_be_visible()
    expect(page.get_by_role("link", name="Look at the invitations")).to_be_visible()
