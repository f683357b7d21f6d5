"""Many companies from a table: a preview first, every fault by its line, all or none."""

from __future__ import annotations

import io

import pytest

from gapcheck.services import first_page
from gapcheck.services.principals import Facilitator
from tests.acting import Browser
from tests.web.facilitate.test_engagement_pages import words

HEADER = "company,cio_name,cio_email,cso_name,cso_email,due\n"
TWO = HEADER + "Acme,Ann Lee,ann@acme.example,Bo Ek,,\nBorealis,Cy Day,,Di Fox,di@borealis.example,2130-05-01\n"


@pytest.fixture
def page(facilitator: Facilitator, browser: Browser) -> str:
    browser.signs_in(facilitator)
    return f"/w/{facilitator.workspace_id}/new/many"


def test_a_table_is_shown_before_anything_is_added(facilitator: Facilitator, browser: Browser, page: str) -> None:
    preview = words(browser.post(page, table=TWO))
    assert "Acme" in preview
    assert "1 May 2130" in preview
    assert "Add 2 companies" in preview
    assert first_page.page(facilitator).engagements == ()


def test_confirming_adds_them_all(facilitator: Facilitator, browser: Browser, page: str) -> None:
    browser.post(page, table=TWO, confirmed="yes", form="full")
    added = first_page.page(facilitator).engagements
    assert {row.company for row in added} == {"Acme", "Borealis"}
    assert {row.questions for row in added} == {29}


def test_a_file_is_as_good_as_a_pasted_table(facilitator: Facilitator, browser: Browser, page: str) -> None:
    file = (io.BytesIO(b"\xef\xbb\xbf" + TWO.encode()), "companies.csv")
    assert "Add 2 companies" in words(browser.post(page, file=file))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "The column 'company' is missing"),
        (HEADER, "There is no company in the table"),
        (HEADER + "Acme,Ann,,Bo,,\n,Ann,,Bo,,\n", "Line 3: company is empty."),
        (HEADER + "Acme,Ann,not an address,Bo,,\n", "Line 2: cio_email is not an address"),
        (HEADER + "Acme,Ann,a@x.example,Bo,A@x.example,\n", "Line 2: Both people have one address."),
        (HEADER + "Acme,Ann,,Bo,,2001-01-01\n", "Line 2: due is not a day from today on."),
        (HEADER + "Acme,Ann,,Bo\n", "Line 2: The number of fields is not that of the first line."),
        (HEADER + "Acme,Ann,,Bo,,,,,\n", "Line 2: The number of fields is not that of the first line."),
        (HEADER + f"{'x' * 61},Ann,,Bo,,\n", "Line 2: company is not a name of at most 60 letters."),
        (HEADER + '"Acme,Ann,,Bo,,\n', "This is not a table"),
        (HEADER + "Acme,Ann,,Bo,,\n" * 201, "Give at most 200 at once."),
        ("company,cio_name,cso_name,salary\nAcme,Ann,Bo,1\n", "There is no column 'salary'."),
    ],
)
def test_every_fault_is_named_by_its_line_and_nothing_is_added(
    facilitator: Facilitator, browser: Browser, page: str, table: str, message: str
) -> None:
    refused = browser.post(page, table=table, confirmed="yes")
    assert refused.status_code == 400
    assert message in words(refused).replace("&#39;", "'")
    assert first_page.page(facilitator).engagements == ()


def test_all_faults_are_shown_at_once(browser: Browser, page: str) -> None:
    shown = words(browser.post(page, table=HEADER + ",,,,,\nAcme,Ann,x,,,2001-01-01\n"))
    assert shown.count("Line 2:") == 3
    assert shown.count("Line 3:") == 3


def test_what_was_pasted_is_still_there_after_a_fault(browser: Browser, page: str) -> None:
    assert "Acme,Ann,,Bo" in browser.post(page, table=HEADER + "Acme,Ann,,Bo\n").text
