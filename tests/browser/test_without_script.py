"""A facilitator whose browser runs no script signs in, prepares a workshop and leads it with the remote."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from gapcheck.services import passwords, workspaces
from tests.acting import PASSWORD
from tests.browser.conftest import PHONE, Site
from tests.instances import put_stand_ins

DECISION = "Security has a named seat when requirements are set"
NOTE = "Ask for the last three projects."


def signs_in(page: Page, site: Site) -> None:
    with site.app.app_context():
        facilitator = site.pair.facilitator
        passwords.set_first(workspaces.welcome_link(facilitator.user_id).rpartition("/")[2], PASSWORD)
    page.goto(f"{site.address}/sign-in")
    page.get_by_label("E-mail address").fill(facilitator.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Companies")).to_be_visible()


def presses(page: Page, button: str, then: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".remote-head").get_by_text(f"on screen: {then}")).to_be_visible()


def test_a_workshop_is_led_without_script(chromium: Browser, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    put_stand_ins(monkeypatch)
    with site.app.app_context():
        site.pair.both_submit()
        site.pair.renders()
    context = chromium.new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    signs_in(page, site)

    page.get_by_role("link", name="Northmoor Logistics", exact=True).click()
    page.get_by_role("link", name="Go to the workshop").click()
    page.get_by_role("button", name="Prepare the workshop").click()
    presses(page, "Start the workshop", "the rules")
    presses(page, "Next question", "statement")
    presses(page, "Next: guesses", "guesses")
    page.get_by_label("Private note").fill(NOTE)
    # The press that steps on saves what is typed.
    presses(page, "Next: own views", "own views")
    expect(page.get_by_label("Private note")).to_have_value(NOTE)
    presses(page, "Start the timer", "own views")
    expect(page.locator("#clock")).to_have_text(re.compile(r"^\d+:\d\d$"))
    presses(page, "Next: talk", "talk")
    presses(page, "Next: decide", "decide")
    page.get_by_label("Decision or action").fill(DECISION)
    page.get_by_label("Owner").select_option("cso")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.locator("#decision li").filter(has_text=DECISION)).to_be_visible()

    page.get_by_text("Screens and links").click()
    projector = context.new_page()
    projector.goto(site.address + str(page.locator(".remote-more a[target]").get_attribute("href")))
    expect(projector.get_by_text(DECISION)).to_be_visible()
    presses(page, "Blank screen", "blank screen")
    expect(projector.locator(".stage--blank")).to_be_visible(timeout=30_000)  # it loads itself again
    presses(page, "Show the screen", "decide")

    page.get_by_text("Go to a question").click()
    presses(page, "Commitments", "the commitments")
    page.get_by_role("link", name="Choose commitments, set the date, end").click()
    page.get_by_role("button", name="End the workshop").click()
    expect(page.get_by_role("heading", name="This workshop ended on")).to_be_visible()
    context.close()
