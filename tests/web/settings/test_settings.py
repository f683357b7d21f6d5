"""The settings page: name, logo and paper for owners only, with a sentence for whatever is refused."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import Engagement
from gapcheck.services import branding, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Membership, Paper
from tests.acting import Browser, make_facilitator, make_pair
from tests.web.respond.conftest import entered


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def png(colour: str = "navy") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (80, 40), colour).save(file, "PNG")
    return BytesIO(file.getvalue())


@pytest.fixture
def page(facilitator: Facilitator, browser: Browser) -> str:
    """The address of the settings, for an owner who has signed in."""
    workspaces.add_member(facilitator.email, facilitator.name, facilitator.workspace_name, Membership.OWNER)
    browser.signs_in(facilitator)
    return f"/w/{facilitator.workspace_id}/settings"


def test_an_owner_changes_the_name(browser: Browser, page: str) -> None:
    changed = browser.post(page, name="  Halloran   Group ")
    assert "Halloran Group" in words(changed)


@pytest.mark.parametrize(
    ("name", "said"),
    [(" ", "Give the workspace a name"), ("x" * 61, "Use at most 60"), ("Another Firm", "has this name")],
)
def test_a_name_that_cannot_be_used_is_refused_beside_the_field(
    browser: Browser, page: str, name: str, said: str
) -> None:
    make_facilitator("Another Firm", "otto@another.example")
    refused = browser.post(page, name=name)
    assert refused.status_code in (409, 422)
    assert words(refused).count(said) == 2  # on top, and beside the field
    assert 'aria-invalid="true"' in refused.text


def test_an_owner_sets_and_removes_the_logo(browser: Browser, page: str, facilitator: Facilitator) -> None:
    shown = browser.sends(f"{page}/logo", page, logo=(png(), "logo.png"))
    address = re.search(r'src="([^"]*/logo-[0-9a-f]{64}\.png)"', shown.text)[1]
    logo = browser.get(address)
    assert (logo.status_code, logo.mimetype) == (200, "image/png")
    assert "no-store" in logo.headers["Cache-Control"]
    assert browser.get(address.replace("logo-", "logo-0")).status_code == 404
    assert "There is none yet" in words(browser.sends(f"{page}/logo/remove", page))
    assert browser.get(address).status_code == 404


def test_the_logo_stands_on_every_page_of_the_workspace_and_is_not_read_out_twice(
    browser: Browser, page: str, facilitator: Facilitator
) -> None:
    home = page.removesuffix("settings")
    assert "top__logo" not in browser.get(home).text
    browser.sends(f"{page}/logo", page, logo=(png(), "logo.png"))
    for address in (home, f"{home}portfolio", f"{home}members", page):
        shown = browser.get(address).text
        found = re.search(r'<img class="top__logo" src="([^"]+)" alt="">', shown)
        assert found, address
        assert browser.get(found[1]).mimetype == "image/png"
        assert facilitator.workspace_name in shown


def test_who_was_asked_sees_in_whose_name_and_only_with_the_own_link(
    app: Flask, browser: Browser, page: str, facilitator: Facilitator
) -> None:
    pair = make_pair(facilitator)
    ana, tom = entered(app, pair, "cio"), entered(app, pair, "cso")
    assert facilitator.workspace_name in ana.opens("").text
    assert "letterhead__logo" not in ana.opens("").text
    browser.sends(f"{page}/logo", page, logo=(png(), "logo.png"))
    address = re.search(r'class="letterhead__logo" src="([^"]+)"', ana.opens("").text)[1]
    assert ana.client.get(address).mimetype == "image/png"
    assert tom.client.get(address).status_code == 404
    assert browser.get(address).status_code == 404
    assert "letterhead__logo" not in ana.client.get(pair.link("cio").removeprefix("http://localhost")).text


def test_a_file_that_is_no_picture_is_refused_in_words(browser: Browser, page: str) -> None:
    refused = browser.sends(f"{page}/logo", page, logo=(BytesIO(b"<svg/>"), "logo.svg"))
    assert refused.status_code == 422
    assert "Choose a PNG or a JPEG" in words(refused)
    assert "Choose a picture" in words(browser.sends(f"{page}/logo", page))


def test_a_logo_that_is_hard_to_see_on_white_is_told(browser: Browser, page: str) -> None:
    file = BytesIO()
    Image.new("RGBA", (80, 40), (255, 255, 255, 200)).save(file, "PNG")
    shown = browser.sends(f"{page}/logo", page, logo=(BytesIO(file.getvalue()), "logo.png"))
    assert "can hardly be made out on white" in words(shown)


def test_an_owner_chooses_the_paper_of_reports_and_reads_what_happens_to_those_there_are(
    browser: Browser, page: str, facilitator: Facilitator
) -> None:
    checked = re.compile(r'name="paper" value="([^"]+)" checked')
    shown = browser.get(page)
    assert checked.findall(shown.text) == ["a4"]
    assert "Those that there are already, or that are being made, stay as they are" in words(shown)
    chosen = browser.sends(f"{page}/paper", page, paper="letter")
    assert checked.findall(chosen.text) == ["letter"]
    assert "Changed the paper of reports" in words(browser.get(f"{page.removesuffix('settings')}audit"))
    for unknown in ("a5", ""):
        assert browser.sends(f"{page}/paper", page, paper=unknown).status_code == 400
    assert branding.of(facilitator.workspace_id).paper is Paper.LETTER


def test_what_is_deleted_soon_is_listed(browser: Browser, page: str, facilitator: Facilitator) -> None:
    assert "Nothing. Each company" in words(browser.get(page))
    pair = make_pair(facilitator)
    with writing() as session:
        engagement = session.get_one(Engagement, pair.engagement_id)
        engagement.delete_on = (clock.now() + timedelta(days=3)).date()
    assert "Northmoor Logistics:" in words(browser.get(page))


def test_only_owners_have_settings(browser: Browser, page: str, facilitator: Facilitator) -> None:
    for role in (Membership.FACILITATOR, Membership.READER):
        workspaces.add_member(facilitator.email, facilitator.name, facilitator.workspace_name, role)
        for answer in (
            browser.get(page),
            browser.sends(f"{page}/logo/remove", "/signed-out"),
            browser.sends(f"{page}/paper", "/signed-out", paper="letter"),
        ):
            assert answer.status_code in (400, 404)


def test_another_workspaces_logo_is_missing(browser: Browser, page: str) -> None:
    other = make_facilitator("Another Firm", "otto@another.example")
    branding.set_logo(other, png().read())
    digest = branding.of(other.workspace_id).logo_hash
    db.session.close()
    assert browser.get(f"/w/{other.workspace_id}/logo-{digest}.png").status_code == 404
    assert browser.get(f"{page.removesuffix('settings')}logo-{digest}.png").status_code == 404
