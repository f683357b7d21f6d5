"""The two people's part: dots that stay secret until both are in, and agreeing to what was read back."""

from __future__ import annotations

import io
import json
import re

from gapcheck.services.workshops import closing
from gapcheck.services.workshops.moves import Command
from tests.acting import Browser, form_fields
from tests.web.workshop.conftest import Meeting


def test_a_person_sees_nothing_to_do_before_there_is_a_vote(opened: Meeting) -> None:
    page = opened.person("cio").get(opened.own_page("cio"))
    assert "Look up" in page.text
    assert "Strongly" not in page.text


def test_the_votes_are_secret_until_both_are_in(opened: Meeting) -> None:
    opened.orders(Command.VOTE)
    ana, tom = opened.person("cio"), opened.person("cso")
    assert "Nobody has voted" in opened.shown()
    page = ana.post(opened.own_page("cio"), **{"dots.SV1": "3"})
    assert "Your vote is in" in page.text
    assert "One of two has" in opened.shown()
    assert "•" not in opened.shown()
    assert "Your vote is in" not in tom.get(opened.own_page("cso")).text
    assert "The votes are secret until both are in" in opened.desk.get(f"{opened.base}vote").text
    assert "Both have voted" in tom.post(opened.own_page("cso"), **{"dots.SV1": "2"}).text
    assert "•••••" in opened.shown()
    assert "Take the differences in this order" in opened.desk.get(f"{opened.base}vote").text
    answer = opened.desk.sends(f"{opened.base}vote", f"{opened.base}vote")
    assert answer.request.path == f"{opened.base}remote"


def test_more_than_three_dots_are_refused_with_what_to_do(opened: Meeting) -> None:
    opened.desk.post(opened.base, act="add", add="SV2")
    opened.orders(Command.VOTE)
    answer = opened.person("cio").post(opened.own_page("cio"), **{"dots.SV1": "3", "dots.SV2": "1"})
    assert answer.status_code == 422
    assert "Give one to 3 dots in all" in answer.text


def test_both_agree_to_the_commitments_as_they_stand(opened: Meeting) -> None:
    opened.goes_to("SV1", 4)
    opened.presses("", decision="A named seat", owner="cso", due="2030-04-30", evidence="minutes")
    opened.orders(Command.TO_STOP, len(opened.room.agenda.stops) - 1)
    ana = opened.person("cio")
    page = ana.get(opened.own_page("cio")).text
    assert "A named seat" in page
    assert "We will see it by: minutes" in page
    ana.post(opened.own_page("cio"))
    assert closing.agreed(opened.facilitator, opened.workshop_id) == {"cio"}
    assert "Agreed by Ana, CIO." in opened.shown()
    stale = form_fields(opened.person("cso").get(opened.own_page("cso")).text)
    edit = re.search(r"decision=([0-9a-f-]{36})", opened.desk.get(f"{opened.base}closing").text)
    assert edit
    changed = {"act": "write", "decision": "Another seat", "settle": "decided"}
    page_to_edit = f"{opened.base}closing?decision={edit[1]}"
    fields = form_fields(opened.desk.get(page_to_edit).text.partition('id="write"')[2])
    assert opened.desk.client.post(f"{opened.base}closing", data={**fields, **changed}).status_code == 303
    tom = Browser(opened.app)
    tom.post(opened.pair.link("cso").removeprefix("http://localhost"))
    answer = tom.client.post(opened.own_page("cso"), data={**stale, "csrf_token": ""})
    assert answer.status_code in (400, 409)
    assert closing.agreed(opened.facilitator, opened.workshop_id) == frozenset()


def test_the_file_for_the_room_holds_every_step_and_needs_nothing_else(opened: Meeting) -> None:
    answer = opened.desk.get(f"{opened.base}room.html")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = answer.text
    assert page.count("<template") == 2 + 5 * len(opened.room.agenda.item_ids)
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    assert 'url("./' not in page
    assert "data:font/woff2" in page
    held = json.loads(re.search(r'id="held">(.*?)</script>', page, re.DOTALL)[1])
    assert held["format"] == "gapcheck/workshop@1"
    assert held["workshop"] == opened.workshop_id


def test_what_was_decided_offline_comes_in_once_however_often_it_is_brought(opened: Meeting) -> None:
    document = {
        "format": "gapcheck/workshop@1",
        "workshop": opened.workshop_id,
        "decisions": [
            {
                "id": "3f0c5a52-0f5c-4e8b-9c8e-6f1f7c1f2a11",
                "revision": 1,
                "item": "SV1",
                "outcome": "decided",
                "decision": "Decided in a cellar",
                "commitment": True,
            }
        ],
    }
    for words in ("1 new, 0 changed, 0 known", "0 new, 0 changed, 1 known"):
        fields = form_fields(opened.desk.get(f"{opened.base}import").text)
        file = (io.BytesIO(json.dumps(document).encode()), "workshop-decisions.json")
        answer = opened.desk.client.post(f"{opened.base}import", data={**fields, "file": file})
        assert words in answer.text
    fields = form_fields(opened.desk.get(f"{opened.base}import").text)
    file = (io.BytesIO(b"{}"), "other.json")
    answer = opened.desk.client.post(f"{opened.base}import", data={**fields, "file": file})
    assert answer.status_code == 422
    assert "Nothing was taken in" in answer.text
