"""Passkeys and an authenticator app in a real browser, with a virtual device that holds the key."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from gapcheck import config
from gapcheck.services import passwords, workspaces
from gapcheck.services.principals import Facilitator
from tests.acting import PASSWORD, PhoneApp, make_facilitator
from tests.browser.conftest import PHONE
from tests.serving import serving


@dataclass
class Place:
    """The application under a name, since browsers keep no passkeys for a bare IP address."""

    app: Flask
    address: str
    who: Facilitator


@pytest.fixture(scope="module")
def named_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """The application at http://localhost."""
    with serving(tmp_path_factory.mktemp("named"), "localhost") as (app, address):
        yield app, address


@pytest.fixture
def place(named_server: tuple[Flask, str]) -> Place:
    """With a facilitator of its own, who has a password."""
    app, address = named_server
    name = secrets.token_hex(4)
    with app.app_context():
        who = make_facilitator(f"Workspace {name}", f"ruth@{name}.example")
        passwords.set_first(workspaces.welcome_link(who.user_id).rpartition("/")[2], PASSWORD)
    return Place(app, address, who)


@pytest.fixture
def page(chromium: Browser, place: Place) -> Iterator[Page]:
    """A phone with a fingerprint reader that always knows its owner."""
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    page.set_default_timeout(15_000)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()


def sign_in(page: Page, place: Place) -> None:
    page.goto(f"{place.address}/sign-in")
    page.get_by_label("E-mail address").fill(place.who.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, place: Place) -> list[str]:
    page.goto(f"{place.address}/account/passkeys")
    page.get_by_label("What to call it").fill("Phone")
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    codes = page.locator(".recovery-codes li").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return codes


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("heading", name="You are signed out").wait_for()


def test_a_passkey_is_added_signs_in_alone_and_is_removed(page: Page, place: Place) -> None:
    sign_in(page, place)
    add_passkey(page, place)
    assert "Phone" in page.inner_text("main")
    sign_out(page)
    page.goto(f"{place.address}/sign-in?next=/account")
    page.get_by_role("button", name="Sign in with a passkey").click()
    # The address before has "/account" at its end too: ?next=/account.
    page.wait_for_url(f"{place.address}/account")
    assert "last used" in page.inner_text("main")
    page.get_by_role("link", name="Remove Phone").click()
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/account")
    assert "A password alone protects your account" in page.inner_text("main")
    sign_out(page)
    page.goto(f"{place.address}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def test_with_a_passkey_the_password_alone_does_not_sign_in(page: Page, place: Place) -> None:
    sign_in(page, place)
    codes = add_passkey(page, place)
    sign_out(page)
    sign_in(page, place)
    page.get_by_role("heading", name="Confirm that it is you").wait_for()
    page.goto(f"{place.address}/account")
    assert "/sign-in" in page.url
    sign_in(page, place)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/w/**")
    sign_out(page)
    sign_in(page, place)
    page.get_by_role("textbox", name="Code").fill(codes[0])
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/w/**")


def test_a_device_that_gives_nothing_is_said_in_words_and_nothing_is_added(page: Page, place: Place) -> None:
    sign_in(page, place)
    page.goto(f"{place.address}/account/passkeys")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    page.get_by_label("What to call it").fill("Phone")
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_text("The device made no passkey").wait_for()
    page.goto(f"{place.address}/account")
    assert "A password alone protects your account" in page.inner_text("main")


def test_a_reply_to_another_question_adds_nothing(page: Page, place: Place) -> None:
    sign_in(page, place)
    page.goto(f"{place.address}/account/passkeys")
    page.evaluate(
        """() => { const form = document.querySelector("[data-passkey]");
        const options = JSON.parse(form.dataset.options);
        form.dataset.options = JSON.stringify({...options, challenge: "A".repeat(43)}); }"""
    )
    page.get_by_label("What to call it").fill("Phone")
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_text("No new passkey came from the device").wait_for()


def test_the_authenticator_app_is_turned_on_without_script_and_asked_for(chromium: Browser, place: Place) -> None:
    context = chromium.new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, place)
    page.goto(f"{place.address}/account/app")
    key = re.search(r"(?:[A-Z2-7]{4}-)+[A-Z2-7]{4}", page.locator(".secret-key").inner_text())[0]
    phone = PhoneApp(key)
    with place.app.app_context():
        page.get_by_role("textbox", name="Code").fill(phone.code())
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    codes = page.locator(".recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    sign_in(page, place)
    page.get_by_role("textbox", name="Code").fill(codes[3])
    page.get_by_role("button", name="Confirm").click()
    assert "/w/" in page.url
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_accounts_have_no_axe_finding(chromium: Browser, place: Place, scheme: Any) -> None:
    context = chromium.new_context(**PHONE, color_scheme=scheme)
    page = context.new_page()
    with place.app.app_context():
        workspaces.add_member(place.who.email, "Ruth", place.who.workspace_name, workspaces.Membership.OWNER)
        reset = passwords.reset_link(place.who.user_id)
    found = {}
    for address in ("/sign-in", "/forgotten", reset.removeprefix(place.address), "/reset/x"):
        page.goto(place.address + address)
        found[address] = Axe().run(page).response["violations"]
    sign_in(page, place)
    members = f"/w/{place.who.workspace_id}/members"
    for address in ("", "/name", "/password", "/app", "/app/off", "/passkeys", members):
        page.goto(place.address + (address if address.startswith("/w/") else f"/account{address}"))
        found[address] = Axe().run(page).response["violations"]
    context.close()
    assert {address: [each["id"] for each in violations] for address, violations in found.items() if violations} == {}


def test_a_passkey_page_is_not_offered_under_a_bare_address(tmp_path: Path) -> None:
    from gapcheck.accounts import passkeys

    for address, usable in (
        ("http://127.0.0.1:8000", False),
        ("https://[::1]", False),
        ("http://localhost:8000", True),
        ("https://gapcheck.example.org", True),
        ("http://gapcheck.example.org", False),
    ):
        settings = config.load({"GAPCHECK_INSTANCE": str(tmp_path), "GAPCHECK_BASE_URL": address})
        assert passkeys.usable(settings) is usable
