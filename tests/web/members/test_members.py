"""Owners manage the members of their workspace; nobody else does, and nobody loses the last owner."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Engagement, Mail, Member
from gapcheck.services import members, workspaces
from gapcheck.services.members import LastOwner, LeadsEngagements, MemberAlready, MemberOverview, NoMember, NotOwner
from gapcheck.services.principals import Facilitator
from gapcheck.vocabulary import MailKind, Membership
from tests.acting import PASSWORD, Browser, Pair, make_facilitator, make_pair, with_app

COLLEAGUE = {"name": "Ines Varga", "email": "ines@halloran.example"}


def person(workspace: str, email: str, role: Membership) -> Facilitator:
    user_id = workspaces.add_member(email, email.partition("@")[0].title(), workspace, role)
    mine = [each for each in workspaces.workspaces_of(user_id) if each.name == workspace]
    return workspaces.facilitator(user_id, mine[0].id)


@pytest.fixture
def owner(facilitator: Facilitator) -> Facilitator:
    """The owner of the facilitator's workspace."""
    return person(facilitator.workspace_name, "olga@halloran.example", Membership.OWNER)


def page_of(owner: Facilitator) -> str:
    return f"/w/{owner.workspace_id}/members"


def member(owner: Facilitator, email: str) -> MemberOverview:
    db.session.close()
    return next(each for each in members.members(owner) if each.email == email)


def test_the_page_says_who_is_in_which_role_and_who_has_a_second_factor(
    owner: Facilitator, facilitator: Facilitator, browser: Browser, app: Flask
) -> None:
    Browser(app).signs_in(facilitator)
    browser.signs_in(owner)
    assert "Off: password only" in browser.get(page_of(owner)).text
    with_app(facilitator)
    page = browser.get(page_of(owner)).text
    assert re.search(r"ruth@halloran\.example.*?badge--done\">On<", page, re.DOTALL)
    assert len(re.findall("badge--failed", page)) == 1


@pytest.mark.parametrize("role", [Membership.FACILITATOR, Membership.READER])
def test_for_everybody_else_the_page_is_not_there(owner: Facilitator, app: Flask, role: Membership) -> None:
    other = person(owner.workspace_name, "other@halloran.example", role)
    outsider = Browser(app)
    outsider.signs_in(other)
    missing = outsider.get(f"/w/{owner.workspace_id}/nothing")
    assert outsider.get(page_of(owner)).data == missing.data
    whom = member(owner, owner.email).id
    for act in ("end", "role", "link"):
        answer = outsider.sends(f"{page_of(owner)}/{whom}/{act}", "/account", role="reader")
        assert answer.status_code == 404
    with pytest.raises(NotOwner):
        members.members(other)
    with pytest.raises(NotOwner):
        members.end(other, whom)
    assert member(owner, owner.email).role is Membership.OWNER


def test_a_new_member_gets_a_one_time_link_that_works_once(owner: Facilitator, browser: Browser, app: Flask) -> None:
    browser.signs_in(owner)
    page = browser.post(page_of(owner), **COLLEAGUE, role="facilitator")
    link = re.search(r'value="http://localhost(/welcome/[^"]+)"', page.text)[1]
    colleague = Browser(app)
    assert "Companies" in colleague.post(link, password=PASSWORD, again=PASSWORD).text
    assert colleague.get(link).status_code == 404


def test_somebody_with_an_account_elsewhere_signs_in_as_before_and_no_link_is_shown(
    owner: Facilitator, browser: Browser, app: Flask
) -> None:
    elsewhere = make_facilitator("Another Firm", "otto@another.example")
    Browser(app).signs_in(elsewhere)
    browser.signs_in(owner)
    page = browser.post(page_of(owner), name="Otto", email="OTTO@another.example", role="reader")
    assert "has an account already" in page.text
    assert "/welcome/" not in page.text


def test_the_link_into_another_workspace_is_never_shown_to_an_owner_and_goes_by_mail(owner: Facilitator) -> None:
    make_facilitator("Another Firm", "otto@another.example")
    added = members.add(owner, "otto@another.example", "Otto", Membership.READER)
    assert added.link is None
    with pytest.raises(NoMember):
        members.link_for(owner, member(owner, "otto@another.example").id)
    assert [mail.kind for mail in db.session.scalars(select(Mail))] == [MailKind.PASSWORD_RESET]


