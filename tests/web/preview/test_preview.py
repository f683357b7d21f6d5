"""A facilitator looks at the real form with sample names; it writes nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from gapcheck.extensions import db
from gapcheck.models import Base
from gapcheck.vocabulary import day_in_words
from tests.acting import Browser, Pair, form_fields, make_facilitator

PLACE = "preview/cio-cso-partnership@1"


@pytest.fixture
def signed_in(pair: Pair, browser: Browser) -> Browser:
    browser.signs_in(pair.facilitator)
    return browser


def address(pair: Pair, name: str, role: str = "cio", form: str = "full") -> str:
    return f"/w/{pair.facilitator.workspace_id}/{PLACE}/{form}/{role}/{name}"


def row_counts() -> dict[str, int]:
    db.session.close()
    tables = [table for table in Base.metadata.sorted_tables if "sign_in" not in table.name and table.name != "session"]
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.mark.parametrize(("role", "other"), [("cio", "CSO"), ("cso", "CIO")])
def test_every_page_can_be_seen_as_either_role_under_a_banner(
    pair: Pair, signed_in: Browser, role: str, other: str
) -> None:
    for name in ("start", "example", "SV1", "SV2", "PS1", "PS4", "CC3", "GR3", "BI1", "OF1", "check", "done"):
        page = signed_in.get(address(pair, name, role))
        assert page.status_code == 200, name
        assert "A preview with sample names. Nothing is saved." in page.text
        assert "Sample company" in page.text
        assert "Northmoor" not in page.text
        assert "/q/" not in page.text
    assert f"({other})" in signed_in.get(address(pair, "SV1", role)).text


def test_it_names_the_day_of_deletion_that_a_company_added_today_gets(pair: Pair, signed_in: Browser) -> None:
    assert day_in_words(pair.shown.delete_on) in signed_in.get(address(pair, "start")).text


def test_the_whole_way_can_be_walked_and_nothing_is_written(pair: Pair, signed_in: Browser) -> None:
    before = row_counts()
    page = signed_in.get(address(pair, "start", form="short"))
    for _ in range(30):
        here = page.request.path
        if here.endswith("/check"):
            break
        if here.endswith("/example"):
            page = signed_in.get(address(pair, "SV1", form="short"))
            continue
        fields = {**form_fields(page.text), "answer.cio": "4", "comment": "A canary", "go": "continue"}
        if here.rpartition("/")[2] not in ("start", "SV1", "PS2", "CC1", "CC2"):
            del fields["answer.cio"]
        page = signed_in.client.post(here, data=fields, follow_redirects=True)
    assert page.request.path.endswith("/check")
    assert "18 questions are not answered" in page.text
    assert "canary" not in page.text
    done = signed_in.client.post(page.request.path, data=form_fields(page.text), follow_redirects=True)
    assert done.request.path.endswith("/done")
    assert row_counts() == before


def test_a_fault_is_shown_as_the_respondent_would_see_it(pair: Pair, signed_in: Browser) -> None:
    here = address(pair, "PS4")
    fields = {**form_fields(signed_in.get(here).text), "answer.cio": "400"}
    page = signed_in.client.post(here, data=fields)
    assert page.status_code == 422
    assert "Your own view: enter a number from 0 to 100." in page.text


@pytest.mark.parametrize(
    "change", [("cio/", "ceo/"), ("/full/", "/tiny/"), ("@1/", "@9/"), ("/SV1", "/XX1"), ("/SV1", "/later")]
)
def test_what_is_not_there_is_not_there(pair: Pair, signed_in: Browser, change: tuple[str, str]) -> None:
    assert signed_in.client.get(address(pair, "SV1").replace(*change)).status_code == 404


def test_no_script_saves_in_a_preview(pair: Pair, signed_in: Browser) -> None:
    page = signed_in.get(address(pair, "GR3")).text
    assert "order." in page
    assert "autosave" not in page
    assert "data-save=" not in page


def test_another_workspace_has_no_preview_here(app: Flask, pair: Pair, signed_in: Browser) -> None:
    other = make_facilitator("Another one", "else@else.example")
    foreign = address(pair, "SV1").replace(pair.facilitator.workspace_id, other.workspace_id)
    assert signed_in.client.get(foreign).status_code == 404
