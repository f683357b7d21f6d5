"""Own questionnaires: uploaded, checked with every fault, read, and never changed once they are there."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from gapcheck.extensions import db
from gapcheck.instruments.loader import SHIPPED
from gapcheck.models import AuditEvent, OwnInstrument
from gapcheck.services import engagements, instruments, overview, workspaces
from gapcheck.services.decided import NotAllowed
from gapcheck.services.instruments import IdTaken, Origin, VersionTaken
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person
from gapcheck.vocabulary import Membership
from tests.acting import Browser, make_facilitator, make_pair

OWN = """
id = "board-and-it"
version = 1
title = "Board and IT"
language = "en"

[[role]]
id = "chair"
title = "Chair"
name = "Chair of the board"

[[role]]
id = "cio"
title = "CIO"
name = "Chief Information Officer"

[[theme]]
id = "money"
title = "Money"

  [[theme.item]]
  id = "M1"
  type = "single"
  text = "Where should the next euro go?"
  guess = "Where would {other} put it?"
  short = "Next euro"
  options = [ {id = "keep", text = "Keeping things running"}, {id = "new", text = "Something new"} ]
"""


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


@pytest.fixture
def page(facilitator: Facilitator, browser: Browser) -> str:
    """The address of the shelf, for somebody who has signed in."""
    browser.signs_in(facilitator)
    return f"/w/{facilitator.workspace_id}/questionnaires"


def uploads(browser: Browser, page: str, text: str | bytes) -> TestResponse:
    data = text.encode() if isinstance(text, str) else text
    return browser.post(page, file=(BytesIO(data), "own.toml"))


def test_an_own_questionnaire_is_listed_and_read_with_all_its_answers(browser: Browser, page: str) -> None:
    shown = words(uploads(browser, page, OWN))
    assert "Board and IT" in shown
    assert "Where would CIO put it?" in shown
    assert "Keeping things running" in shown
    assert "Board and IT board-and-it 1 Ruth Halloran" in words(browser.get(page))


def test_a_shipped_questionnaire_is_listed_and_read(browser: Browser, page: str) -> None:
    assert "Comes with gapcheck" in words(browser.get(page))
    assert browser.get(f"{page}/{instruments.DEFAULT}").status_code == 200


def test_one_in_the_instance_folder_is_listed_as_the_installations(
    browser: Browser, page: str, settings, facilitator: Facilitator
) -> None:
    (settings.instance / "instruments" / "own.toml").write_text(OWN)
    assert [each.origin for each in instruments.shelf(facilitator)] == [Origin.SHIPPED, Origin.INSTALLATION]
    assert "This installation" in words(browser.get(page))


def test_every_fault_of_a_file_is_shown_with_its_place_and_nothing_is_kept(browser: Browser, page: str) -> None:
    bad = OWN.replace('title = "Money"', "").replace('short = "Next euro"', "").replace("version = 1", "version = 0")
    refused = uploads(browser, page, bad)
    assert refused.status_code == 422
    assert "The file has 3 faults" in words(refused)
    assert all(place in words(refused) for place in ("version", "M1", "theme"))
    assert db.session.query(OwnInstrument).count() == 0


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a" * 300_000, b"[" * 50_000, b"<script>alert(1)</script>"])
def test_what_is_no_questionnaire_is_refused_in_words(browser: Browser, page: str, content: bytes) -> None:
    refused = uploads(browser, page, content)
    assert refused.status_code == 422
    assert "Nothing was uploaded" in words(refused)
    assert "<script>alert" not in refused.text


def test_a_form_without_a_file_says_so(browser: Browser, page: str) -> None:
    refused = browser.post(page)
    assert refused.status_code == 422
    assert "No file was chosen" in words(refused)


def test_a_version_never_changes(browser: Browser, page: str, facilitator: Facilitator) -> None:
    uploads(browser, page, OWN)
    refused = uploads(browser, page, OWN.replace("Something new", "Something bold"))
    assert refused.status_code == 409
    assert "board-and-it@1 is here already, with other content" in words(refused)
    assert "Raise the version" in words(refused)
    assert uploads(browser, page, OWN.replace("version = 1", "version = 2")).status_code == 200
    db.session.close()
    assert instruments.find("board-and-it@1", facilitator).item("M1").option_text("new") == "Something new"
    assert [each.key for each in instruments.shelf(facilitator)][1:] == ["board-and-it@2", "board-and-it@1"]


def test_the_same_file_again_changes_nothing_and_is_no_second_event(facilitator: Facilitator) -> None:
    for _ in range(2):
        instruments.upload(facilitator, OWN.encode())
    events = db.session.query(AuditEvent).filter_by(action="upload questionnaire")
    assert (db.session.query(OwnInstrument).count(), events.count()) == (1, 1)


def test_nobody_can_pass_an_own_one_off_as_a_shipped_one(facilitator: Facilitator) -> None:
    shipped = next(Path(SHIPPED).glob("*.toml")).read_text("utf-8")
    with pytest.raises(IdTaken):
        instruments.upload(facilitator, shipped.replace("version = 1", "version = 9", 1).encode())
    with pytest.raises(IdTaken):
        instruments.upload(facilitator, shipped.replace("CIO", "CTO").encode())


def test_another_workspaces_questionnaire_is_unknown(facilitator: Facilitator, browser: Browser, page: str) -> None:
    other = make_facilitator("Another Firm", "otto@another.example")
    instruments.upload(other, OWN.encode())
    assert browser.get(f"{page}/board-and-it@1").data == browser.get(f"{page}/never@1").data
    assert "Board and IT" not in words(browser.get(page))
    instruments.upload(facilitator, OWN.replace("Something new", "Something bold").encode())
    assert instruments.find("board-and-it@1", other).item("M1").option_text("new") == "Something new"


def test_a_reader_reads_and_uploads_nothing(facilitator: Facilitator, browser: Browser, page: str) -> None:
    workspaces.add_member(facilitator.email, facilitator.name, facilitator.workspace_name, Membership.READER)
    shown = browser.get(page)
    assert "Upload your own" not in words(shown)
    assert uploads(browser, page, OWN).status_code in (400, 404)
    reader = workspaces.facilitator(facilitator.user_id, facilitator.workspace_id)
    with pytest.raises(NotAllowed):
        instruments.upload(reader, OWN.encode())


def test_an_address_names_one_version(browser: Browser, page: str) -> None:
    assert browser.get(f"{page}/cio-cso-partnership").status_code == 404


def test_the_form_of_an_own_questionnaire_can_be_looked_at_as_either_role(
    facilitator: Facilitator, browser: Browser, page: str
) -> None:
    instruments.upload(facilitator, OWN.encode())
    new = browser.get(f"/w/{facilitator.workspace_id}/new?questionnaire=board-and-it@1").text
    previews = re.findall(r'href="([^"]+)">preview as', new)
    assert len(previews) == 2
    for address in previews:
        assert "A preview with sample names" in browser.get(address).text
        assert "Where should the next euro go?" in browser.get(address.replace("/start", "/M1")).text


def test_a_wave_can_be_opened_with_an_own_questionnaire(facilitator: Facilitator) -> None:
    instrument = instruments.upload(facilitator, OWN.encode())
    people = {"chair": Person("Ida Brandt"), "cio": Person("Ana Ferreira")}
    created = engagements.create(facilitator, "Northmoor Logistics", people, instrument, "full")
    assert overview.engagement(facilitator, created.engagement_id).instrument == instrument
    assert make_pair(facilitator, "Brightwater Foods").shown.instrument.key == instruments.DEFAULT
    with pytest.raises(VersionTaken):
        instruments.upload(facilitator, OWN.replace("Keeping", "Holding").encode())
