"""Withdrawing, stopping reminders, the wrong person, the PIN, and the link again: each from the pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck.extensions import db
from gapcheck.models import Answer, Mail, Occupant
from gapcheck.services import links, people, rights, seats
from gapcheck.services.seating import Person as SeatPerson
from tests.acting import Pair
from tests.web.respond.conftest import Person, entered, fields_of

FOOTER = ("reminders", "withdraw", "not-me", "answers")


def seat_id(pair: Pair, role: str) -> str:
    return next(seat.seat_id for seat in pair.shown.seats if seat.role.id == role)


@pytest.mark.parametrize("path", ["", "example", "SV1", "check", "later", "answers", "reminders", "withdraw"])
def test_every_page_leads_to_the_own_rights(ana: Person, path: str) -> None:
    page = ana.opens(path).text
    for right in FOOTER:
        assert f'href="{ana.address(right)}"' in page


def test_withdrawing_needs_its_tick_and_then_erases(ana: Person) -> None:
    ana.sends("SV1", **{"answer.cio": "4"})
    refused = ana.sends("withdraw")
    assert refused.status_code == 422
    assert "Tick the box if you want to withdraw." in refused.text
    assert ana.value("SV1", "cio") == 4
    assert ana.sends("withdraw", meant="yes").headers["Location"] == ana.address("done")
    assert "You have withdrawn" in ana.opens("done").text
    db.session.close()
    assert db.session.scalars(select(Answer)).all() == []
    assert ana.opens("SV1").headers["Location"] == ana.address("resume")


def test_opening_the_withdraw_page_erases_nothing(ana: Person) -> None:
    ana.sends("SV1", **{"answer.cio": "4"})
    for _ in range(3):
        assert "erased at once" in ana.opens("withdraw").text
    assert ana.value("SV1", "cio") == 4


def test_after_one_withdraws_the_other_learns_only_that_the_pairing_was_closed(ana: Person, tom: Person) -> None:
    tom.sends("SV1", **{"answer.cso": "2"})
    ana.sends("withdraw", meant="yes")
    page = tom.opens("done").text
    assert "This pairing was closed" in page
    assert "withdr" not in re.sub(r"<footer.*", "", page, flags=re.S).lower()


def test_who_had_submitted_learns_that_the_pairing_was_closed_and_is_promised_no_report(
    ana: Person, tom: Person
) -> None:
    tom.sends("submit", page="check")
    assert "What happens next" in tom.opens("done").text
    ana.sends("withdraw", meant="yes")
    page = tom.opens("done").text
    assert "<title>This pairing was closed" in page
    assert "There is no report to read" in page
    assert "What happens next" not in page


def test_a_successor_who_is_not_asked_is_told_why(app: Flask, ana: Person, pair: Pair) -> None:
    ana.sends("submit", page="check")
    shown = pair.shown
    people.replace(pair.facilitator, seat_id(pair, "cio"), SeatPerson("Bea New"), shown.version, keep_answers=True)
    page = entered(app, pair, "cio").opens("done").text
    assert "Nothing is asked of you now" in page
    assert "Your answers are in" in ana.opens("done").text


def test_reminders_stop_with_one_press(ana: Person, pair: Pair) -> None:
    assert "Stop reminders</h1>" in ana.opens("reminders").text
    assert ana.sends("reminders").status_code == 303
    assert "You get no reminders" in ana.opens("reminders").text
    assert rights.has_stopped_reminders(pair.respondent("cio"))
    assert not rights.has_stopped_reminders(pair.respondent("cso"))


def test_the_stop_link_of_a_mail_stops_reminders_and_opens_nothing(app: Flask, pair: Pair) -> None:
    person = db.session.get_one(Occupant, pair.respondent("cio").occupant_id)
    address = f"/stop/{links.stop_token_of(person)}"
    client = app.test_client()
    for _ in range(3):
        page = client.get(address)
    assert not rights.has_stopped_reminders(pair.respondent("cio"))
    answer = client.post(address, data=fields_of(page.text))
    assert answer.headers["Location"] == "/stopped"
    db.session.close()
    assert rights.has_stopped_reminders(pair.respondent("cio"))
    assert client.get(f"/q/{person.id}/").status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 22 + "B" * 43, "%F0%9F%92%A9" * 10])
def test_a_stop_link_that_is_none_is_answered_like_an_unknown_link(app: Flask, pair: Pair, token: str) -> None:
    client = app.test_client()
    answer = client.post(f"/stop/{token}", data=fields_of(client.get(f"/stop/{token}").text))
    assert answer.status_code == 404


def test_the_wrong_person_tells_the_facilitator_and_changes_nothing_else(ana: Person, pair: Pair) -> None:
    ana.sends("SV1", **{"answer.cio": "4"})
    assert ana.sends("not-me").headers["Location"] == ana.address("told")
    db.session.close()
    assert db.session.get_one(Occupant, ana.pid).disowned_at is not None
    assert ana.value("SV1", "cio") == 4


@pytest.mark.parametrize("address", ["ana@northmoor.example", "ANA@northmoor.example", "nobody@nowhere.example"])
def test_asking_for_the_link_again_looks_the_same_for_every_address(app: Flask, pair: Pair, address: str) -> None:
    client = app.test_client()
    answer = client.post("/link", data={**fields_of(client.get("/link").text), "address": address})
    assert answer.headers["Location"] == "/link/sent"
    db.session.close()
    sent = [mail.address.lower() for mail in db.session.scalars(select(Mail))]
    assert sent == (["ana@northmoor.example"] if "ana" in address.lower() else [])


@pytest.mark.parametrize("address", ["", "ana", "ana@", "@b.example", "a b@c.example", "a" * 300 + "@b.example"])
def test_an_address_that_is_none_comes_back_with_its_fault(app: Flask, pair: Pair, address: str) -> None:
    client = app.test_client()
    answer = client.post("/link", data={**fields_of(client.get("/link").text), "address": address})
    assert answer.status_code == 422
    assert "Give your whole mail address" in answer.text
    assert f'value="{address}"' in answer.text


def test_with_a_pin_a_link_alone_opens_nothing(app: Flask, pair: Pair) -> None:
    seats.set_pin(pair.facilitator, seat_id(pair, "cio"), "271828")
    client, link = app.test_client(), pair.link("cio").removeprefix("http://localhost")
    asked = client.post(link, data=fields_of(client.get(link).text))
    assert asked.status_code == 200
    assert "Your PIN, please" in asked.text
    assert "Northmoor" not in asked.text
    wrong = client.post(link, data={**fields_of(asked.text), "pin": "111111"})
    assert wrong.status_code == 422
    assert "That PIN does not fit." in wrong.text
    right = client.post(link, data={**fields_of(wrong.text), "pin": " 271828 "})
    assert right.status_code == 303
    assert "gcr-" in right.headers["Set-Cookie"]


def test_a_pin_may_be_typed_in_groups_as_it_was_told(app: Flask, pair: Pair) -> None:
    seats.set_pin(pair.facilitator, seat_id(pair, "cio"), "271828")
    client, link = app.test_client(), pair.link("cio").removeprefix("http://localhost")
    token = fields_of(client.get(link).text)
    assert client.post(link, data={**token, "pin": "271 828"}).status_code == 303


def test_an_empty_pin_is_asked_for_in_words_and_is_no_try(app: Flask, pair: Pair) -> None:
    seats.set_pin(pair.facilitator, seat_id(pair, "cio"), "271828")
    client, link = app.test_client(), pair.link("cio").removeprefix("http://localhost")
    token = fields_of(client.get(link).text)
    for _ in range(6):
        answer = client.post(link, data={**token, "pin": " "})
        assert answer.status_code == 422
        assert "<title>Error: Your PIN" in answer.text
        assert answer.text.count("Type the PIN that you were told.") == 2
    assert client.post(link, data={**token, "pin": "271828"}).status_code == 303


def test_after_five_wrong_pins_the_right_one_opens_nothing_either(app: Flask, pair: Pair) -> None:
    seats.set_pin(pair.facilitator, seat_id(pair, "cio"), "271828")
    client, link = app.test_client(), pair.link("cio").removeprefix("http://localhost")
    token = fields_of(client.get(link).text)
    for guess in ("1" * 6, "2" * 6, "3" * 6, "4" * 6, "5" * 6, "271828"):
        answer = client.post(link, data={**token, "pin": guess})
    assert answer.status_code == 403
    assert "This link is locked" in answer.text
    seats.set_pin(pair.facilitator, seat_id(pair, "cio"), "314159")
    assert client.post(link, data={**token, "pin": "314159"}).status_code == 303


@pytest.mark.parametrize("pin", ["", "\x00", "²" * 6, "x" * 100_000, "27\u202e1828"])
def test_a_strange_pin_is_a_wrong_pin(app: Flask, pair: Pair, pin: str) -> None:
    seats.set_pin(pair.facilitator, seat_id(pair, "cio"), "271828")
    client, link = app.test_client(), pair.link("cio").removeprefix("http://localhost")
    answer = client.post(link, data={**fields_of(client.get(link).text), "pin": pin})
    assert answer.status_code in (200, 422)
    assert "Set-Cookie" not in answer.headers or "gcr-" not in answer.headers["Set-Cookie"]


def test_a_revoked_link_ends_an_open_page_at_its_next_request(app: Flask, ana: Person, pair: Pair) -> None:
    seats.revoke(pair.facilitator, seat_id(pair, "cio"))
    assert ana.opens("SV1").status_code == 404
    link = "/i/gc1_x"
    assert ana.client.post(link, data=fields_of(ana.client.get(link).text)).status_code == 404


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask, pair: Pair) -> None:
    client, link = app.test_client(), pair.link("cio").removeprefix("http://localhost")
    cookie = client.post(link, data=fields_of(client.get(link).text)).headers["Set-Cookie"]
    assert re.match(r"gcr-[\w-]{8}=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_a_visit_ends_after_two_idle_hours_and_the_answers_stay(app: Flask, ana: Person, settings: object) -> None:
    ana.sends("SV1", **{"answer.cio": "4"})
    settings.clock_file.write_text(str(2 * 3600 + 60))
    assert ana.opens("SV2").status_code == 404
    assert ana.value("SV1", "cio") == 4
    again = entered(app, ana.pair, "cio", ana.client)
    assert again.opens("resume").headers["Location"] == ana.address("SV1")
