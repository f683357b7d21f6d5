"""From the link to the last page: start, example, questions, check, submit, done."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from gapcheck.services import answering
from gapcheck.services.answering import Questionnaire
from gapcheck.vocabulary import Sequence, View
from gapcheck.web.respond import steps
from tests.acting import Pair
from tests.web.respond.conftest import Person, entered, fields_of


def title(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page)
    assert found
    return found[1]


def test_the_start_page_says_who_asks_what_and_who_will_see_it(app: Flask, pair: Pair) -> None:
    page = entered(app, pair, "cio").opens().text
    for words in (
        "Northmoor Logistics",
        "Ruth Halloran",
        "Tom Okafor",
        "<strong>CIO</strong>",
        "ruth@halloran.example",
    ):
        assert words in page
    for sentence in answering.questionnaire(pair.respondent("cio")).promise:
        assert sentence.replace("'", "&#39;") in page
    assert "About 10 minutes" in page
    assert "Everything is deleted after" in page


def test_nothing_can_be_answered_before_the_promise_is_acknowledged(app: Flask, pair: Pair) -> None:
    person = entered(app, pair, "cio")
    assert person.opens("SV1").headers["Location"].endswith("/resume")
    token = fields_of(person.opens().text)
    sent = {**token, "answer.cio": "4", "revision.cio": "0", "revision.cso": "0"}
    answer = person.client.post(person.address("SV1"), data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, person.address())
    assert person.stored.answers == {}


def test_starting_leads_over_the_example_to_the_first_question(app: Flask, pair: Pair) -> None:
    person = entered(app, pair, "cio")
    assert person.sends("").headers["Location"] == person.address("example")
    assert person.address("SV1") in person.opens("example").text


def test_continue_saves_both_answers_and_goes_to_the_next_question(ana: Person) -> None:
    answer = ana.sends("SV1", **{"answer.cio": "4", "answer.cso": "declined:cannot_say", "go": "continue"})
    assert (answer.status_code, answer.headers["Location"]) == (303, ana.address("SV2"))
    assert ana.value("SV1", "cio") == 4
    assert ana.value("SV1", "cso") == {"no_answer": "cannot_say"}


def test_a_saved_page_shows_what_was_saved(ana: Person) -> None:
    ana.sends("SV2", **{"answer.cio": "other", "words.cio": "It <b>calms</b> us", "answer.cso": "legal"})
    page = ana.opens("SV2").text
    assert 'value="It &lt;b&gt;calms&lt;/b&gt; us"' in page
    assert len(re.findall(r'type="radio"[^>]* checked', page)) == 2
    assert '<p class="save-state" role="status" data-save-state data-state="saved">Saved</p>' in page


@pytest.mark.parametrize(("go", "leads_to"), [("back", "SV1"), ("later", "later"), ("check", "check"), ("x", "PS1")])
def test_every_button_saves_before_it_leaves(ana: Person, go: str, leads_to: str) -> None:
    answer = ana.sends("SV2", **{"answer.cio": "legal", "go": go})
    assert answer.headers["Location"] == ana.address(leads_to)
    assert ana.value("SV2", "cio") == "legal"


def test_coming_back_opens_the_first_unanswered_question(app: Flask, ana: Person, pair: Pair) -> None:
    for item in ("SV1", "PS2"):
        ana.sends(item, **{"answer.cio": "2", "answer.cso": "3"})
    second_device = entered(app, pair, "cio")
    assert second_device.opens("resume").headers["Location"] == ana.address("SV2")


def test_a_ranking_that_is_begun_is_where_one_comes_back_to(full_ana: Person) -> None:
    full_ana.sends("GR3", **{"place.cio.ransomware": "1", "go": "later"})
    page = full_ana.opens("check").text
    assert "Begun, not finished" in page
    assert full_ana.value("GR3", "cio") == ["ransomware"]


def test_looking_at_a_question_or_leaving_it_empty_is_not_starting(ana: Person, pair: Pair) -> None:
    ana.opens("SV1")
    assert ana.sends("SV1", go="continue").status_code == 303
    assert pair.shown.seats[0].state == "invited"


def test_the_check_page_lists_what_is_missing_first_and_never_blocks(ana: Person) -> None:
    ana.sends("SV1", **{"answer.cio": "4", "answer.cso": "2"})
    page = ana.opens("check").text
    assert "17 questions are not answered" in page
    order = re.findall(r"(Answer now|Change)<span", page)
    assert order == ["Answer now"] * 17 + ["Change"] * 2  # SV1, and the open question that may stay empty
    assert ana.sends("submit", page="check").headers["Location"] == ana.address("done")


def test_submitting_twice_leads_to_the_same_page_and_changes_nothing(ana: Person) -> None:
    ana.sends("SV1", **{"answer.cio": "4"})
    token = fields_of(ana.opens("check").text)
    pages = []
    for _ in range(2):
        assert ana.client.post(ana.address("submit"), data=token).headers["Location"] == ana.address("done")
        pages.append(re.sub(r'value="[^"]+"', "", ana.opens("done").text))
    assert pages[0] == pages[1]


def test_after_submitting_no_page_changes_an_answer(ana: Person) -> None:
    token = fields_of(ana.opens("SV1").text)
    ana.sends("submit", page="check")
    answer = ana.client.post(ana.address("SV1"), data={**token, "answer.cio": "5", "comment": "too late, alas"})
    assert answer.status_code == 409
    assert "too late, alas" in answer.text
    assert ana.client.post(ana.address("SV1/save"), data={**token, "answer.cio": "5"}).json == {
        "saved": False,
        "reason": "ended",
    }
    assert ana.stored.answers == {}
    assert ana.opens("SV1").headers["Location"].endswith("/resume")


def test_submitting_clears_what_the_browser_kept(ana: Person) -> None:
    assert ana.sends("submit", page="check").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_own_answers_can_be_read_and_downloaded_at_any_time(ana: Person) -> None:
    ana.sends("SV1", **{"answer.cio": "4", "answer.cso": "2", "comment": "As I see it", "share": "yes"})
    assert "As I see it" in ana.opens("answers").text
    file = ana.opens("answers.json")
    assert file.json["answers"] == {"SV1": {"cio": 4, "cso": 2}}
    assert file.json["comments"] == {"SV1": {"text": "As I see it", "may_be_shown": True}}
    assert file.headers["Content-Disposition"] == 'attachment; filename="my-answers.json"'


def test_leaving_takes_the_cookie_back_and_clears_the_browser(ana: Person) -> None:
    answer = ana.sends("leave", page="later")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert f"gcr-{ana.pid[:8]}=;" in answer.headers["Set-Cookie"]
    assert ana.opens().status_code == 404


def test_a_comment_is_shown_in_the_report_only_with_its_tick(ana: Person) -> None:
    ana.sends("SV1", comment="Between us")
    assert ana.stored.comments["SV1"].share is False
    ana.sends("SV1", comment="Between us", share="yes")
    assert ana.stored.comments["SV1"].share is True
    ana.sends("SV1", comment="")
    assert ana.stored.comments == {}


@pytest.mark.parametrize("item", ["SV1", "SV2", "PS1", "GR3", "CC3", "BI1", "PS4"])
def test_the_guess_starts_neutral_whatever_the_own_view_is(full_ana: Person, item: str) -> None:
    def guess(page: str) -> str:
        half = page[page.index('aria-labelledby="cso-title"') :]
        return half[: half.index("<details")]

    before = guess(full_ana.opens(item).text)
    assert not re.search(r' checked| selected|value="[1-9][0-9]*" inputmode', before)
    own: dict[str, dict[str, Any]] = {
        "SV1": {"answer.cio": "5"},
        "SV2": {"answer.cio": "legal"},
        "PS1": {"answer.cio": ["build", "testing"]},
        "GR3": dict(zip((f"place.cio.{option}" for option in _options(full_ana, "GR3")), "54321", strict=True)),
        "CC3": dict(zip((f"place.cio.{option}" for option in _options(full_ana, "CC3")), "321", strict=False)),
        "BI1": {f"points.cio.{_options(full_ana, 'BI1')[2]}": "100"},
        "PS4": {"answer.cio": "70"},
    }
    assert full_ana.sends(item, **own[item]).status_code == 303
    assert full_ana.value(item, "cio") is not None
    assert guess(full_ana.opens(item).text) == before


def _options(person: Person, item: str) -> tuple[str, ...]:
    return person.stored.instrument.item(item).option_ids


def test_declining_is_offered_for_both_views_and_never_chosen_in_advance(full_ana: Person) -> None:
    for item in full_ana.stored.items:
        page = full_ana.opens(item.id).text
        assert page.count(">No firm view<") == (1 if item.closed else 0)
        assert page.count(">I can&#39;t say<") == (1 if item.closed else 0)
        assert " checked" not in page


def test_the_number_of_the_question_counts_paired_items_only(ana: Person) -> None:
    assert title(ana.opens("SV1").text).startswith("Question 1 of 18")
    assert title(ana.opens("BS1").text).startswith("Question 18 of 18")
    assert title(ana.opens("OF1").text).startswith("Open")


def blocked(person: Person) -> Questionnaire:
    return replace(person.stored, sequence=Sequence.BLOCKED)


def test_the_blocked_sequence_asks_all_own_views_before_all_guesses(ana: Person) -> None:
    asked = steps.steps(blocked(ana).asked)
    assert [step.view for step in asked] == [View.OWN] * 19 + [View.GUESS] * 18
    assert [step.item.id for step in asked[:2]] == ["SV1", "SV2"]
    assert [step.number for step in asked if step.number] == list(range(1, 37))
    assert {step.of for step in asked} == {36}


def test_blocked_pages_hold_one_half_each(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    original = answering.questionnaire
    monkeypatch.setattr(answering, "questionnaire", lambda who: replace(original(who), sequence=Sequence.BLOCKED))
    answer = ana.sends("OF1?view=own", **{"answer.cio": "More lunches", "go": "continue"})
    assert answer.headers["Location"] == ana.address("SV1?view=guess")
    page = ana.opens("SV1?view=guess").text
    assert 'name="answer.cso"' in page
    assert 'name="answer.cio"' not in page
    ana.sends("SV1?view=guess", **{"answer.cso": "2", "answer.cio": "5"})
    assert ana.value("SV1", "cso") == 2
    assert ana.value("SV1", "cio") is None
    assert ana.opens("SV1?view=sideways").status_code == 404


def test_the_time_left_shrinks_with_every_answer(ana: Person) -> None:
    before = ana.stored
    ana.sends("BI1", **{"decline.cio": "x", "decline.cso": "x"})
    after = ana.stored
    assert steps.minutes_left(after, steps.steps(after.asked)) < steps.minutes_left(before, steps.steps(before.asked))


def test_the_open_question_is_not_guessed_and_may_stay_empty(ana: Person) -> None:
    page = ana.opens("OF1").text
    assert "guess" not in page[page.index("<h1") :].lower()
    assert ana.sends("OF1", go="continue").headers["Location"] == ana.address("check")
