"""People to act in tests: a facilitator and two respondents, through the services or through the pages.

A test imports the fixtures that it needs through the conftest.py of its folder.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gapcheck import clock
from gapcheck.accounts import second_factor
from gapcheck.extensions import db
from gapcheck.services import answering, engagements, instruments, links, overview, releases, second_factors, workspaces
from gapcheck.services.principals import Facilitator, Respondent
from gapcheck.services.reports import rendering
from gapcheck.services.seating import Person
from gapcheck.vocabulary import Membership

PASSWORD = "a long enough sentence"


def form_fields(page: str) -> dict[str, str]:
    """The hidden fields of the first form on a page, the CSRF token among them."""
    hidden = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    return {
        re.search(r'name="([^"]+)"', field)[1]: (re.search(r'value="([^"]*)"', field) or ["", ""])[1]
        for field in hidden
    }


@dataclass
class Pair:
    """A facilitator, an open engagement, and its two respondents, acting through the services."""

    facilitator: Facilitator
    engagement_id: str
    wave_id: str

    @property
    def shown(self) -> overview.EngagementOverview:
        """What the facilitator sees of the engagement now, whatever a request changed since the test last looked."""
        db.session.close()
        return overview.engagement(self.facilitator, self.engagement_id)

    def link(self, role: str) -> str:
        """The personal link of a seat."""
        link = next(seat.link for seat in self.shown.seats if seat.role.id == role)
        assert link is not None
        return link

    def respondent(self, role: str) -> Respondent:
        """Somebody who entered the link of that seat in a new browser."""
        entry = links.enter(self.link(role).rpartition("/")[2])
        return links.respondent(entry.pid, entry.secret)

    def answers(self, role: str, values: Mapping[str, Mapping[str, Any]] | None = None) -> Respondent:
        """Acknowledge and save; by default one item."""
        respondent = self.respondent(role)
        answering.acknowledge(respondent)
        for item, by_subject in (values or {"SV1": {"cio": 4, "cso": 2}}).items():
            answering.save(respondent, item, by_subject)
        return respondent

    def submits(self, role: str, values: Mapping[str, Mapping[str, Any]] | None = None) -> Respondent:
        """Answer and submit."""
        respondent = self.answers(role, values)
        answering.submit(respondent)
        return respondent

    def both_submit(self) -> None:
        """Both answer one item and submit."""
        self.submits("cio")
        self.submits("cso")

    def renders(self) -> None:
        """Have the worker make all reports that wait."""
        while rendering.render_next():
            pass

    def releases(self) -> None:
        """Release the report to both."""
        releases.release(self.facilitator, self.wave_id, self.shown.version)

    def retracts(self) -> None:
        """Take the release back."""
        releases.retract(self.facilitator, self.wave_id, self.shown.version)


def make_facilitator(workspace: str = "Halloran Consulting", email: str = "ruth@halloran.example") -> Facilitator:
    """A facilitator in a new workspace."""
    workspaces.add_workspace(workspace)
    user_id = workspaces.add_member(email, "Ruth Halloran", workspace, Membership.FACILITATOR)
    return workspaces.facilitator(user_id, workspaces.workspaces_of(user_id)[0].id)


def make_pair(facilitator: Facilitator, company: str = "Northmoor Logistics", form: Any = "short") -> Pair:
    """An open engagement of that facilitator, with Ana as CIO and Tom as CSO."""
    people = {
        "cio": Person("Ana Ferreira", "ana@northmoor.example"),
        "cso": Person("Tom Okafor", "tom@northmoor.example"),
    }
    created = engagements.create(facilitator, company, people, instruments.find(instruments.DEFAULT), form)
    return Pair(facilitator, created.engagement_id, created.wave_id)


@pytest.fixture
def facilitator(app: Flask) -> Facilitator:
    """A facilitator in a workspace of her own."""
    return make_facilitator()


@pytest.fixture
def pair(facilitator: Facilitator) -> Pair:
    """An open engagement with nothing answered."""
    return make_pair(facilitator)


@dataclass
class PhoneApp:
    """An authenticator app with one key in it, as it was typed in; and the recovery codes on a slip of paper."""

    key: str
    codes: list[str] = field(default_factory=list)

    def code(self) -> str:
        """The six digits that it shows now, by RFC 6238 on the tests' clock."""
        letters = "".join(letter for letter in self.key.upper() if letter.isalnum())
        secret = base64.b32decode(letters + "=" * (-len(letters) % 8))
        step = int(clock.now().timestamp()) // 30
        digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
        start = digest[-1] & 15
        return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def with_app(facilitator: Facilitator) -> PhoneApp:
    """Turn on an authenticator app for the account; the app, with the recovery codes."""
    secret = second_factor.new_secret()
    phone = PhoneApp(second_factor.key_in_words(secret))
    phone.codes = list(second_factors.turn_app_on(facilitator.user_id, secret, phone.code()))
    return phone


class Browser:
    """A browser on the pages: keeps cookies, and posts forms as a page offers them."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, address: str) -> TestResponse:
        """Open an address and follow where it leads."""
        return self.client.get(address, follow_redirects=True)

    def post(self, address: str, **fields: Any) -> TestResponse:
        """Open an address, fill in the form on it, send it there, and follow where it leads."""
        hidden = form_fields(self.get(address).text)
        return self.client.post(address, data={**hidden, **fields}, follow_redirects=True)

    def sends(self, address: str, page: str, **fields: Any) -> TestResponse:
        """Send a form that stands on ``page`` to ``address``."""
        hidden = form_fields(self.get(page).text)
        return self.client.post(address, data={**hidden, **fields}, follow_redirects=True)

    def signs_in(self, facilitator: Facilitator) -> TestResponse:
        """Set a password with the one-time link, which signs in."""
        welcome = workspaces.welcome_link(facilitator.user_id).removeprefix("http://localhost")
        return self.post(welcome, password=PASSWORD, again=PASSWORD)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser without any cookie."""
    return Browser(app)
