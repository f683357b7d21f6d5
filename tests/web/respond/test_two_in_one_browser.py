"""Two personal links in one browser profile, and one person on two devices: every row has the right author."""

from __future__ import annotations

import random

from flask import Flask

from tests.acting import Pair
from tests.web.respond.conftest import Person, entered, fields_of


def both(app: Flask, pair: Pair) -> tuple[Person, Person]:
    ana = entered(app, pair, "cio")
    tom = entered(app, pair, "cso", ana.client)
    ana.starts()
    tom.starts()
    return ana, tom


def test_interleaved_saves_of_two_people_land_with_their_own_author(app: Flask, pair: Pair) -> None:
    ana, tom = both(app, pair)
    chance = random.Random(7)  # noqa: S311  # which save comes next, not a secret
    last: dict[tuple[str, str, str], int] = {}
    for _ in range(60):
        person, item = chance.choice((ana, tom)), chance.choice(("SV1", "CC4", "LB2"))
        own, guess = chance.randint(1, 5), chance.randint(1, 5)
        other = "cso" if person is ana else "cio"
        answer = person.sends(f"{item}/save", page=item, **{f"answer.{person.role}": own, f"answer.{other}": guess})
        assert answer.status_code == 200
        last[person.role, item, person.role], last[person.role, item, other] = own, guess
    for (role, item, subject), value in last.items():
        assert (ana if role == "cio" else tom).value(item, subject) == value


def test_a_form_sent_to_the_other_persons_address_is_refused_with_its_text_kept(app: Flask, pair: Pair) -> None:
    ana, tom = both(app, pair)
    hers = fields_of(ana.opens("SV1").text)
    for path in ("SV1", "SV1/save"):
        answer = tom.client.post(
            tom.address(path), data={**hers, "answer.cio": "4", "comment": "meant for my own form"}
        )
        assert answer.status_code == 409
        assert "meant for my own form" in answer.text
    assert ana.client.post(tom.address("submit"), data=hers).status_code == 409
    assert tom.stored.answers == ana.stored.answers == {}
    assert tom.stored.submitted_at is None


def test_every_page_names_whose_form_it_is(app: Flask, pair: Pair) -> None:
    ana, tom = both(app, pair)
    for path in ("", "SV1", "check", "later", "answers", "example"):
        assert "Ana Ferreira, CIO" in ana.opens(path).text
        assert "Tom Okafor, CSO" in tom.opens(path).text


def test_leaving_one_form_leaves_the_other_open(app: Flask, pair: Pair) -> None:
    ana, tom = both(app, pair)
    ana.sends("leave", page="later")
    assert ana.opens().status_code == 404
    assert tom.opens().status_code == 200


def test_a_stale_page_is_shown_both_answers_to_choose_from_and_overwrites_nothing(app: Flask, ana: Person) -> None:
    phone = entered(app, ana.pair, "cio")
    opened_before = fields_of(ana.opens("SV1").text)
    phone.sends("SV1", **{"answer.cio": "1", "answer.cso": "3"})
    answer = ana.client.post(ana.address("SV1"), data={**opened_before, "answer.cio": "5", "answer.cso": "3"})
    assert answer.status_code == 409
    assert "Strongly disagree" in answer.text[answer.text.index("saved elsewhere</dt>") :]
    assert ana.value("SV1", "cio") == 1
    chosen = ana.client.post(ana.address("SV1"), data={**fields_of(answer.text), "answer.cio": "5", "answer.cso": "3"})
    assert chosen.status_code == 303
    assert ana.value("SV1", "cio") == 5


def test_sending_a_page_again_after_a_lost_reply_is_no_conflict(ana: Person) -> None:
    page = {**fields_of(ana.opens("SV1").text), "answer.cio": "5", "answer.cso": "3", "comment": "As said"}
    for _ in range(3):
        assert ana.client.post(ana.address("SV1"), data=page).status_code == 303
    assert ana.value("SV1", "cio") == 5
    assert ana.stored.answers["SV1"]["cio"].revision == 1


def test_a_repeated_autosave_with_its_key_is_the_same_save(ana: Person) -> None:
    page = {**fields_of(ana.opens("SV1").text), "answer.cio": "5", "key": "one-key"}
    replies = [ana.client.post(ana.address("SV1/save"), data=page).json for _ in range(3)]
    assert [(reply["saved"], reply["revisions"]["cio"]) for reply in replies if reply] == [(True, 1)] * 3
    assert ana.stored.answers["SV1"]["cio"].revision == 1


def test_a_repeated_stale_autosave_is_refused_each_time_without_an_error(app: Flask, ana: Person) -> None:
    page = {**fields_of(ana.opens("SV1").text), "answer.cio": "5", "key": "one-key"}
    entered(app, ana.pair, "cio").sends("SV1", **{"answer.cio": "1"})
    for _ in range(3):
        answer = ana.client.post(ana.address("SV1/save"), data=page)
        assert (answer.status_code, answer.json) == (409, {"saved": False, "reason": "newer"})
    assert ana.value("SV1", "cio") == 1
