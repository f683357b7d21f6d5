"""A whole workshop with a projector, a remote and a phone, through a killed server; and the file for a bare room."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from gapcheck.services import engagements, samples, workspaces
from gapcheck.services.overview import engagement
from gapcheck.services.seating import Person
from tests.acting import make_facilitator
from tests.browser.conftest import PHONE
from tests.instances import empty_instance, made
from tests.instances import running as at_work
from tests.serving import free_port, only_these, wait_until_ready
from tests.web.workshop.conftest import Meeting, meeting, opened, prepared

__all__ = ["empty_instance", "meeting", "opened", "prepared"]

PASSWORD = "a long enough sentence"  # of a person made for this test
DECISION = "Security has a named seat when requirements are set"
QUESTIONS = 9
EVIDENCE = "the minutes of the next three meetings"


@dataclass
class Running:
    """A server of its own processes on an instance in which a pair has answered."""

    address: str
    environ: dict[str, str]
    welcome: str
    engagement: str
    links: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        port = self.address.rpartition(":")[2]
        call = [sys.executable, "-m", "gapcheck", "serve", "--port", port]
        self.process = subprocess.Popen(call, env=self.environ, start_new_session=True, stdout=subprocess.DEVNULL)
        wait_until_ready(self.address)

    def kill(self) -> None:
        """End every process of it at once, without a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """The sample's two people have submitted, on a few of its questions; nothing is released."""
    address = f"http://127.0.0.1:{free_port()}"
    given = {"GAPCHECK_INSTANCE": str(tmp_path / "instance"), "GAPCHECK_BASE_URL": address}
    pair = samples.subject()
    with at_work(made(given)):
        facilitator = make_facilitator()
        people = {seat.role: Person(seat.name or seat.role) for seat in pair.seats}
        # Fewer questions make a shorter report, and every report is made twice.
        items = tuple(item.id for item in pair.items[:QUESTIONS])
        created = engagements.create(facilitator, pair.company, people, pair.instrument, items)
        for seat in pair.seats:
            answers = {item: seat.answers[item] for item in items if item in seat.answers}
            samples.answer_and_submit(created.wave_id, replace(seat, answers=answers, comments={}))
        links = {seat.role.id: seat.link or "" for seat in engagement(facilitator, created.engagement_id).seats}
        page = f"{address}/w/{facilitator.workspace_id}/e/{created.engagement_id}/"
        welcome = workspaces.welcome_link(facilitator.user_id)
    server = Running(address, only_these(given), welcome, page, links)
    server.start()
    yield server
    server.kill()


