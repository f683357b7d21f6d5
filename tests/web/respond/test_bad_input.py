"""Whatever is sent: a sentence and a 4xx, never a 500; nothing wrong is stored, nothing typed is lost."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from gapcheck.models.base import random_id
from tests.acting import Pair
from tests.web.respond.conftest import Person, entered, fields_of

HOSTILE_TEXTS = {
    "nul": "a\x00b",
    "bidi override": "safe \u202etxet desrever",
    "marks": "Z" + "\u0301" * 10_000,
    "long word": "x" * 100_000,
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "formula": "=HYPERLINK(1)",
    "control": "bell\x07",
    "no character": "\ufffe\ufdd0",
    "emoji": "👩‍👩‍👧‍👦" * 50,
}


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS.keys())
@pytest.mark.parametrize("field", ["answer.cio", "comment"])
def test_hostile_text_is_kept_harmless_or_sent_back_with_a_fault(full_ana: Person, field: str, text: str) -> None:
    item = "OF1" if field == "answer.cio" else "SV1"
    answer = full_ana.sends(item, **{field: text})
    assert answer.status_code in (303, 422)
    page = main_of(full_ana.opens(item).text if answer.status_code == 303 else answer.text)
    assert "<script" not in page
    assert "onerror=alert" not in re.sub(r"&[a-z#0-9]+;", "", re.sub(r"<textarea.*?</textarea>", "", page, flags=re.S))
    assert ">49" not in page


def test_a_text_that_is_too_long_comes_back_whole_with_its_fault_beside_it(full_ana: Person) -> None:
    text = "word " * 100
    answer = full_ana.sends("OF1", **{"answer.cio": text})
    assert answer.status_code == 422
    assert text.strip() in answer.text
    assert answer.text.count("Your own view: shorten your words to 400 characters.") == 2
    assert full_ana.value("OF1", "cio") is None


def test_half_characters_and_broken_utf8_are_no_server_error(full_ana: Person) -> None:
    fields = fields_of(full_ana.opens("OF1").text)
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in fields.items())
    for broken in ("%ED%A0%80", "%FF%FE", "%C3%28", "%00", "%u0000", "%"):
        answer = full_ana.client.post(
            full_ana.address("OF1"),
            data=f"{body}&answer.cio=A{broken}B",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in (303, 400, 409, 422), broken
        fields = fields_of(full_ana.opens("OF1").text)
        body = "&".join(f"{quote(name)}={quote(value)}" for name, value in fields.items())


def test_a_fault_names_itself_in_title_summary_and_beside_the_field_and_keeps_what_was_typed(full_ana: Person) -> None:
    answer = full_ana.sends("PS4", **{"answer.cio": "120", "answer.cso": "30"})
    assert answer.status_code == 422
    assert "<title>Error: Question 8 of 29" in answer.text
    assert "There is a problem" in answer.text
    assert answer.text.count("Your own view: enter a number from 0 to 100.") == 2
    assert '<a href="#cio-text">' in answer.text
    assert 'id="cio-text" name="answer.cio" value="120"' in answer.text
    assert full_ana.value("PS4", "cio") is None
    assert full_ana.value("PS4", "cso") == 30  # the half without a fault is not lost


def test_points_that_do_not_add_up_are_kept_as_begun_and_say_how_many_are_missing(full_ana: Person) -> None:
    answer = full_ana.sends("BI1", **{"points.cio.prevention": "60", "points.cio.detection": "30"})
    assert answer.status_code == 422
    assert "Your own view: give out 10 more points so that the total is 100." in answer.text
    assert full_ana.value("BI1", "cio") == {"prevention": 60, "detection": 30}
    assert "Begun, not finished" in full_ana.opens("check").text


@pytest.mark.parametrize("value", ["7", "0", "-1", "1e999", "NaN", "99999999999999999999", "４", "", "None", "4\n"])
def test_a_position_that_the_scale_does_not_have_is_never_stored(ana: Person, value: str) -> None:
    assert ana.sends("SV1", **{"answer.cio": value}).status_code in (303, 422)
    assert ana.value("SV1", "cio") in (None, 4)  # a full-width four is a four


@pytest.mark.parametrize("path", ["XX9", "GR3", "SV3", "sv1", "SV1%00", "..%2f..%2fetc", "SV1/../SV2", "%F0%9F%92%A9"])
def test_an_item_that_is_not_asked_is_not_there(ana: Person, path: str) -> None:
    assert ana.opens(path).status_code in (404, 308)
    fields = fields_of(ana.opens("SV1").text)
    for address in (path, f"{path}/save"):
        assert ana.client.post(ana.address(address), data={**fields, "answer.cio": "4"}).status_code == 404
    assert ana.stored.answers == {}


def test_fields_for_other_roles_and_unknown_fields_are_not_looked_at(ana: Person) -> None:
    extra = {"answer.ceo": "4", "workspace_id": "x", "submitted_at": "2020-01-01", "role": "cso", "revision.ceo": "1"}
    assert ana.sends("SV1", **{"answer.cio": "4"}, **extra).status_code == 303
    assert ana.stored.answers.keys() == {"SV1"}
    assert {subject for subject, stored in ana.stored.answers["SV1"].items() if stored.value is not None} == {"cio"}
    assert ana.stored.submitted_at is None


@pytest.mark.parametrize("field", ["answer.cio", "revision.cio", "comment", "pid"])
def test_a_field_that_comes_twice_stores_nothing(ana: Person, field: str) -> None:
    fields = fields_of(ana.opens("SV1").text)
    sent: list[tuple[str, str]] = [*fields.items(), ("answer.cio", "4"), ("comment", "one"), (field, "4")]
    answer = ana.client.post(
        ana.address("SV1"),
        data="&".join(f"{quote(name)}={quote(value)}" for name, value in sent),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in (400, 409, 422)
    assert ana.value("SV1", "cio") is None


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", json.dumps({"answer.cio": 4})),
        ("application/json", "[" * 90_000),
        ("application/json", '{"a": "\\ud800"}'),
        ("application/json", "[" + "1" * 5000 + "]"),
        ("text/plain", "answer.cio=4"),
        ("application/xml", "<a/>"),
        ("multipart/form-data; boundary=x", "--x\r\nbroken"),
        ("application/x-www-form-urlencoded", "=&&=%&;"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("path", ["SV1", "SV1/save", "submit", "leave", ""])
def test_a_body_of_the_wrong_kind_changes_nothing(ana: Person, path: str, content_type: str, body: str) -> None:
    ana.sends("SV1", **{"answer.cio": "4"})
    token = fields_of(ana.opens("SV1").text)["csrf_token"]
    answer = ana.client.post(
        ana.address(path), data=body, content_type=content_type or None, headers={"X-CSRFToken": token}
    )
    assert 400 <= answer.status_code < 500
    assert ana.value("SV1", "cio") == 4
    assert ana.stored.submitted_at is None
    assert ana.opens("SV1").status_code == 200


def test_a_form_that_was_cut_off_clears_no_answer(ana: Person) -> None:
    ana.sends("SV1", **{"answer.cio": "4", "answer.cso": "2"})
    fields = fields_of(ana.opens("SV1").text)
    del fields["revision.cso"]
    assert ana.client.post(ana.address("SV1"), data={**fields, "answer.cio": "4"}).status_code == 400
    assert ana.value("SV1", "cso") == 2


@pytest.mark.parametrize("revision", ["-1", "1.0", "x", "9" * 30, "²", "", " 1"])
def test_a_revision_that_is_none_stores_nothing(ana: Person, revision: str) -> None:
    answer = ana.sends("SV1", **{"answer.cio": "4", "revision.cio": revision})
    assert answer.status_code == 400
    assert ana.value("SV1", "cio") is None


def test_too_many_or_too_large_fields_are_refused_with_a_sentence(ana: Person) -> None:
    fields = fields_of(ana.opens("SV1").text)
    many = {**fields, **{f"x{number}": "1" for number in range(1_200)}}
    assert ana.client.post(ana.address("SV1"), data=many, content_type="multipart/form-data").status_code == 413
    large = ana.client.post(ana.address("SV1"), data={**fields, "comment": "x" * 1_100_000})
    assert large.status_code == 413
    assert "That was too much" in large.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_from_another_site_is_refused(ana: Person, site: str) -> None:
    fields = fields_of(ana.opens("SV1").text)
    answer = ana.client.post(ana.address("SV1"), data={**fields, "answer.cio": "4"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert ana.value("SV1", "cio") is None


def test_without_its_token_no_form_is_taken(ana: Person) -> None:
    fields = fields_of(ana.opens("SV1").text)
    del fields["csrf_token"]
    answer = ana.client.post(ana.address("SV1"), data={**fields, "answer.cio": "4"})
    assert answer.status_code == 400
    assert ana.value("SV1", "cio") is None


@pytest.mark.parametrize("path", ["", "SV1", "check", "answers", "answers.json", "done", "resume", "example", "later"])
def test_a_foreign_id_answers_like_one_that_does_not_exist(app: Flask, ana: Person, tom: Person, path: str) -> None:
    visitor = entered(app, ana.pair, "cio").client
    pages = []
    for pid in (tom.pid, random_id(), "x", "' OR 1=1 --"):
        answer = visitor.get(f"/q/{quote(pid)}/{path}")
        assert answer.status_code == 404
        pages.append(answer.data)
    assert len(set(pages)) == 1


def test_what_was_written_stands_on_the_page_when_the_visit_has_ended(ana: Person) -> None:
    fields = fields_of(ana.opens("SV1").text)
    ana.sends("leave", page="later")
    fresh = fields_of(ana.client.get("/i/gc1_x").text)
    answer = ana.client.post(ana.address("SV1"), data={**fields, **fresh, "comment": "Ten minutes <b>of</b> work"})
    assert answer.status_code == 404
    assert "Ten minutes <b>of</b> work" in html.unescape(answer.text)
    assert "<b>of</b>" not in answer.text


def test_an_idempotency_key_of_any_length_is_harmless(ana: Person) -> None:
    for key in ("k" * 10_000, "\x00", "ключ" * 40, ""):
        answer = ana.sends("SV1/save", page="SV1", **{"answer.cio": "4", "key": key})
        assert answer.status_code == 200, key
        assert answer.json is not None
        assert answer.json["saved"]


def test_the_acknowledgement_of_a_save_holds_no_answer(full_ana: Person) -> None:
    answer = full_ana.sends("OF1/save", page="OF1", **{"answer.cio": "canary words"})
    assert answer.json == {"saved": True, "revisions": {"cio": 1}}


def test_a_half_with_a_fault_is_not_said_to_be_saved(full_ana: Person) -> None:
    answer: Any = full_ana.sends("PS4/save", page="PS4", **{"answer.cio": "120", "answer.cso": "30"})
    assert answer.json["saved"] is False
    assert answer.json["revisions"] == {"cso": 1}


def test_a_closed_pair_takes_no_answer_and_says_so(ana: Person, pair: Pair) -> None:
    fields = fields_of(ana.opens("SV1").text)
    ana.sends("submit", page="check")
    answer = ana.client.post(ana.address("SV1/save"), data={**fields, "answer.cio": "4"})
    assert (answer.status_code, answer.json) == (409, {"saved": False, "reason": "ended"})
