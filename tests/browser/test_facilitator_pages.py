"""The pages of a workspace in a real browser: for a screen reader, a thumb, a keyboard, a small phone, in the dark."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from gapcheck.encryption import CannotOpen
from gapcheck.services import engagements, instruments, passwords, rights, seats, workspaces
from gapcheck.services.mail import inviting
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import rendering
from gapcheck.services.seating import Person
from gapcheck.services.workshops import preparing, room, steering
from tests.acting import PASSWORD, Pair, make_facilitator
from tests.browser.plan import Keyboard
from tests.browser.test_accessibility import COLOURS, OVERFLOW, RULES, SMALL_TARGETS
from tests.instances import put_stand_ins

pytestmark = pytest.mark.slow
TABLE = "company,cio_name,cio_email,cso_name,cso_email,due\n{},Ana Ferreira,ana@x.example,Tom Okafor,,2130-01-01\n"


@dataclass
class Desk:
    """A facilitator who is signed in, with companies of an own workspace."""

    app: Flask
    page: Page
    home: str
    pair: Pair

    def opens(self, path: str = "") -> None:
        """Open a page of the workspace; by default that of the first company."""
        self.page.goto(self.home + (path or f"e/{self.pair.engagement_id}/"))


def company_of(facilitator: Facilitator, company: str) -> Pair:
    """An open company with addresses of its own: the server's outbox holds the mails of every test."""
    name = secrets.token_hex(4)
    people = {
        "cio": Person("Ana Ferreira", f"ana@{name}.example"),
        "cso": Person("Tom Okafor", f"tom@{name}.example"),
    }
    created = engagements.create(facilitator, company, people, instruments.find(instruments.DEFAULT))
    return Pair(facilitator, created.engagement_id, created.wave_id)


@pytest.fixture
def desk(server: tuple[Flask, str], chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The desk in a browser of the size of a small phone."""
    put_stand_ins(monkeypatch)
    app, address = server
    name = secrets.token_hex(4)
    with app.app_context():
        facilitator = make_facilitator(f"Workspace {name}", f"ruth@{name}.example")
        passwords.set_first(workspaces.welcome_link(facilitator.user_id).rpartition("/")[2], PASSWORD)
        pair = company_of(facilitator, "Northmoor Logistics and Warehousing International")
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.set_default_timeout(15_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(facilitator.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Companies", level=1)).to_be_visible()
    yield Desk(app, page, f"{address}/w/{facilitator.workspace_id}/", pair)
    context.close()
    assert errors == []


def _acted(*acts: Callable[[Pair], Any]) -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        with desk.app.app_context():
            for act in acts:
                act(desk.pair)
        desk.opens()

    return show


def _cannot_be_made(pair: Pair) -> None:
    with patch.object(rendering, "render_twin", side_effect=CannotOpen):
        pair.renders()


def _in_the_room(pair: Pair) -> None:
    workshop = preparing.prepare(pair.facilitator, pair.wave_id)
    steering.start(pair.facilitator, workshop, room.of(pair.facilitator, workshop).version)


def _many(company: str, button: str = "Look at the companies") -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        desk.opens("new/many")
        desk.page.get_by_label("Table").fill(TABLE.format(company))
        desk.page.get_by_role("button", name=button).click()
        expect(desk.page.locator("#problems, table").first).to_be_visible()

    return show


def _portfolio(desk: Desk) -> None:
    with desk.app.app_context():
        desk.pair.both_submit()
        for company in ("Aldermere Bank", "Brightwater Foods"):
            company_of(desk.pair.facilitator, company).both_submit()
        desk.pair.renders()  # all that wait on this server: nothing is left for the next test to make
    desk.opens("portfolio")


def _invited(pair: Pair) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)


def _revoked(pair: Pair) -> None:
    seats.revoke(pair.facilitator, pair.shown.seats[0].seat_id)


def _withdraws(pair: Pair) -> None:
    rights.withdraw(pair.respondent("cso"))


BOTH, MADE, RELEASED = Pair.both_submit, Pair.renders, Pair.releases
PAGES: dict[str, Callable[[Desk], None]] = {
    "many companies": lambda desk: desk.opens("new/many"),
    "many companies to look at": _many("A company with quite a long name that has sixty letters, yes"),
    "many companies at fault": _many(""),
    "portfolio": _portfolio,
    "open": _acted(),
    "invited": _acted(_invited),
    "one has submitted": _acted(_invited, lambda pair: pair.submits("cio")),
    "a link revoked": _acted(_revoked),
    "closed": _acted(_withdraws),
    "complete": _acted(BOTH, MADE),
    "not made": _acted(BOTH, _cannot_be_made),
    "released": _acted(BOTH, MADE, RELEASED),
    "retracted": _acted(BOTH, MADE, RELEASED, Pair.retracts),
    "in the workshop": _acted(BOTH, MADE, _in_the_room),
}
#: Tried at every run; the others are like them, and are tried in the long run.
USUAL = ("portfolio", "one has submitted")


def tried(name: str) -> Any:
    """A page, in the run that it belongs to."""
    return pytest.param(name, marks=[] if name in USUAL else [pytest.mark.soak])


@pytest.mark.parametrize("name", [tried(name) for name in PAGES])
def test_a_page_of_a_workspace_has_no_axe_finding_in_light_or_dark_and_fits_a_small_phone_and_a_thumb(
    desk: Desk, name: str
) -> None:
    PAGES[name](desk)
    desk.page.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
    found = Axe().run(desk.page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    desk.page.emulate_media(color_scheme="dark")
    assert desk.page.evaluate("async rules => (await axe.run({runOnly: rules})).violations", COLOURS) == []
    assert desk.page.evaluate(OVERFLOW) == []
    assert desk.page.evaluate(SMALL_TARGETS) == []


def test_all_companies_are_ticked_with_one_key_and_a_screen_reader_hears_how_many(desk: Desk) -> None:
    _portfolio(desk)
    page = desk.page
    all_of_them = page.get_by_role("checkbox", name="All companies")
    one = page.get_by_role("checkbox", name=re.compile("Aldermere Bank"))
    ticked = page.get_by_role("status")
    expect(all_of_them).not_to_be_checked()
    Keyboard(page).presses(all_of_them)
    expect(ticked).to_have_text("3 of 3 companies ticked.")
    expect(one).to_be_checked()
    Keyboard(page).presses(one)
    expect(ticked).to_have_text("2 of 3 companies ticked.")
    expect(all_of_them).to_be_checked(indeterminate=True)
    Keyboard(page).presses(one)
    expect(all_of_them).to_be_checked()
    page.get_by_role("button", name="Get the ticked reports").click()
    expect(page.get_by_text("3 of 3 reports are ready")).to_be_visible()
