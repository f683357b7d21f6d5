"""The portfolio page, the reports of many companies as one download, and answers as files."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from gapcheck import paths
from gapcheck.extensions import db
from gapcheck.models import AuditEvent
from gapcheck.services import batches, engagements, instruments
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person
from tests.acting import Browser, Pair, make_facilitator, make_pair


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


@pytest.fixture
def page(facilitator: Facilitator, browser: Browser) -> str:
    """The address of the portfolio, for somebody who has signed in."""
    browser.signs_in(facilitator)
    return f"/w/{facilitator.workspace_id}/portfolio"


def test_an_empty_portfolio_says_when_a_company_appears(browser: Browser, page: str, pair: Pair) -> None:
    assert "A company appears here when both of its people have submitted" in words(browser.get(page))


def test_counts_are_always_shown_with_their_number_or_not_at_all(browser: Browser, page: str, pair: Pair) -> None:
    pair.both_submit()
    shown = words(browser.get(page))
    assert "Too few comparable answers (1 of 18)" in shown
    assert "Shared ground" not in shown


@pytest.mark.parametrize("sort", ["company", "same", "guesses", "age"])
def test_the_order_is_chosen_by_a_plain_link(browser: Browser, page: str, pair: Pair, sort: str) -> None:
    pair.both_submit()
    make_pair(pair.facilitator, "Brightwater Foods").both_submit()
    shown = browser.get(f"{page}?sort={sort}")
    assert shown.status_code == 200
    assert f'sort={sort}" aria-current="true"' in shown.text


def test_an_order_that_there_is_not_is_missing(browser: Browser, page: str) -> None:
    assert browser.get(f"{page}?sort=password").status_code == 404


def test_each_look_is_one_event(browser: Browser, page: str, pair: Pair) -> None:
    pair.both_submit()
    for _ in range(3):
        browser.get(page)
    db.session.close()
    assert db.session.query(AuditEvent).filter_by(action="read portfolio").count() == 3


def another_questionnaire(facilitator: Facilitator, company: str, version: int) -> Pair:
    """A company whose two people are asked what the worked example asks."""
    document = (paths.EXAMPLES / "golden-pair.toml").read_text().replace("version = 1", f"version = {version}")
    asked = instruments.upload(facilitator, document.encode())
    people = {"cio": Person("Mara Lindqvist"), "cso": Person("Joel Adeyemi")}
    created = engagements.create(facilitator, company, people, asked, "full")
    return Pair(facilitator, created.engagement_id, created.wave_id)


def test_each_company_names_its_questionnaire_where_there_are_several(browser: Browser, page: str, pair: Pair) -> None:
    pair.both_submit()
    make_pair(pair.facilitator, "Aldermere Bank").both_submit()
    assert "CIO and CSO partnership" not in words(browser.get(page))
    other = another_questionnaire(pair.facilitator, "Brightwater Foods", 1)
    for role in ("cio", "cso"):
        other.submits(role, {"Q2": {"cio": 4, "cso": 2}})
    shown = words(browser.get(page))
    assert shown.count("CIO and CSO partnership") == 2
    assert shown.count("The worked example") == 1
    newer = another_questionnaire(pair.facilitator, "Halden Power", 2)
    for role in ("cio", "cso"):
        newer.submits(role, {"Q2": {"cio": 4, "cso": 2}})
    shown = words(browser.get(page))
    assert "The worked example (version 1)" in shown
    assert "The worked example (version 2)" in shown
    assert "CIO and CSO partnership (" not in shown


def test_one_button_asks_for_the_reports_of_all_companies_that_are_listed(
    browser: Browser, page: str, pair: Pair
) -> None:
    pair.both_submit()
    assert 'name="all"' not in browser.get(page).text  # there is nothing to choose from
    other = make_pair(pair.facilitator, "Brightwater Foods")
    other.both_submit()
    shown = browser.get(page).text
    assert ">All 2 reports</button>" in shown
    listed = re.findall(r'name="listed" value="([^"]+)"', shown)
    assert sorted(listed) == sorted((pair.wave_id, other.wave_id))
    ordered = browser.sends(
        f"/w/{pair.facilitator.workspace_id}/reports", page, listed=listed, all="yes", edition="participant"
    )
    assert "0 of 2 reports are ready" in words(ordered)


def test_more_reports_than_one_download_holds_are_not_promised(
    browser: Browser, page: str, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    for company in ("Aldermere Bank", "Brightwater Foods"):
        make_pair(pair.facilitator, company).both_submit()
    pair.both_submit()
    monkeypatch.setattr(batches, "MOST", 2)
    shown = browser.get(page)
    assert ">The first 2 reports</button>" in shown.text
    assert "One download holds at most 2 reports" in words(shown)


@pytest.mark.slow
def test_chosen_reports_are_made_counted_and_downloaded(browser: Browser, page: str, pair: Pair) -> None:
    other = make_pair(pair.facilitator, "Brightwater Foods")
    for each in (pair, other):
        each.both_submit()
    pair.renders()
    make_pair(pair.facilitator, "Still open")
    ordered = browser.sends(
        f"/w/{pair.facilitator.workspace_id}/reports", page, wave=[pair.wave_id, other.wave_id], edition="participant"
    )
    assert "2 of 2 reports are ready" in words(ordered)
    assert "http-equiv" not in ordered.text
    address = re.search(r'href="([^"]+\.zip)"', ordered.text)[1]
    archive = zipfile.ZipFile(BytesIO(browser.client.get(address, buffered=True).data))
    assert archive.testzip() is None
    assert len(archive.namelist()) == 2
    assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())


def test_while_reports_wait_the_page_says_how_many_are_ready_and_looks_again(
    browser: Browser, page: str, pair: Pair
) -> None:
    pair.both_submit()
    ordered = browser.sends(
        f"/w/{pair.facilitator.workspace_id}/reports", page, wave=[pair.wave_id], edition="facilitator"
    )
    assert "0 of 1 report is ready" in words(ordered)
    assert 'http-equiv="refresh"' in ordered.text
    assert 'role="status"' in ordered.text
    assert ".zip" not in ordered.text


def test_what_is_left_out_is_named_in_the_archive(browser: Browser, page: str, pair: Pair) -> None:
    pair.both_submit()
    ordered = browser.sends(
        f"/w/{pair.facilitator.workspace_id}/reports", page, wave=[pair.wave_id], edition="facilitator"
    )
    assert ordered.status_code == 200
    batch = ordered.request.path
    archive = zipfile.ZipFile(BytesIO(browser.client.get(f"{batch}/alignment-reports.zip", buffered=True).data))
    assert archive.namelist() == ["left-out.txt"]
    assert "- Northmoor Logistics: its report is still being made" in archive.read("left-out.txt").decode()


def test_ordering_nothing_says_what_to_do(browser: Browser, page: str, pair: Pair) -> None:
    pair.both_submit()
    refused = browser.sends(f"/w/{pair.facilitator.workspace_id}/reports", page, edition="participant")
    assert "No company was chosen" in words(refused)
    nonsense = browser.sends(f"/w/{pair.facilitator.workspace_id}/reports", page, wave=[pair.wave_id], edition="all")
    assert nonsense.status_code == 400


def test_the_answers_of_a_company_are_downloaded_as_files(browser: Browser, page: str, pair: Pair) -> None:
    exports = f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/export"
    pair.submits("cio")
    assert browser.get(f"{exports}/answers.csv").status_code == 404
    pair.submits("cso")
    for name, kind in (
        ("answers.csv", "text/csv"),
        ("answers.json", "application/json"),
        ("dictionary.csv", "text/csv"),
    ):
        file = browser.get(f"{exports}/{name}")
        assert (file.status_code, file.mimetype) == (200, kind)
        assert "attachment" in file.headers["Content-Disposition"]
    assert browser.get(f"{exports}/answers.exe").status_code == 404


def test_another_workspaces_exports_and_batches_are_missing(browser: Browser, page: str, pair: Pair) -> None:
    other = make_pair(make_facilitator("Another Firm", "otto@another.example"), "Secret Client")
    other.both_submit()
    mine = pair.facilitator.workspace_id
    missing = browser.get(f"/w/{mine}/reports/{'A' * 22}")
    for address in (f"/w/{mine}/e/{other.engagement_id}/export/answers.json", f"/w/{mine}/reports/{'B' * 22}/x"):
        foreign = browser.get(address)
        assert (foreign.status_code, foreign.data) == (404, missing.data)
