"""The whole way, as the README's first command begins it: two links answered on a phone, a report read and released."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from gapcheck.instruments import loader
from gapcheck.instruments.answer_words import in_words
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType
from tests.browser.conftest import PHONE, Visitor
from tests.browser.plan import Answer, ByPointing, _own
from tests.serving import free_port, only_these, wait_until_ready

pytestmark = pytest.mark.slow
COMPANY = "Brightwater Foods"


@dataclass
class Running:
    """A server of its own process, and the links that the commands printed."""

    address: str
    facilitator: str
    links: dict[str, str] = field(default_factory=dict)

    def link(self, role: str) -> str:
        """The personal link of a seat."""
        return self.links[role]


def command(instance: Path, address: str, *words: str) -> tuple[list[str], dict[str, str]]:
    environ = only_these({"GAPCHECK_INSTANCE": str(instance), "GAPCHECK_BASE_URL": address})
    return [sys.executable, "-m", "gapcheck", *words], environ


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """What ``make run`` does after the set-up: init, demo, serve."""
    port = free_port()
    instance, address = tmp_path_factory.mktemp("journey") / "instance", f"http://127.0.0.1:{port}"
    printed = ""
    for words in (("init",), ("demo",)):
        call, environ = command(instance, address, *words)
        done = subprocess.run(call, env=environ, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 0, done.stderr
        printed += done.stdout
    call, environ = command(instance, address, "serve", "--port", str(port))
    server = subprocess.Popen(call, env=environ)
    try:
        wait_until_ready(address)
        links = dict(re.findall(rf"{COMPANY}, (\w+)\s+(http\S+)", printed))
        welcome = re.findall(r"Facilitator\s+(http\S+)", printed)[0]
        yield Running(address, welcome, {role.lower(): link for role, link in links.items()})
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(40)


def short_form() -> tuple[Item, ...]:
    return loader.find("cio-cso-partnership@1").form_items("short")


def given_by(role: str, other: str, shift: int) -> list[list[Answer]]:
    """Everything that one of the two answers: own views, and guesses that are the own view of another index."""
    return [
        [Answer(item, role, _own(item, index + shift))]
        + ([Answer(item, other, _own(item, index + 1))] if item.closed else [])
        for index, item in enumerate(short_form())
    ]


def answers_everything(visitor: Visitor, role: str, other: str, shift: int) -> None:
    visitor.starts(role)
    fingers = ByPointing(visitor, Locator.tap)
    for halves in given_by(role, other, shift):
        for answer in halves:
            fingers.gives(answer)
        visitor.continues()
    visitor.page.get_by_role("button", name="Submit my answers").tap()
    expect(visitor.page.get_by_role("heading", name="Your answers are in")).to_be_visible()


def signs_in(page: Page, running: Running) -> None:
    page.goto(running.facilitator)
    page.get_by_label("New password").fill("a long enough sentence")
    page.get_by_label("The same password again").fill("a long enough sentence")
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", name="Companies")).to_be_visible()


def text_of(pdf: Path) -> str:
    printed = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True).stdout
    return " ".join(printed.decode().split())


def test_two_people_answer_on_their_phones_and_the_report_says_what_they_answered(
    running: Running, chromium: Browser, tmp_path: Path
) -> None:
    for role, other, shift in (("cio", "cso", 0), ("cso", "cio", 1)):
        context = chromium.new_context(**PHONE)
        answers_everything(Visitor(context, running), role, other, shift)  # type: ignore[arg-type]  # has what it needs
        context.close()

    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    signs_in(page, running)
    page.get_by_role("link", name=COMPANY, exact=True).click()
    download = page.get_by_role("link", name="Download the facilitator's edition (PDF)")
    expect(download).to_be_visible(timeout=60_000)
    with page.expect_download() as begun:
        download.click()
    pdf = tmp_path / "report.pdf"
    begun.value.save_as(pdf)
    text = text_of(pdf)
    assert COMPANY in text
    for role, other, shift in (("cio", "cso", 0), ("cso", "cio", 1)):
        for halves in given_by(role, other, shift):
            for answer in halves:
                if answer.item.type in (ItemType.SINGLE, ItemType.SCALE, ItemType.TEXT) and answer.subject == role:
                    assert in_words(answer.item, answer.value) in text, (role, answer.item.id)

    page.get_by_role("link", name="Release the report").click()
    page.get_by_label("I have read the report").check()
    page.get_by_role("button", name="Release to both").click()
    expect(page.get_by_role("heading", name="Released")).to_be_visible()
    context.close()

    context = chromium.new_context(**PHONE)
    ana = Visitor(context, running)  # type: ignore[arg-type]  # has what it needs
    ana.enters("cio")
    expect(ana.page.get_by_role("heading", name="The report is open to you")).to_be_visible()
    with ana.page.expect_download() as begun:
        ana.page.get_by_role("link", name="Download the report (PDF)").click()
    begun.value.save_as(tmp_path / "own.pdf")
    assert COMPANY in text_of(tmp_path / "own.pdf")
    context.close()
