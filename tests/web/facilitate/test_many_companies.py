"""Many companies from a table: a preview first, every fault by its line, all or none."""

from __future__ import annotations

import io

import pytest

from gapcheck.services import first_page, instruments, overview
from gapcheck.services.principals import Facilitator
from tests.acting import Browser, make_facilitator
from tests.web.facilitate.test_engagement_pages import words
from tests.web.questionnaires.test_questionnaires import OWN

HEADER = "company,cio_name,cio_email,cso_name,cso_email,due\n"
TWO = HEADER + "Acme,Ann Lee,ann@acme.example,Bo Ek,,\nBorealis,Cy Day,,Di Fox,di@borealis.example,2130-05-01\n"


@pytest.fixture
def page(facilitator: Facilitator, browser: Browser) -> str:
    browser.signs_in(facilitator)
    return f"/w/{facilitator.workspace_id}/new/many"


def test_a_table_is_shown_before_anything_is_added(facilitator: Facilitator, browser: Browser, page: str) -> None:
    preview = words(browser.post(page, table=TWO, form="short"))
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
    assert "Add 2 companies" in words(browser.post(page, file=file, form="short"))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "The column 'company' is missing"),
        (HEADER, "There is no company in the table"),
        (HEADER + "Acme,Ann,,Bo,,\n,Ann,,Bo,,\n", "Line 3: company is empty."),
        (HEADER + "Acme,Ann,not an address,Bo,,\n", "Line 2: cio_email is not an address"),
        (HEADER + "Acme,Ann,a@x.example,Bo,A@x.example,\n", "Line 2: Both people have one address."),
        (HEADER + "Acme,Ann,a@bücher.example,Bo,a@xn--bcher-kva.example,\n", "Line 2: Both people have one address."),
        (HEADER.replace("due", "due,company"), "The column 'company' is there more than once."),
        (HEADER + "Acme,Ann,Ruth@halloran.example,Bo,,\n", "Line 2: cio_email is your own address."),
        (HEADER + "Acme,Ann,,Bo,,2001-01-01\n", "Line 2: due is not a day from today on."),
        (HEADER + "Acme,Ann,,Bo,,29990101\n", "Line 2: due is not a day from today on."),
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
    refused = browser.post(page, table=table, form="short", confirmed="yes")
    assert refused.status_code == 400
    assert message in words(refused).replace("&#39;", "'")
    assert first_page.page(facilitator).engagements == ()


def test_all_faults_are_shown_at_once(browser: Browser, page: str) -> None:
    shown = words(browser.post(page, table=HEADER + ",,,,,\nAcme,Ann,x,,,2001-01-01\n"))
    assert shown.count("Line 2:") == 3
    assert shown.count("Line 3:") == 3


def test_what_was_pasted_is_still_there_after_a_fault(browser: Browser, page: str) -> None:
    assert "Acme,Ann,,Bo" in browser.post(page, table=HEADER + "Acme,Ann,,Bo\n").text


# The questionnaire

OF_OWN = "company,chair_name,chair_email,cio_name,cio_email,due\nAcme,Ida Brandt,,Ana Ferreira,,\n"


@pytest.fixture
def own_page(facilitator: Facilitator, page: str) -> str:
    """The page for many companies that are asked the workspace's own questionnaire."""
    return f"{page}?questionnaire={instruments.upload(facilitator, OWN.encode()).key}"


def test_the_choice_is_that_of_adding_one_company(own_page: str, page: str, browser: Browser) -> None:
    def choice(address: str) -> str:
        text = browser.get(address).text
        start = text.index("Another questionnaire")
        return text[start : text.index("</details>")].replace("/new/many?", "/new?")

    assert choice(page) == choice(page.replace("/many", ""))
    assert choice(own_page) == choice(own_page.replace("/many", ""))


def test_many_are_added_with_an_own_questionnaire_whose_roles_name_the_columns(
    facilitator: Facilitator, browser: Browser, own_page: str
) -> None:
    assert "chair_name, chair_email, cio_name, cio_email" in words(browser.get(own_page))
    preview = words(browser.post(own_page, table=OF_OWN, form="full"))
    assert "Everybody is asked: Board and IT, full form: 1 question, about 1 minute." in preview
    browser.post(own_page, table=OF_OWN, form="full", confirmed="yes")
    (added,) = first_page.page(facilitator).engagements
    assert overview.engagement(facilitator, added.engagement_id).instrument.key == "board-and-it@1"


def test_chosen_questions_stay_chosen_from_the_table_to_the_companies(
    facilitator: Facilitator, browser: Browser, page: str
) -> None:
    preview = browser.post(page, table=TWO, form="chosen", items=["SV1", "GR1"])
    assert "2 chosen questions" in words(preview)
    assert preview.text.count('type="hidden" name="items"') == 2
    browser.post(page, table=TWO, form="chosen", items=["SV1", "GR1"], confirmed="yes")
    assert {row.questions for row in first_page.page(facilitator).engagements} == {2}


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({}, "Choose one of the forms."),
        ({"form": "long"}, "Choose one of the forms."),
        ({"form": "chosen"}, "Tick the questions to ask."),
        ({"form": "full", "items": "M1"}, "Tick questions of this questionnaire only."),
    ],
)
def test_a_choice_that_cannot_be_asked_is_refused_and_keeps_what_was_typed(
    facilitator: Facilitator, browser: Browser, page: str, choice: dict[str, str], message: str
) -> None:
    refused = browser.post(page, table=TWO, confirmed="yes", **choice)
    assert refused.status_code == 400
    assert words(refused).count(message) == 2
    assert TWO.strip() in refused.text
    assert first_page.page(facilitator).engagements == ()


def test_a_preview_leads_back_to_what_was_typed(facilitator: Facilitator, browser: Browser, page: str) -> None:
    again = browser.post(page, table=TWO, form="full", change="yes")
    assert again.status_code == 200
    assert TWO.strip() in again.text
    assert 'value="full" checked' in again.text
    assert first_page.page(facilitator).engagements == ()


def test_two_versions_of_a_questionnaire_can_be_told_apart(
    facilitator: Facilitator, browser: Browser, own_page: str
) -> None:
    instruments.upload(facilitator, OWN.replace("version = 1", "version = 2").encode())
    shown = words(browser.get(own_page))
    assert "Board and IT (version 1) Full form" in shown.replace("  ", " ")
    assert "with what you have typed: CIO and CSO partnership Board and IT (version 2)" in shown


def test_another_workspaces_questionnaire_is_one_that_does_not_exist(browser: Browser, page: str) -> None:
    theirs = instruments.upload(make_facilitator("Elsewhere", "eve@elsewhere.example"), OWN.encode())
    assert browser.get(f"{page}?questionnaire={theirs.key}").status_code == 404
