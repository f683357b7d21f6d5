"""A facilitator adds a company, copies two links, reads the report and releases it."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from gapcheck.encryption import CannotOpen
from gapcheck.models import Wave
from gapcheck.services import engagements, first_page, rights, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import ordering, rendering
from gapcheck.services.transaction import writing
from gapcheck.services.workshops import preparing, room, steering
from gapcheck.vocabulary import Membership, WaveState
from tests.acting import PASSWORD, Browser, Pair

COMPANY = {"company": "Brightwater Foods", "cio_name": "Mara Lindqvist", "cso_name": "Joel Adeyemi", "form": "short"}


@pytest.fixture
def home(facilitator: Facilitator, browser: Browser) -> str:
    """The home page of a facilitator who has signed in."""
    browser.signs_in(facilitator)
    return f"/w/{facilitator.workspace_id}/"


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def page_of(pair: Pair) -> str:
    return f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/"


def test_a_one_time_link_sets_a_password_and_works_once(facilitator: Facilitator, browser: Browser) -> None:
    welcome = workspaces.welcome_link(facilitator.user_id).removeprefix("http://localhost")
    assert "Companies" in words(browser.post(welcome, password=PASSWORD, again=PASSWORD))
    again = browser.get(welcome)
    assert again.status_code == 404
    assert "This link has ended" in words(again)


def test_a_short_password_or_two_different_ones_are_refused_beside_the_field(
    facilitator: Facilitator, browser: Browser
) -> None:
    welcome = workspaces.welcome_link(facilitator.user_id).removeprefix("http://localhost")
    assert "Use 8 characters or more" in words(browser.post(welcome, password="short", again="short"))
    assert "the same password in both" in words(browser.post(welcome, password=PASSWORD, again=PASSWORD + "x"))
    assert not workspaces.has_password(facilitator.user_id)


def test_one_signs_in_with_the_password_and_out_again(facilitator: Facilitator, browser: Browser, home: str) -> None:
    browser.sends("/sign-out", home)
    assert "Sign in" in words(browser.get(home))
    refused = browser.post("/sign-in", email=facilitator.email, password="something else")
    assert "do not go together" in words(refused)
    assert "Companies" in words(browser.post("/sign-in", email=facilitator.email, password=PASSWORD))


def test_an_unknown_address_and_a_false_password_get_the_same_page(
    facilitator: Facilitator, browser: Browser, home: str
) -> None:
    browser.sends("/sign-out", home)
    one = browser.post("/sign-in", email=facilitator.email, password="something else")
    other = browser.post("/sign-in", email="nobody@halloran.example", password="something else")
    assert one.status_code == other.status_code
    assert words(one) == words(other)


def test_the_empty_home_page_says_what_to_do(browser: Browser, home: str) -> None:
    assert "No companies yet" in words(browser.get(home))


def test_a_new_company_shows_two_links_and_what_happens_next(browser: Browser, home: str) -> None:
    page = browser.post(f"{home}new", **COMPANY)
    links = re.findall(r'value="(http://localhost/i/gc1_[^"]+)"', page.text)
    assert len(set(links)) == 2
    assert "Waiting for Mara Lindqvist and Joel Adeyemi" in words(page)
    assert "nobody sees an answer, and neither do you" in words(page)
    assert "Brightwater Foods" in words(browser.get(home))


def test_the_list_of_companies_names_nobody_twice_in_a_row(browser: Browser, home: str) -> None:
    browser.post(f"{home}new", **COMPANY)
    listed = words(browser.get(home))
    assert "Waiting for both" in listed
    assert listed.count("Mara Lindqvist") == 1


def test_the_links_are_the_same_at_every_look(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    first, second = browser.get(page_of(pair)), browser.get(page_of(pair))
    assert re.findall(r"/i/gc1_[\w-]+", first.text) == re.findall(r"/i/gc1_[\w-]+", second.text)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"company": ""}, "Give the company's name."),
        ({"company": "x" * 61}, "Use at most 60 characters."),
        ({"company": "Line\nbreak\x00"}, "Use letters, digits and punctuation only."),
        ({"cio_name": "Mara\u202egnp"}, "Use letters, digits and punctuation only."),
        ({"cso_name": "  "}, "Give the name of the CSO."),
        ({"cio_email": "not an address"}, "Write an address such as name@company.com"),
        ({"cio_email": "a@b.example\r\nBcc: c@d.example"}, "Write an address such as name@company.com"),
        ({"cio_email": "same@x.example", "cso_email": "SAME@x.example"}, "Both people have this address."),
        ({"due_on": "2001-01-01"}, "Choose today or a later day."),
        ({"due_on": "tomorrow"}, "Choose a day"),
        ({"form": "longest"}, "Choose one of the forms."),
    ],
)
def test_a_fault_is_said_beside_its_field_and_nothing_is_half_done(
    facilitator: Facilitator, browser: Browser, home: str, fields: dict[str, str], message: str
) -> None:
    page = browser.post(f"{home}new", **{**COMPANY, **fields})
    assert "There is a problem" in words(page)
    assert message in words(page).replace("&#39;", "'")
    assert page.text.split("<title>")[1].startswith("Error:")
    assert first_page.page(facilitator).engagements == ()


def test_what_was_typed_is_still_there_after_a_fault(browser: Browser, home: str) -> None:
    page = browser.post(f"{home}new", **{**COMPANY, "cso_name": ""})
    assert 'value="Brightwater Foods"' in page.text
    assert 'value="Mara Lindqvist"' in page.text


def test_names_are_shown_as_text_whatever_they_hold(browser: Browser, home: str) -> None:
    page = browser.post(f"{home}new", **{**COMPANY, "company": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_nobody_is_called_invited_on_the_first_page_to_whom_no_invitation_went(
    facilitator: Facilitator, browser: Browser, home: str
) -> None:
    browser.post(f"{home}new", **COMPANY)
    first = words(browser.get(home))
    assert first.count("Link ready") == 2
    assert "Invited" not in first


def test_the_facilitator_sees_invited_started_submitted_and_nothing_else(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    assert words(browser.get(page_of(pair))).count("Link ready") == 2  # nobody was invited yet
    pair.answers("cio")
    assert "Started" in words(browser.get(page_of(pair)))
    pair.submits("cso")
    assert "Submitted" in words(browser.get(page_of(pair)))
    assert "Download" not in words(browser.get(page_of(pair)))
    assert browser.get(f"{page_of(pair)}1/report-facilitator.pdf").status_code == 404


@pytest.mark.slow
@pytest.mark.real_report
def test_the_report_is_downloaded_and_released_from_the_page(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    assert "The report is being made" in words(browser.get(page_of(pair)))
    assert browser.get(f"{page_of(pair)}1/report-facilitator.pdf").status_code == 409
    pair.renders()
    for edition in ("facilitator", "participant"):
        file = browser.get(f"{page_of(pair)}1/report-{edition}.pdf")
        assert file.data.startswith(b"%PDF-")
        assert f"alignment-report-1-{edition}.pdf" in file.headers["Content-Disposition"]
    page = browser.post(f"{page_of(pair)}release", read="yes")
    assert "Released to both" in words(page)
    assert pair.shown.state is WaveState.RELEASED


def test_a_company_opens_from_its_name_and_shows_first_what_there_is_to_do(browser: Browser, pair: Pair) -> None:
    def first_section(page: str) -> str:
        return re.findall(r"<h2>([^<]+)</h2>", page)[0]

    browser.signs_in(pair.facilitator)
    home = browser.get(f"/w/{pair.facilitator.workspace_id}/").text
    assert f'<a href="{page_of(pair)}">Northmoor Logistics</a>' in home
    assert first_section(browser.get(page_of(pair)).text) == "The two people"
    pair.both_submit()
    assert first_section(browser.get(page_of(pair)).text) == "Report"


def test_the_release_page_says_who_receives_what_and_whether_the_report_was_downloaded(
    browser: Browser, pair: Pair
) -> None:
    browser.signs_in(pair.facilitator)
    assert browser.get(f"{page_of(pair)}release").request.path == page_of(pair)  # nothing to release
    pair.both_submit()
    pair.renders()
    page = words(browser.get(f"{page_of(pair)}release"))
    assert "You have not opened the facilitator's edition yet Read it on the screen Download it (PDF)" in page
    assert "Ana Ferreira, CIO: a mail to ana@northmoor.example" in page
    browser.get(f"{page_of(pair)}1/report-facilitator.pdf")
    assert "You have not opened" not in words(browser.get(f"{page_of(pair)}release"))


def test_each_state_says_who_reads_the_report_now_and_no_more_than_can_be_done(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    pair.renders()
    assert "Nobody but you reads it until you release it: to both at once, or in the workshop first." in words(
        browser.get(page_of(pair))
    )
    workshop = preparing.prepare(pair.facilitator, pair.wave_id)
    steering.start(pair.facilitator, workshop, room.of(pair.facilitator, workshop).version)
    shown = words(browser.get(page_of(pair)))
    assert "It is released in the room. Neither reads it alone until you release it to both." in shown
    assert "Nobody but you" not in shown
    assert "What was seen in the room cannot be recalled." in shown
    shown = words(browser.sends(f"{page_of(pair)}retract", page_of(pair), version=pair.shown.version))
    assert "Nobody but you reads it until you release it again, to both at once." in shown
    assert "in the workshop first" not in shown


def test_opening_answers_again_warns_of_a_report_only_where_there_is_one(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    pair.submits("cio")
    shown = words(browser.get(page_of(pair)))
    assert "Ana Ferreira can change answers and submits once more. The report notes the reason." in shown
    assert "What you have read" not in shown
    pair.submits("cso")
    shown = words(browser.get(page_of(pair)))
    assert "The report is put away until then, and the next one notes the reason. What you have read" in shown


def test_nothing_is_released_unless_the_facilitator_says_that_it_was_read(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    pair.renders()
    refused = browser.post(f"{page_of(pair)}release")
    assert refused.status_code == 422
    assert words(refused).count("Tick that you have read the report") == 2
    assert pair.shown.state is WaveState.COMPLETE


def test_releasing_on_an_outdated_page_changes_nothing_and_says_so(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    pair.renders()
    page = browser.sends(f"{page_of(pair)}release", page_of(pair), version=pair.shown.version - 1, read="yes")
    assert page.status_code == 409
    assert "Nothing was changed" in words(page)
    assert pair.shown.state is WaveState.COMPLETE


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "²"])
def test_a_version_that_is_no_number_is_refused(browser: Browser, pair: Pair, version: str) -> None:
    browser.signs_in(pair.facilitator)
    page = browser.sends(f"{page_of(pair)}release", page_of(pair), version=version)
    assert page.status_code == 400


def test_a_reader_looks_and_changes_nothing(browser: Browser, pair: Pair) -> None:
    workspace = pair.facilitator.workspace_name
    reader_id = workspaces.add_member("reader@halloran.example", "Rita Reader", workspace, Membership.READER)
    reader = workspaces.facilitator(reader_id, pair.facilitator.workspace_id)
    browser.signs_in(reader)
    pair.both_submit()
    pair.renders()
    page = browser.get(page_of(pair))
    assert page.status_code == 200
    assert "Release the report" not in words(page)
    assert browser.get(f"/w/{reader.workspace_id}/new").status_code == 404
    assert browser.get(f"{page_of(pair)}release").status_code == 404
    refused = browser.sends(f"{page_of(pair)}release", page_of(pair), version=pair.shown.version, read="yes")
    assert refused.status_code == 404
    assert pair.shown.state is WaveState.COMPLETE


def test_a_post_without_its_token_is_refused_and_changes_nothing(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    pair.renders()
    answer = browser.client.post(f"{page_of(pair)}release", data={"version": pair.shown.version})
    assert answer.status_code == 400
    assert pair.shown.state is WaveState.COMPLETE


def test_chosen_questions_are_asked_and_no_others(facilitator: Facilitator, browser: Browser, home: str) -> None:
    browser.post(f"{home}new", **{**COMPANY, "form": "chosen", "items": ["SV1", "GR1", "OF1"]})
    (added,) = first_page.page(facilitator).engagements
    assert added.questions == 2


@pytest.mark.parametrize("items", [[], ["XX9"]])
def test_choosing_no_question_or_a_foreign_one_is_refused(
    facilitator: Facilitator, browser: Browser, home: str, items: list[str]
) -> None:
    page = browser.post(f"{home}new", **{**COMPANY, "form": "chosen", "items": items})
    assert "Tick " in words(page)
    assert first_page.page(facilitator).engagements == ()


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", True),
        ("?q=brightwater", True),
        ("?q=lindqvist%20bright", True),
        ("?q=nobody", False),
        ("?show=mine", True),
        ("?show=open", True),
        ("?show=done", False),
        ("?show=%00&q=%ff", False),
    ],
)
def test_companies_are_found_by_words_and_by_filter(browser: Browser, home: str, address: str, found: bool) -> None:
    browser.post(f"{home}new", **COMPANY)
    page = browser.get(home + address)
    assert page.status_code == 200
    assert ("Mara Lindqvist, CIO" in words(page)) == found


SEAT_ACTS = {
    "reopen": {"reason": "Misread"},
    "address": {"email": "mara@x.example"},
    "replace": {"name": "New Person"},
    "new-link": {},
    "revoke": {},
    "pin": {"pin": "271828"},
}


@pytest.mark.parametrize("act", sorted(SEAT_ACTS))
def test_what_can_be_done_with_a_seat_is_done_from_its_page(browser: Browser, pair: Pair, act: str) -> None:
    browser.signs_in(pair.facilitator)
    if act == "reopen":
        pair.submits("cio")
    before = pair.shown
    seat = before.seats[0].seat_id
    address = f"{page_of(pair)}seats/{seat}/{act}"
    done = browser.sends(address, page_of(pair), version=before.version, **SEAT_ACTS[act])
    assert done.status_code == 200
    assert "There is a problem" not in words(done)
    assert pair.shown != before


@pytest.mark.parametrize(
    ("act", "fields", "words_shown"),
    [
        ("reopen", {"reason": ""}, "A reason is missing"),
        ("address", {"email": "nonsense"}, "That is not an address"),
        ("address", {"email": "TOM@northmoor.example"}, "One address for two seats"),
        ("replace", {"name": ""}, "A name is missing"),
        ("pin", {"pin": "1234"}, "That PIN is too weak"),
    ],
)
def test_a_refused_act_says_what_to_do_and_changes_nothing(
    browser: Browser, pair: Pair, act: str, fields: dict[str, str], words_shown: str
) -> None:
    browser.signs_in(pair.facilitator)
    before = pair.shown
    address = f"{page_of(pair)}seats/{before.seats[0].seat_id}/{act}"
    refused = browser.sends(address, page_of(pair), version=before.version, **fields)
    assert refused.status_code in (400, 409)
    assert words_shown in words(refused)
    assert pair.shown == before


def test_the_next_wave_is_started_from_the_page_and_shows_the_earlier_one(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    pair.renders()
    pair.releases()
    sent = {"version": pair.shown.version, "due_on": "2130-01-01"}
    page = words(browser.sends(f"{page_of(pair)}next-wave", page_of(pair), **sent))
    assert "wave 2" in page
    assert "Wave 1 : released" in page
    assert browser.get(f"{page_of(pair)}1/report-facilitator.pdf").status_code == 200
    assert browser.get(f"{page_of(pair)}3/").status_code == 404


def begins_a_second_wave(pair: Pair) -> None:
    pair.both_submit()
    holds_a_workshop(pair)
    pair.renders()
    pair.releases()
    engagements.next_wave(pair.facilitator, pair.wave_id, None, pair.shown.version)


def holds_a_workshop(pair: Pair) -> None:
    workshop = preparing.prepare(pair.facilitator, pair.wave_id)
    for act in (steering.start, steering.end):
        act(pair.facilitator, workshop, room.of(pair.facilitator, workshop).version)


def test_an_earlier_wave_has_a_page_with_its_report_and_what_was_decided(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    begins_a_second_wave(pair)
    assert f'<a href="{page_of(pair)}1/">Wave 1</a>' in browser.get(page_of(pair)).text
    page = browser.get(f"{page_of(pair)}1/")
    assert "Northmoor Logistics wave 1" in words(page)
    assert f'href="{page_of(pair)}1/report/facilitator"' in page.text
    assert re.search(r'href="[^"]+/closing">See what was decided', page.text)
    assert "released the report to both" in words(page)
    assert "Take the release back" not in words(page)
    assert "wave 2" in words(browser.get(f"{page_of(pair)}2/"))


def test_a_report_of_an_earlier_wave_that_failed_says_so_on_that_waves_page_and_is_made_again_there(
    browser: Browser, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_material: object) -> bytes:
        raise CannotOpen

    browser.signs_in(pair.facilitator)
    begins_a_second_wave(pair)
    with writing() as session:
        ordering.order(session, session.get_one(Wave, pair.wave_id))
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "render_twin", fails)
        pair.renders()
    failed = browser.get(f"{page_of(pair)}1/report/facilitator")
    assert failed.status_code == 409
    assert "The report was not made" in words(failed)
    assert "Northmoor Logistics wave 1" in words(failed)
    assert "The report is being made" in words(browser.sends(f"{page_of(pair)}1/report-again", f"{page_of(pair)}1/"))
    pair.renders()
    assert browser.get(f"{page_of(pair)}1/report/facilitator").status_code == 200


def test_somebody_else_is_named_where_a_person_has_withdrawn_before_the_next_wave(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    rights.withdraw(pair.respondent("cso"))
    shown = words(browser.get(page_of(pair)))
    assert "The same questions go to Ana Ferreira with a new link." in shown
    assert "Tom Okafor has withdrawn and is not asked again." in shown
    sent = {"version": pair.shown.version, "due_on": "2130-01-01"}
    unnamed = browser.sends(f"{page_of(pair)}next-wave", page_of(pair), **sent)
    assert "A name is missing" in words(unnamed)
    named = browser.sends(f"{page_of(pair)}next-wave", page_of(pair), **sent, cso_name="Bea New", cso_email="")
    assert "Waiting for Ana Ferreira and Bea New" in words(named)