def test_adding_a_member_twice_is_said_beside_the_field(owner: Facilitator, browser: Browser) -> None:
    browser.signs_in(owner)
    browser.post(page_of(owner), **COLLEAGUE, role="facilitator")
    assert "is a member already" in browser.post(page_of(owner), **COLLEAGUE, role="owner").text
    assert member(owner, COLLEAGUE["email"]).role is Membership.FACILITATOR
    with pytest.raises(MemberAlready):
        members.add(owner, COLLEAGUE["email"], "Ines", Membership.OWNER)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": "not an address"}, "Write an address"),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, "Write an address"),
        ({"name": ""}, "Give the person"),
        ({"name": "n" * 61}, "at most 60 characters"),
    ],
)
def test_a_fault_is_said_beside_its_field_and_nobody_is_added(
    owner: Facilitator, browser: Browser, fields: dict[str, str], message: str
) -> None:
    browser.signs_in(owner)
    before = len(members.members(owner))
    page = browser.post(page_of(owner), **{**COLLEAGUE, "role": "facilitator", **fields})
    assert message in page.text.replace("&#39;", "'")
    db.session.close()
    assert len(members.members(owner)) == before


def test_a_role_that_is_none_is_refused(owner: Facilitator, browser: Browser) -> None:
    browser.signs_in(owner)
    whom = member(owner, owner.email).id
    for role in ("", "admin", "OWNER"):
        assert browser.sends(f"{page_of(owner)}/{whom}/role", page_of(owner), role=role).status_code == 400


def test_the_last_owner_stays(owner: Facilitator, browser: Browser) -> None:
    browser.signs_in(owner)
    whom = member(owner, owner.email).id
    for act, fields in (("end", {}), ("role", {"role": "reader"})):
        page = browser.sends(f"{page_of(owner)}/{whom}/{act}", page_of(owner), **fields)
        assert page.status_code == 409
        assert "Make somebody else an owner first" in page.text
    with pytest.raises(LastOwner):
        members.end(owner, whom)


def test_an_owner_who_cannot_sign_in_does_not_count(owner: Facilitator) -> None:
    person(owner.workspace_name, "second@halloran.example", Membership.OWNER)
    workspaces.disable_account("second@halloran.example")
    with pytest.raises(LastOwner):
        members.end(owner, member(owner, owner.email).id)


def test_ending_a_membership_ends_every_sign_in_and_passes_the_companies_on(
    owner: Facilitator, pair: Pair, browser: Browser, app: Flask
) -> None:
    leaving = Browser(app)
    leaving.signs_in(pair.facilitator)
    browser.signs_in(owner)
    whom = member(owner, pair.facilitator.email).id
    browser.sends(f"{page_of(owner)}/{whom}/end", page_of(owner))
    assert leaving.client.get("/account").status_code == 302
    assert leaving.client.get(f"/w/{owner.workspace_id}/").status_code == 302
    db.session.close()
    assert db.session.get_one(Engagement, pair.engagement_id).facilitator_id == owner.user_id
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert actions[-2:] == ["take over", "end membership"]
    assert leaving.post("/sign-in", email=pair.facilitator.email, password=PASSWORD).text.count("in no workspace")


def test_a_former_member_can_be_added_again(owner: Facilitator, facilitator: Facilitator) -> None:
    members.end(owner, member(owner, facilitator.email).id)
    members.add(owner, facilitator.email, "Ruth", Membership.READER)
    assert member(owner, facilitator.email).role is Membership.READER
    db.session.close()
    assert len(db.session.scalars(select(Member).where(Member.user_id == facilitator.user_id)).all()) == 1


def test_who_leads_companies_cannot_be_made_a_reader(owner: Facilitator, pair: Pair) -> None:
    with pytest.raises(LeadsEngagements):
        members.change_role(owner, member(owner, pair.facilitator.email).id, Membership.READER)


def test_a_member_of_another_workspace_is_no_member(owner: Facilitator) -> None:
    other = make_facilitator("Another Firm", "otto@another.example")
    theirs = person("Another Firm", "boss@another.example", Membership.OWNER)
    whom = member(theirs, other.email).id
    for act in (
        lambda: members.end(owner, whom),
        lambda: members.change_role(owner, whom, Membership.READER),
        lambda: members.link_for(owner, whom),
    ):
        with pytest.raises(NoMember):
            act()
    assert make_pair(other).shown.company == "Northmoor Logistics"
