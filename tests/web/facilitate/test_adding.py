"""The forms that add companies: sent twice they add once, and another questionnaire keeps what was typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gapcheck.extensions import db
from gapcheck.services import first_page, instruments, links, retention
from gapcheck.services.answering import acknowledge
from gapcheck.services.mail import inviting
from gapcheck.services.principals import Facilitator
from tests.acting import Browser, form_fields, make_facilitator
from tests.web.facilitate.test_engagement_pages import COMPANY, words
from tests.web.facilitate.test_many_companies import TWO
from tests.web.questionnaires.test_questionnaires import OWN

TABLE = {"table": TWO, "form": "short", "confirmed": "yes"}


@pytest.fixture
def home(facilitator: Facilitator, browser: Browser) -> str:
    browser.signs_in(facilitator)
    return f"/w/{facilitator.workspace_id}/"


@pytest.fixture
def form(browser: Browser, home: str) -> dict[str, str]:
    """The form for one company, filled in: what every sending of it holds."""
    return {**form_fields(browser.get(f"{home}new").text), **COMPANY}


@pytest.fixture
def table(browser: Browser, home: str) -> dict[str, str]:
    """The form for two companies, filled in."""
    return {**form_fields(browser.get(f"{home}new/many").text), **TABLE}


def sent(browser: Browser, address: str, fields: dict[str, Any], **other: Any) -> TestResponse:
    """Send just these fields, as the same page does a second time."""
    db.session.close()
    return browser.client.post(address, data={**fields, **other}, follow_redirects=True)


def added(facilitator: Facilitator) -> list[str]:
    db.session.close()
    return sorted(row.company for row in first_page.page(facilitator).engagements)


# One company


def test_a_form_sent_twice_adds_one_company_leads_to_it_and_says_so(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str]
) -> None:
    first, second = sent(browser, f"{home}new", form), sent(browser, f"{home}new", form)
    assert "had been added already" not in words(first)
    assert "This company had been added already: its form came twice, and nobody was added again." in words(second)
    assert first.request.path == second.request.path
    assert added(facilitator) == ["Brightwater Foods"]


def test_a_form_that_was_changed_and_sent_again_asks_before_it_adds_one_more(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str]
) -> None:
    first = sent(browser, f"{home}new", form)
    asked = sent(browser, f"{home}new", form, company="Aldermere")
    assert asked.status_code == 409
    assert "Nothing was added now" in words(asked)
    assert f'href="{first.request.path}"' in asked.text
    assert 'value="Aldermere"' in asked.text
    assert added(facilitator) == ["Brightwater Foods"]
    sent(browser, f"{home}new", {**form, **form_fields(asked.text)}, company="Aldermere")
    assert added(facilitator) == ["Aldermere", "Brightwater Foods"]


def test_a_company_that_was_deleted_since_stays_deleted_until_it_is_asked_for_anew(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str]
) -> None:
    sent(browser, f"{home}new", form)
    retention.erase(first_page.page(facilitator).engagements[0].engagement_id)
    again = sent(browser, f"{home}new", form)
    assert again.status_code == 409
    assert "The company that it added has been deleted since, and stays deleted." in words(again)
    assert added(facilitator) == []
    sent(browser, f"{home}new", {**form, **form_fields(again.text)})
    assert added(facilitator) == ["Brightwater Foods"]


def test_a_fault_that_is_corrected_is_no_second_sending(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str]
) -> None:
    refused = sent(browser, f"{home}new", form, cso_name="")
    assert form_fields(refused.text)["key"] == form["key"]
    sent(browser, f"{home}new", {**form, **form_fields(refused.text)})
    assert added(facilitator) == ["Brightwater Foods"]


@pytest.mark.parametrize("page", ["new", "new/many"])
@pytest.mark.parametrize("key", [None, "", "x", "a" * 23, "\n" * 22])
def test_a_form_without_a_key_of_the_usual_form_adds_nothing(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str], page: str, key: str | None
) -> None:
    fields = {**form, **TABLE, "key": key}
    assert (
        sent(browser, home + page, {name: value for name, value in fields.items() if value is not None}).status_code
        == 400
    )
    assert added(facilitator) == []


def test_another_workspaces_form_leads_nowhere(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str], table: dict[str, str]
) -> None:
    sent(browser, f"{home}new", form)
    sent(browser, f"{home}new/many", table)
    browser.sends("/sign-out", home)
    other = make_facilitator("Elsewhere", "eve@elsewhere.example")
    browser.signs_in(other)
    theirs = f"/w/{other.workspace_id}/"
    token = {"csrf_token": form_fields(browser.get(f"{theirs}new").text)["csrf_token"]}
    assert "Added" not in words(browser.get(f"{theirs}?added={table['key']}"))
    assert "already" not in words(sent(browser, f"{theirs}new", {**form, **token}))
    assert "Added 2 companies." in words(sent(browser, f"{theirs}new/many", {**table, **token}))
    assert added(facilitator) == added(other) == ["Acme", "Borealis", "Brightwater Foods"]


# Many companies


def test_adding_many_says_how_many_and_that_nobody_is_invited(
    browser: Browser, home: str, table: dict[str, str]
) -> None:
    assert "Added 2 companies. Nobody is invited yet." in words(sent(browser, f"{home}new/many", table))


def test_what_is_said_of_many_stays_true(
    facilitator: Facilitator, browser: Browser, home: str, table: dict[str, str]
) -> None:
    said = f"{home}?added={table['key']}"
    sent(browser, f"{home}new/many", table)
    first, second = first_page.page(facilitator).engagements
    retention.erase(first.engagement_id)
    assert "Added 2 companies. 1 of them has been deleted since. Nobody is invited yet." in words(browser.get(said))
    db.session.close()
    inviting.invite(facilitator, second.wave_id)
    assert "Nobody is invited yet." not in words(browser.get(said))
    retention.erase(second.engagement_id)
    assert "Added" not in words(browser.get(said))
    assert "Added" not in words(browser.get(f"{home}?added=x"))


def test_what_is_said_of_many_does_not_tell_who_has_opened_a_link(
    facilitator: Facilitator, browser: Browser, home: str, table: dict[str, str]
) -> None:
    sent(browser, f"{home}new/many", table)
    seat = first_page.page(facilitator).engagements[0].seats[0]
    entry = links.enter(str(seat.link).rpartition("/")[2])
    acknowledge(links.respondent(entry.pid, entry.secret))
    assert "Nobody is invited yet." in words(browser.get(f"{home}?added={table['key']}"))


def test_a_table_sent_twice_adds_its_companies_once_and_says_so(
    facilitator: Facilitator, browser: Browser, home: str, table: dict[str, str]
) -> None:
    sent(browser, f"{home}new/many", table)
    again = words(sent(browser, f"{home}new/many", table))
    assert "The table came twice: its 2 companies had been added already, and nobody was added again." in again
    assert added(facilitator) == ["Acme", "Borealis"]


def test_a_table_keeps_its_key_from_the_first_page_to_the_last_button(
    browser: Browser, home: str, table: dict[str, str]
) -> None:
    preview = sent(browser, f"{home}new/many", table, confirmed="")
    changed = sent(browser, f"{home}new/many", table, confirmed="", change="yes")
    refused = sent(browser, f"{home}new/many", table, form="long")
    assert {form_fields(page.text)["key"] for page in (preview, changed, refused)} == {table["key"]}


def test_a_table_that_was_changed_and_sent_again_asks_before_it_adds_more(
    facilitator: Facilitator, browser: Browser, home: str, table: dict[str, str]
) -> None:
    sent(browser, f"{home}new/many", table)
    longer = {**table, "table": TWO + "Cascade,Ed Fry,,Gil Hay,,\n"}
    asked = sent(browser, f"{home}new/many", longer)
    assert asked.status_code == 409
    assert "Take out what was added then" in words(asked)
    assert "Add 3 companies" in words(asked)
    assert added(facilitator) == ["Acme", "Borealis"]
    header = TWO.partition("\n")[0]
    rest = {**longer, **form_fields(asked.text), "table": f"{header}\nCascade,Ed Fry,,Gil Hay,,\n"}
    assert "Added 1 company." in words(sent(browser, f"{home}new/many", rest))
    assert added(facilitator) == ["Acme", "Borealis", "Cascade"]


# Another questionnaire


@pytest.fixture
def other(facilitator: Facilitator, home: str) -> str:
    """A questionnaire with other roles and items."""
    return instruments.upload(facilitator, OWN.encode()).key


def test_another_questionnaire_keeps_what_was_typed_and_so_does_the_way_back(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str], other: str
) -> None:
    typed = {**form, "due_on": "2130-05-01", "form": "chosen", "items": ["SV1", "GR1"], "switch": "yes"}
    shown = sent(browser, f"{home}new?questionnaire={other}", typed)
    assert shown.status_code == 200
    assert "There is a problem" not in words(shown)
    for value in ("Brightwater Foods", "Mara Lindqvist", "2130-05-01"):
        assert f'value="{value}"' in shown.text
    assert 'name="chair_name" type="text" value=""' in shown.text
    assert 'value="chosen" checked' in shown.text
    carried = form_fields(shown.text)
    assert carried["kept.cso_name"] == "Joel Adeyemi"
    assert carried["key"] == form["key"]
    back = {**COMPANY, **carried, "kept.items": ["SV1", "GR1"], "chair_name": "Ida Brandt", "switch": "yes"}
    del back["cso_name"]
    shown = sent(browser, f"{home}new", back, form="chosen")
    assert 'name="cso_name" type="text" value="Joel Adeyemi"' in shown.text
    assert re.findall(r'name="items" value="(\w+)" checked', shown.text) == ["SV1", "GR1"]
    assert form_fields(shown.text)["kept.chair_name"] == "Ida Brandt"
    assert added(facilitator) == []


def test_what_is_carried_for_another_questionnaire_is_not_asked(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str], other: str
) -> None:
    carried = {"kept.cso_name": "Joel Adeyemi", "kept.items": ["SV1"], "chair_name": "Ida Brandt", "form": "full"}
    page = words(sent(browser, f"{home}new?questionnaire={other}", {**form, **carried}))
    assert "Waiting for Ida Brandt and Mara Lindqvist" in page
    assert "Joel Adeyemi" not in page


def test_a_table_goes_along_to_another_questionnaire(
    facilitator: Facilitator, browser: Browser, home: str, table: dict[str, str], other: str
) -> None:
    address = f"{home}new/many?questionnaire={other}"
    shown = sent(browser, address, table, switch="yes")
    assert shown.status_code == 200
    assert "Acme,Ann Lee,ann@acme.example" in shown.text
    assert added(facilitator) == []
    untouched = sent(browser, address, table, switch="yes", table=TWO.partition("\n")[0])
    assert ">\ncompany,chair_name,chair_email,cio_name,cio_email,due</textarea>" in untouched.text


def test_what_was_typed_for_one_company_goes_along_to_the_table(
    facilitator: Facilitator, browser: Browser, home: str, form: dict[str, str]
) -> None:
    way = re.search(r'formaction="([^"]+/new/many[^"]*)"', browser.get(f"{home}new").text)
    assert way
    typed = {"company": "Acme, Inc.", "due_on": "2130-05-01", "form": "full", "switch": "yes"}
    shown = sent(browser, way[1], {**form, **typed})
    assert shown.status_code == 200
    assert "&#34;Acme, Inc.&#34;,Mara Lindqvist,,Joel Adeyemi,,2130-05-01\n</textarea>" in shown.text
    assert 'value="full" checked' in shown.text
    untouched = {"company": "", "cio_name": "", "cso_name": "", "due_on": "2130-05-01", "switch": "yes"}
    assert (
        ">\ncompany,cio_name,cio_email,cso_name,cso_email,due</textarea>"
        in sent(browser, way[1], {**form, **untouched}).text
    )
    assert added(facilitator) == []


@pytest.mark.parametrize("page", ["new", "new/many"])
def test_the_enter_key_does_what_the_form_is_for(browser: Browser, home: str, other: str, page: str) -> None:
    text = browser.get(home + page).text
    buttons = re.findall(r"<button[^>]*type=\"submit\"[^>]*>", text[text.index('name="key"') :])
    assert "switch" not in buttons[0]
    switches = [button for button in buttons[1:] if "switch" in button]
    assert f"/{page}?questionnaire=board-and-it" in switches[-1]
