"""A pair in a room: their answers are in, the workshop is prepared or open, and browsers look on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gapcheck.services.principals import Facilitator
from gapcheck.services.workshops import material, preparing, room, screens, steering
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.room import Room
from tests.acting import Browser, Pair, form_fields, make_facilitator, make_pair
from tests.instances import empty_instance, put_stand_ins, running, settings_at

__all__ = ["empty_instance"]

#: Both answers of both, by role, item and subject; every other item of the short form stays without an answer.
ANSWERS: dict[str, dict[str, dict[str, Any]]] = {
    "cio": {
        "SV1": {"cio": 5, "cso": 4},
        "SV2": {"cio": {"option": "other", "text": "Answer of the CIO alone"}, "cso": "legal"},
        "LB2": {"cio": 5, "cso": 5},
        "GR1": {"cio": "misconfigured", "cso": "misconfigured"},
    },
    "cso": {
        "SV1": {"cso": 2, "cio": 4},
        "SV2": {"cso": "operations", "cio": {"option": "other", "text": "Guess of the CSO alone"}},
        "LB2": {"cso": 1, "cio": 1},
        "GR1": {"cso": "misconfigured", "cio": "misconfigured"},
    },
}


@dataclass
class Meeting:
    """A workshop of a pair, with the facilitator at the desk."""

    app: Flask
    pair: Pair
    workshop_id: str
    desk: Browser

    @property
    def facilitator(self) -> Facilitator:
        """Who leads it."""
        return self.pair.facilitator

    @property
    def base(self) -> str:
        """The address of its pages."""
        return f"/w/{self.facilitator.workspace_id}/workshops/{self.workshop_id}/"

    @property
    def room(self) -> Room:
        """How it stands."""
        return room.of(self.facilitator, self.workshop_id)

    @property
    def code(self) -> str:
        """The code of its screens."""
        return screens.code_of(self.facilitator, self.workshop_id)

    def starts(self) -> None:
        """Open the room."""
        steering.start(self.facilitator, self.workshop_id, self.room.version)

    def ends(self) -> None:
        """Close the room."""
        steering.end(self.facilitator, self.workshop_id, self.room.version)

    def orders(self, command: Command, number: int | None = None) -> None:
        """Give a command as somebody who saw the newest state."""
        steering.steer(self.facilitator, self.workshop_id, self.room.version, command, number)

    def goes_to(self, item: str, step: int) -> None:
        """Show an item at a step."""
        self.orders(Command.TO_STOP, self.room.agenda.stop_of(item))
        for _ in range(step):
            self.orders(Command.NEXT)

    def presses(self, button: str, **fields: str) -> TestResponse:
        """Press a button of the remote with everything that stands in the page's fields."""
        page = self.desk.get(f"{self.base}remote").text
        sent = {**form_fields(page), "command": button, **fields}
        return self.desk.client.post(f"{self.base}remote", data=sent, follow_redirects=True)

    def screen(self) -> Browser:
        """A browser that knows nothing but the code."""
        return Browser(self.app)

    def shown(self) -> str:
        """The bytes that a screen gets now."""
        return self.screen().get(f"/s/{self.code}/now").text

    def person(self, role: str) -> Browser:
        """One of the two with the own link, in a browser; ``base`` of its pages is in ``address``."""
        browser = Browser(self.app)
        browser.post(self.pair.link(role).removeprefix("http://localhost"))
        return browser

    def own_page(self, role: str) -> str:
        """The address of a person's own page in the workshop."""
        return f"/q/{self.pair.respondent(role).occupant_id}/workshop"


@dataclass
class Prepared:
    """An instance in which a workshop waits, and the cookie of a facilitator who is signed in."""

    instance: Path
    pair: Pair
    workshop_id: str
    cookie: str


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, empty_instance: Path) -> Prepared:
    """Made once, to copy from: answering, submitting and signing in are the slow parts of these tests."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copytree(empty_instance, folder / "instance")
    with pytest.MonkeyPatch.context() as patch, running(settings_at(folder)) as app:
        put_stand_ins(patch)
        pair, browser = make_pair(make_facilitator()), Browser(app)
        for role, answers in ANSWERS.items():
            pair.submits(role, answers)
        pair.renders()
        browser.signs_in(pair.facilitator)
        cookie = browser.client.get_cookie("gapcheck")
        assert cookie is not None
        workshop_id = preparing.prepare(pair.facilitator, pair.wave_id)
        return Prepared(folder / "instance", pair, workshop_id, cookie.value)


@pytest.fixture
def meeting(tmp_path: Path, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meeting]:
    """A workshop that is prepared and not yet started, in an instance of its own."""
    shutil.copytree(prepared.instance, tmp_path / "instance")
    put_stand_ins(monkeypatch)
    # What this process remembers of the same workshop in the instance of another test.
    material.forget(prepared.pair.wave_id)
    screens._pulses.clear()
    screens._sent.clear()
    with running(settings_at(tmp_path)) as app:
        desk = Browser(app)
        desk.client.set_cookie("gapcheck", prepared.cookie)
        yield Meeting(app, prepared.pair, prepared.workshop_id, desk)


@pytest.fixture
def opened(meeting: Meeting) -> Meeting:
    """A workshop that is open."""
    meeting.starts()
    return meeting


def titles(page: str) -> list[str]:
    """The headings of a page."""
    return [
        re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page, re.DOTALL)
    ]
