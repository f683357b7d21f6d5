"""A real server on the loopback and a real Chromium in front of it."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from gapcheck.services import answering, engagements, instruments
from gapcheck.services.answering import Questionnaire
from tests.acting import Pair, make_facilitator
from tests.serving import serving

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _program() -> str:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, "These tests need Chromium. On Debian: apt-get install chromium"
    return program


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each test has profiles of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def large_letters(chromium: Browser) -> Iterator[Browser]:
    """A browser of somebody who has set all letters twice as large."""
    twice = [*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    browser = chromium.browser_type.launch(executable_path=_program(), args=twice)
    yield browser
    browser.close()


@dataclass
class Site:
    """The running application, and an engagement in it whose two links can be opened."""

    app: Flask
    address: str
    pair: Pair

    def link(self, role: str) -> str:
        """The personal link of a seat."""
        with self.app.app_context():
            return self.pair.link(role)

    def stored(self, role: str) -> Questionnaire:
        """What is stored of a respondent."""
        with self.app.app_context():
            return answering.questionnaire(self.pair.respondent(role))

    def values(self, role: str) -> dict[str, dict[str, Any]]:
        """All stored values of a respondent by item and subject, without those that were cleared."""
        return {
            item: {subject: stored.value for subject, stored in by_subject.items() if stored.value is not None}
            for item, by_subject in self.stored(role).answers.items()
        }

    def as_respondent(self, role: str, act: Callable[..., Any], *arguments: Any) -> Any:
        """Call a service as that respondent."""
        with self.app.app_context():
            return act(self.pair.respondent(role), *arguments)


@pytest.fixture
def form() -> str:
    """Which form the engagement asks; a test may override it by parametrizing."""
    return "full"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """The application on a free port of the loopback, with an instance of its own, and its address."""
    with serving(tmp_path_factory.mktemp("site")) as (app, address):
        yield app, address


@pytest.fixture
def site(server: tuple[Flask, str], form: str, request: pytest.FixtureRequest) -> Site:
    """The running application with a new engagement that nobody has touched."""
    app, address = server
    name = secrets.token_hex(4)
    people = {
        "cio": engagements.Person("Ana Ferreira", f"ana@{name}.example"),
        "cso": engagements.Person("Tom Okafor", f"tom@{name}.example"),
    }
    with app.app_context():
        facilitator = make_facilitator(f"Workspace {name}", f"ruth@{name}.example")
        instrument = instruments.find(instruments.DEFAULT)
        created = engagements.create(facilitator, "Northmoor Logistics", people, instrument, form)
        return Site(app, address, Pair(facilitator, created.engagement_id, created.wave_id))


class Visitor:
    """Somebody at a browser, at phone size unless said otherwise."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._watch)
        self.base = ""

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.site.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def enters(self, role: str) -> None:
        """Open the personal link and press Continue."""
        self.page.goto(self.site.link(role))
        self.page.get_by_role("button", name="Continue").click()
        self.page.wait_for_url("**/q/**")
        pid = self.page.url.split("/q/")[1].split("/")[0]
        self.base = f"{self.site.address}/q/{pid}/"

    def starts(self, role: str) -> None:
        """Enter, read the promise, and go past the example."""
        self.enters(role)
        self.page.get_by_role("button", name="Start").click()
        self.page.get_by_role("link", name="Go to the first question").click()

    def opens(self, path: str) -> None:
        """Open one of the own pages by its address."""
        self.page.goto(self.base + path)

    def half(self, subject: str) -> Any:
        """The half of the question page that asks about a role."""
        return self.page.locator(f'.half[aria-labelledby="{subject}-title"]')

    def continues(self) -> None:
        """Press the visible Continue."""
        self.page.locator(".actions").get_by_role("button", name="Continue").click()

    def sees_saved(self) -> None:
        """Wait until the page says that everything is saved."""
        self.page.locator('[data-save-state][data-state="saved"]').wait_for()


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Make a visitor with a profile of its own: ``visit()``, ``visit(java_script_enabled=False)``."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def make(**options: Any) -> Visitor:
        contexts.append(chromium.new_context(**{**PHONE, **options}))
        visitors.append(Visitor(contexts[-1], site))
        return visitors[-1]

    yield make
    for context in contexts:
        context.close()
    for visitor in visitors:
        assert visitor.errors == []
        assert visitor.foreign == []
