"""The audit trail as a page: for owners, in plain words, with names instead of ids."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from gapcheck.extensions import db
from gapcheck.services import answering, audit, handover, retention, timeline, trail, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import pages
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Membership
from tests.acting import Browser, make_facilitator, make_pair


@pytest.fixture
def owner(facilitator: Facilitator) -> Facilitator:
    """The facilitator, made an owner of her workspace."""
    workspaces.add_member(facilitator.email, facilitator.name, facilitator.workspace_name, Membership.OWNER)
    return workspaces.facilitator(facilitator.user_id, facilitator.workspace_id)


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def shown(owner: Facilitator, browser: Browser, query: str = "") -> str:
    return words(browser.get(f"/w/{owner.workspace_id}/audit{query}"))


def test_an_owner_reads_what_happened_with_names(owner: Facilitator, browser: Browser) -> None:
    pair = make_pair(owner)
    pair.both_submit()
    pair.renders()
    pair.releases()
    browser.signs_in(owner)
    page = shown(owner, browser)
    assert "Ruth Halloran Released the report to both Northmoor Logistics" in page
    assert "Ana Ferreira Submitted the answers Northmoor Logistics, CIO" in page
    assert "Ruth Halloran Opened the wave and made the links Northmoor Logistics" in page
    assert "The program Made somebody an owner Ruth Halloran" in page
    assert pair.wave_id not in page


def test_the_page_shows_no_more_of_a_respondent_than_the_rules_allow(owner: Facilitator, browser: Browser) -> None:
    pair = make_pair(owner)
    browser.signs_in(owner)
    before = shown(owner, browser)
    pair.respondent("cio")
    answering.acknowledge(pair.respondent("cio"))
    db.session.close()
    assert shown(owner, browser) == before


def test_the_page_shows_what_the_companys_own_page_tells_of_a_respondent(owner: Facilitator) -> None:
    pair = make_pair(owner)
    pair.both_submit()
    pair.renders()
    pair.releases()
    pages.read_released(pair.respondent("cio"))
    told = {happening.action for happening in timeline.timeline(owner, pair.shown)}
    assert "view participant report" in told
    assert {event.action for event in trail.page(owner).events} >= told


def test_events_that_say_more_than_what_was_done_have_words_too(owner: Facilitator, browser: Browser) -> None:
    pair = make_pair(owner)
    colleague = workspaces.add_member("ida@ruths.example", "Ida", owner.workspace_name, Membership.FACILITATOR)
    handover.hand_over(owner, pair.engagement_id, colleague)
    browser.signs_in(owner)
    page = shown(owner, browser)
    assert "Ruth Halloran Handed the company over to Ida Northmoor Logistics" in page
    assert colleague.lower() not in page.lower()
    assert re.search(r"Ruth Halloran Signed in: [a-z]", page), "how is told, too"


@pytest.mark.parametrize("role", [Membership.FACILITATOR, Membership.READER])
def test_others_than_owners_get_the_page_of_a_missing_one(
    facilitator: Facilitator, browser: Browser, role: Membership
) -> None:
    workspaces.add_member(facilitator.email, facilitator.name, facilitator.workspace_name, role)
    browser.signs_in(facilitator)
    assert browser.get(f"/w/{facilitator.workspace_id}/audit").status_code == 404


def test_what_was_erased_is_said_to_be_and_has_no_name(owner: Facilitator, browser: Browser) -> None:
    pair = make_pair(owner)
    pair.answers("cio")
    retention.erase(pair.engagement_id)
    browser.signs_in(owner)
    page = shown(owner, browser)
    assert re.search(r"The program Erased everything \(\d+ rows\) Erased", page)
    assert "Somebody who was erased Started to answer Erased" in page
    assert "Northmoor" not in page
    assert "Ana" not in page


def test_the_trail_of_one_company_leaves_out_the_others(owner: Facilitator, browser: Browser) -> None:
    make_pair(owner, "Brightwater Foods").both_submit()
    pair = make_pair(owner)
    pair.answers("cso")
    company = next(key for key, name in trail.page(owner).companies if name == "Northmoor Logistics")
    events = trail.page(owner, company_id=company).events
    assert {event.about.company for event in events} == {"Northmoor Logistics"}
    assert [event.action for event in events] == ["start", "open"]


def test_pages_hold_fifty_events_and_lead_to_each_other(owner: Facilitator, browser: Browser) -> None:
    with writing() as session:
        for _ in range(60):
            audit.record(session, owner.workspace_id, owner.actor, "read portfolio", f"workspace:{owner.workspace_id}")
    browser.signs_in(owner)
    assert browser.get(f"/w/{owner.workspace_id}/audit").text.count('data-label="When"') == 50
    assert "Page 1 of 2 Older" in shown(owner, browser)
    assert "Newer Page 2 of 2" in shown(owner, browser, "?page=2")


@pytest.mark.parametrize("query", ["?page=0", "?page=9", "?page=x", "?page=" + "9" * 40, "?page=-1", "?company=nobody"])
def test_a_page_that_there_is_not_is_missing(owner: Facilitator, browser: Browser, query: str) -> None:
    browser.signs_in(owner)
    assert browser.get(f"/w/{owner.workspace_id}/audit{query}").status_code == 404


def test_another_workspaces_events_never_show(owner: Facilitator, browser: Browser) -> None:
    make_pair(make_facilitator("Another Firm", "otto@another.example"), "Secret Client").both_submit()
    browser.signs_in(owner)
    assert "Secret" not in shown(owner, browser)


def test_the_number_of_queries_does_not_grow_with_the_events(owner: Facilitator) -> None:
    def queries() -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        db.session.close()
        event.listen(db.engine, "before_cursor_execute", counted)
        trail.page(owner)
        event.remove(db.engine, "before_cursor_execute", counted)
        return count

    make_pair(owner, "Brightwater Foods").both_submit()
    few = queries()
    for number in range(4):
        make_pair(owner, f"Company {number}").both_submit()
    assert queries() == few