class Seat:
    """One of the browsers in the room; nothing it loads may come from elsewhere or fail."""

    def __init__(self, context: BrowserContext, running: Running) -> None:
        self.context = context
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._watch(request.url, running.address))

    def _watch(self, url: str, own: str) -> None:
        if not url.startswith((own, "data:", "blob:")):
            self.foreign.append(url)

    def press(self, name: str) -> None:
        """Press a button of the remote and wait until the page that follows is there."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("button", name=name, exact=True).click()


def enters(seat: Seat, link: str) -> str:
    """Open a personal link; the address of the own page in the workshop."""
    seat.page.goto(link)
    seat.page.get_by_role("button", name="Continue").click()
    seat.page.wait_for_url("**/q/**")
    found = re.match(r"(.*/q/[^/]+)/", seat.page.url)
    assert found
    return f"{found[1]}/workshop"


def signs_in(remote: Seat, running: Running) -> None:
    """Set a password with the welcome link."""
    remote.page.goto(running.welcome)
    remote.page.get_by_label("New password").fill(PASSWORD)
    remote.page.get_by_label("The same password again").fill(PASSWORD)
    remote.page.get_by_role("button", name="Save and sign in").click()
    expect(remote.page.get_by_role("heading", name="Companies")).to_be_visible()


def prepares_and_starts(remote: Seat, running: Running) -> str:
    """From the engagement to an open room; the address of its screens."""
    remote.page.goto(f"{running.engagement}workshop")
    remote.page.get_by_role("button", name="Prepare the workshop").click()
    expect(remote.page.get_by_role("heading", name="Agenda")).to_be_visible()
    remote.page.get_by_role("button", name="Start the workshop").click()
    expect(remote.page.get_by_text("on screen: the rules")).to_be_visible()
    remote.page.get_by_text("Screens and links").click()
    address = remote.page.locator(".remote-more a[target]").get_attribute("href")
    assert address
    return f"{running.address}{address}"


def votes(phone: Seat, address: str, dots: str) -> None:
    """Give dots to the first item of the ballot."""
    phone.page.goto(address)
    first = phone.page.locator(".ballot").first
    first.get_by_label(dots).check()
    phone.page.get_by_role("button", name="Vote", exact=True).click()


def text_of(pdf: Path) -> str:
    """The text of a PDF on one line."""
    printed = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True).stdout
    return " ".join(printed.decode().split())


@dataclass
class Room:
    """The three browsers of a room, and the own pages of the two people, both on one phone."""

    server: Running
    remote: Seat
    projector: Seat
    phone: Seat
    pages: dict[str, str]

    @property
    def screen(self) -> Page:
        """What everybody sees."""
        return self.projector.page

    def opens(self) -> None:
        """Prepare, start, and follow on the projector."""
        self.screen.goto(prepares_and_starts(self.remote, self.server))
        expect(self.screen.get_by_role("heading", name="Northmoor Logistics")).to_be_visible()
        expect(self.screen.get_by_text("Nobody has to defend a guess.")).to_be_visible()

    def votes(self) -> None:
        """Both give their dots, and neither shows before both have."""
        self.remote.press("Vote: three dots")
        expect(self.screen.get_by_text("Nobody has voted.")).to_be_visible()
        self.pages = {role: enters(self.phone, link) for role, link in self.server.links.items()}
        votes(self.phone, self.pages["cio"], "3 dots")
        expect(self.phone.page.get_by_role("heading", name="Your vote is in")).to_be_visible()
        expect(self.screen.get_by_text("One of two has voted.")).to_be_visible()
        votes(self.phone, self.pages["cso"], "2 dots")
        expect(self.phone.page.get_by_role("heading", name="Both have voted")).to_be_visible()
        expect(self.screen.get_by_text("•••••")).to_be_visible()

    def reveals(self) -> None:
        """The first question, step by step."""
        self.remote.press("Skip to next question")
        expect(self.screen.locator(".steps")).to_be_visible()
        expect(self.screen.locator(".picture")).to_have_count(0)
        self.remote.press("Next: guesses")
        expect(self.screen.locator(".room .mark.guess:visible").first).to_be_visible()
        expect(self.screen.locator(".room .mark.own")).to_have_count(0)
        self.remote.press("Next: own views")
        expect(self.screen.locator(".room .mark.own:visible").first).to_be_visible()
        self.remote.press("Next: talk")
        expect(self.screen.locator(".question")).to_be_visible()
        self.remote.press("Start the timer")
        expect(self.screen.locator(".clock")).to_be_visible()
        self.remote.press("Next: decide")
        expect(self.screen.get_by_text("What will you do about it")).to_be_visible()

    def decides(self) -> None:
        """Type a decision, which is saved and shown without a press of a button."""
        form = self.remote.page
        form.get_by_label("Decision or action").fill(DECISION)
        form.get_by_label("Owner").select_option("cso")
        form.get_by_label("By", exact=True).fill("2031-04-30")
        form.locator('[data-save-state][data-state="saved"]').wait_for()
        expect(self.screen.get_by_text(DECISION)).to_be_visible()

    def goes_on_after_a_kill(self) -> None:
        """Press and type while the server is gone; when it is back, all is saved and the screen is where it was."""
        form, statement = self.remote.page, self.screen.locator(".statement:visible").inner_text()
        self.server.kill()
        form.get_by_role("button", name="Next question", exact=True).click()
        expect(form.get_by_text("No connection: the screen stays as it is")).to_be_visible()
        form.get_by_label("We will see it by").fill(EVIDENCE)
        form.locator('[data-save-state][data-state="waiting"]').wait_for()
        expect(self.screen.locator("#lost")).to_be_visible(timeout=60_000)
        expect(self.screen.get_by_text(DECISION)).to_be_visible()
        self.server.start()
        form.locator('[data-save-state][data-state="saved"]').wait_for(timeout=60_000)
        expect(self.screen.get_by_text(EVIDENCE)).to_be_visible(timeout=60_000)
        expect(self.screen.locator(".statement:visible")).to_have_text(statement)
        expect(self.screen.locator("#lost")).to_be_hidden()

    def closes(self) -> None:
        """Read back, both agree, end."""
        self.remote.page.keyboard.press("Escape")  # out of the field
        self.remote.page.keyboard.press("b")
        expect(self.screen.locator(".stage--blank")).to_be_visible()
        expect(self.remote.page.get_by_text("on screen: blank screen")).to_be_visible()
        self.remote.page.keyboard.press("b")
        expect(self.screen.locator(".statement:visible")).to_be_visible()
        expect(self.remote.page.get_by_text("on screen: decide")).to_be_visible()
        self.remote.page.keyboard.press("?")
        expect(self.remote.page.locator("#keys table")).to_be_visible()
        self.remote.page.get_by_text("Go to a question").click()
        self.remote.press("Commitments")
        expect(self.screen.get_by_role("heading", name="What we will do")).to_be_visible()
        expect(self.screen.get_by_text(DECISION)).to_be_visible()
        for role in ("cio", "cso"):
            self.phone.page.goto(self.pages[role])
            self.phone.page.get_by_role("button", name="I agree").click()
            expect(self.phone.page.get_by_text("You agreed to this.")).to_be_visible()
        expect(self.screen.get_by_text(re.compile("Agreed by .+ and .+"))).to_be_visible()
        self.remote.page.goto(re.sub("remote.*", "closing", self.remote.page.url))
        self.remote.page.get_by_role("button", name="End the workshop").click()
        expect(self.remote.page.get_by_role("heading", name=re.compile("This workshop ended on"))).to_be_visible()
        expect(self.screen.locator("#stage")).to_be_empty()


@pytest.mark.slow
def test_a_whole_workshop_goes_on_after_the_server_was_killed_and_its_decision_is_in_the_new_report(
    running: Running, chromium: Browser, tmp_path: Path
) -> None:
    sizes: tuple[dict[str, Any], ...] = (PHONE, {"viewport": {"width": 1280, "height": 720}}, PHONE)
    remote, projector, phone = (Seat(chromium.new_context(**size), running) for size in sizes)
    room = Room(running, remote, projector, phone, {})
    signs_in(remote, running)
    assert "Report 1 ·" in reads(remote, running, tmp_path, "Report 1 ·")
    room.opens()
    room.votes()
    room.reveals()
    room.decides()
    room.goes_on_after_a_kill()
    room.closes()
    printed = reads(remote, running, tmp_path, "Report 2 ·")
    assert "Report 2 ·" in printed
    assert DECISION in printed
    assert EVIDENCE in printed
    for seat in (remote, projector, phone):
        seat.context.close()
        assert seat.foreign == []
        assert seat.errors == []


def reads(remote: Seat, running: Running, folder: Path, wanted: str) -> str:
    """The text of the newest report, as soon as it holds what is wanted or two minutes have passed."""
    deadline, text = time.monotonic() + 120, ""
    while wanted not in text and time.monotonic() < deadline:
        answer = remote.context.request.get(f"{running.engagement}1/report-participant.pdf")
        if answer.status == 200 and answer.body().startswith(b"%PDF"):
            (folder / "report.pdf").write_bytes(answer.body())
            text = text_of(folder / "report.pdf")
        else:
            time.sleep(0.5)
    return text


def test_the_file_for_a_bare_room_steps_decides_and_saves_a_file_that_can_be_brought_back(
    opened: Meeting, chromium: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "room.html"
    file.write_bytes(opened.desk.get(f"{opened.base}room.html").data)
    context = chromium.new_context(viewport={"width": 1024, "height": 768})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.get_by_role("heading", name="Northmoor Logistics")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#stage .statement")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#stage .mark.guess:visible").first).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#clock")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator("#stage.stage--blank")).to_be_visible()
    page.keyboard.press("b")
    page.keyboard.press("d")
    page.get_by_label("Decision or action").fill(DECISION)
    page.get_by_role("button", name="Keep it").click()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text(DECISION)).to_be_visible()
    page.mouse.move(200, 200)
    with page.expect_download() as begun:
        page.get_by_role("button", name="Save the file").click()
    begun.value.save_as(tmp_path / "decisions.json")
    saved = json.loads((tmp_path / "decisions.json").read_text())
    assert (saved["format"], saved["workshop"]) == ("gapcheck/workshop@1", opened.workshop_id)
    assert [each["decision"] for each in saved["decisions"]] == [DECISION]
    assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob"}
    context.close()
    hidden = opened.desk.get(f"{opened.base}import").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', hidden)
    assert token
    with (tmp_path / "decisions.json").open("rb") as content:
        answer = opened.desk.client.post(
            f"{opened.base}import", data={"csrf_token": token[1], "file": (content, "decisions.json")}
        )
    assert "1 new, 0 changed, 0 known already" in answer.text
