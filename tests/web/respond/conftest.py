"""A respondent who acts through the pages."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gapcheck.services import answering
from gapcheck.services.answering import Questionnaire
from tests.acting import Pair


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the page's main form."""
    form = page[page.index("<main") :]
    form = form[form.index("<form") :]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")])
    return {name: html.unescape(value) for name, value in hidden}


@dataclass
class Person:
    """One respondent in one browser, signed in."""

    client: FlaskClient
    pair: Pair
    role: str
    pid: str

    def address(self, path: str = "") -> str:
        """The address of one of this respondent's pages."""
        return f"/q/{self.pid}/{path}"

    def opens(self, path: str = "") -> TestResponse:
        """Open a page, without following where it leads."""
        return self.client.get(self.address(path))

    def sends(self, path: str, page: str | None = None, **fields: Any) -> TestResponse:
        """Send the form that stands on a page, with these fields filled in."""
        shown = self.opens(path if page is None else page)
        return self.client.post(self.address(path), data={**fields_of(shown.text), **fields})

    def starts(self) -> None:
        """Acknowledge the promise."""
        assert self.sends("").status_code == 303

    @property
    def stored(self) -> Questionnaire:
        """What is stored, seen by a second browser of the same person."""
        return answering.questionnaire(self.pair.respondent(self.role))

    def value(self, item: str, subject: str) -> Any:
        """The current stored value."""
        return self.stored.value(item, subject)


def entered(app: Flask, pair: Pair, role: str, client: FlaskClient | None = None) -> Person:
    """Somebody who pressed Continue at the door, in a new browser or in a given one."""
    client = client or app.test_client()
    link = pair.link(role).removeprefix("http://localhost")
    answer = client.post(link, data=fields_of(client.get(link).text))
    assert answer.status_code == 303
    return Person(client, pair, role, answer.headers["Location"].split("/")[2])


@pytest.fixture
def ana(app: Flask, pair: Pair) -> Person:
    """Ana, the CIO, who has read the promise."""
    person = entered(app, pair, "cio")
    person.starts()
    return person


@pytest.fixture
def tom(app: Flask, pair: Pair) -> Person:
    """Tom, the CSO, who has read the promise."""
    person = entered(app, pair, "cso")
    person.starts()
    return person


@pytest.fixture
def full_ana(app: Flask, facilitator: Any) -> Person:
    """Ana with the full form, which has an item of every type."""
    from tests.acting import make_pair

    person = entered(app, make_pair(facilitator, "Fullform AG", "full"), "cio")
    person.starts()
    return person
