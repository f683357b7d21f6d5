"""A workspace that lets nobody in with a password alone."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Company
from gapcheck.services import members, second_factors, workspaces
from gapcheck.services.members import NotOwner, OwnFactorFirst
from gapcheck.services.principals import Facilitator
from gapcheck.vocabulary import Membership
from tests.acting import Browser, Pair, make_facilitator, with_app


@pytest.fixture
def owners_browser(app: Flask) -> Browser:
    """The owner's browser."""
    return Browser(app)


@pytest.fixture
def owner(facilitator: Facilitator, owners_browser: Browser) -> Facilitator:
    """An owner of the facilitator's workspace, signed in in the browser, and with an authenticator app since."""
    user_id = workspaces.add_member("olga@halloran.example", "Olga", facilitator.workspace_name, Membership.OWNER)
    found = workspaces.facilitator(user_id, facilitator.workspace_id)
    owners_browser.signs_in(found)
    with_app(found)
    return found


def events() -> list[str]:
    db.session.close()
    return [each for each in db.session.scalars(select(AuditEvent.action)) if "second factor" in each]


def test_an_owner_asks_everybody_for_a_second_factor_and_leaves_it_to_them_again(
    owner: Facilitator, owners_browser: Browser
) -> None:
    browser, page = owners_browser, f"/w/{owner.workspace_id}/members"
    for asked, value in (("yes", True), ("yes", True), ("no", False)):
        shown = browser.sends(f"{page}/second-factor", page, asked=asked)
        assert f'value="{asked}" checked' in shown.text
        assert members.asks_for_second_factor(owner) is value
    assert browser.sends(f"{page}/second-factor", page, asked="perhaps").status_code == 400
    assert events() == ["ask for second factor", "stop asking for second factor"]
    assert "Asked everybody for a second factor" in browser.get(f"/w/{owner.workspace_id}/audit").text


def test_who_has_none_can_do_nothing_there_but_add_one(owner: Facilitator, pair: Pair, browser: Browser) -> None:
    ruth = pair.facilitator
    members.ask_for_second_factor(owner, True)
    landed = browser.signs_in(ruth)
    assert "Halloran Consulting: only with a second factor" in landed.text
    for address in ("", "new", f"e/{pair.engagement_id}/", f"e/{pair.engagement_id}/release", "portfolio", "members"):
        answer = browser.client.get(f"/w/{ruth.workspace_id}/{address}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account"), address
    sent = browser.sends(f"/w/{ruth.workspace_id}/new", "/account/name", company="Third Company")
    assert "only with a second factor" in sent.text
    assert "Third Company" not in db.session.scalars(select(Company.name)).all()
    with_app(ruth)
    assert "Northmoor Logistics" in browser.get("/").text


def test_it_holds_for_that_workspace_only(owner: Facilitator, facilitator: Facilitator, browser: Browser) -> None:
    members.ask_for_second_factor(owner, True)
    elsewhere = make_facilitator("Another Firm", facilitator.email)
    browser.signs_in(elsewhere)
    assert browser.client.get(f"/w/{elsewhere.workspace_id}/").status_code == 200
    assert browser.client.get(f"/w/{facilitator.workspace_id}/").status_code == 302


def test_who_takes_the_last_second_factor_off_is_kept_out_again(owner: Facilitator, owners_browser: Browser) -> None:
    members.ask_for_second_factor(owner, True)
    second_factors.turn_app_off(owner.user_id)
    assert "only with a second factor" in owners_browser.get(f"/w/{owner.workspace_id}/members").text


def test_an_owner_without_one_is_asked_to_begin_with_the_own(
    owner: Facilitator, facilitator: Facilitator, browser: Browser
) -> None:
    workspaces.add_member(facilitator.email, facilitator.name, facilitator.workspace_name, Membership.OWNER)
    browser.signs_in(facilitator)
    page = f"/w/{owner.workspace_id}/members"
    refused = browser.sends(f"{page}/second-factor", page, asked="yes")
    assert refused.status_code == 409
    assert "your own second factor" in refused.text
    with pytest.raises(OwnFactorFirst):
        members.ask_for_second_factor(workspaces.facilitator(facilitator.user_id, facilitator.workspace_id), True)
    assert not members.asks_for_second_factor(owner)


@pytest.mark.parametrize("role", [Membership.FACILITATOR, Membership.READER])
def test_only_an_owner_decides_on_it(owner: Facilitator, role: Membership) -> None:
    user_id = workspaces.add_member("other@halloran.example", "Other", owner.workspace_name, role)
    with pytest.raises(NotOwner):
        members.ask_for_second_factor(workspaces.facilitator(user_id, owner.workspace_id), True)
