"""What a screen gets: the scene of the present step, byte for byte, and nothing to whoever has no code."""

from __future__ import annotations

import re

import pytest

from gapcheck.charts import DARK, LIGHT
from gapcheck.extensions import limiter
from gapcheck.paths import STATIC
from gapcheck.services import releases
from gapcheck.services.workshops.moves import Command
from gapcheck.vocabulary import RevealOrder
from tests.web.workshop.conftest import Meeting

OWN, GUESSED = "Answer of the CIO alone", "Guess of the CSO alone"


@pytest.mark.parametrize(
    ("order", "first", "second"),
    [(RevealOrder.GUESSES_FIRST, GUESSED, OWN), (RevealOrder.OWN_FIRST, OWN, GUESSED)],
)
def test_no_byte_of_a_step_tells_of_a_later_one(meeting: Meeting, order: RevealOrder, first: str, second: str) -> None:
    meeting.desk.post(meeting.base, act="add", add="SV2", order=order.value)
    meeting.starts()
    seen = []
    for step in range(5):
        meeting.goes_to("SV2", step)
        seen.append((meeting.shown(), meeting.screen().get(f"/s/{meeting.code}").text))
    assert [[first in page for page in pages] for pages in seen[:4]] == [[False] * 2] + [[True] * 2] * 3
    assert [[second in page for page in pages] for pages in seen[:4]] == [[False] * 2] * 2 + [[True] * 2] * 2


def test_twin_rooms_with_other_answers_to_come_show_the_same_bytes(opened: Meeting) -> None:
    opened.goes_to("SV1", 0)
    statement = opened.shown()
    assert "<svg" not in statement
    assert "Hidden" not in statement
    opened.goes_to("SV1", 1)
    guesses = opened.shown()
    assert "steps apart" not in guesses
    assert guesses.count('class="mark speaks-a guess"') == guesses.count('class="mark speaks-b guess"') == 2
    assert " own" not in guesses.replace("Own views", "")


def test_the_name_of_the_finding_is_never_on_a_screen(opened: Meeting) -> None:
    for step in range(5):
        for item in opened.room.agenda.item_ids:
            opened.goes_to(item, step)
            shown = opened.shown()
            assert "idden" not in shown.replace("visually-hidden", "").replace("aria-hidden", "")
            assert "hared ground" not in shown


def test_the_question_comes_with_the_talk_and_the_decision_at_the_end(opened: Meeting) -> None:
    opened.goes_to("SV1", 2)
    assert 'class="question' not in opened.shown()
    opened.orders(Command.NEXT)
    assert 'class="question' in opened.shown()
    opened.presses("next", decision="A named seat for security", owner="cso", due="2030-04-30")
    shown = opened.shown()
    assert "A named seat for security" in shown
    assert "30 April 2030" in shown


def test_a_blank_screen_holds_nothing(opened: Meeting) -> None:
    opened.goes_to("SV1", 3)
    opened.orders(Command.TIMER)
    opened.orders(Command.BLANK)
    shown = opened.shown()
    assert "stage--blank" in shown
    assert "<svg" not in shown
    assert "clock" not in shown


def test_a_screen_that_is_up_to_date_gets_an_empty_answer(opened: Meeting) -> None:
    screen, address = opened.screen(), f"/s/{opened.code}/now"
    first = screen.client.get(address)
    assert first.headers["X-Ask-After"] == "1000"
    again = screen.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    opened.orders(Command.NEXT)
    assert screen.client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_decision_that_is_saved_while_it_is_shown_reaches_the_screen(opened: Meeting) -> None:
    opened.goes_to("SV1", 4)
    screen, address = opened.screen(), f"/s/{opened.code}/now"
    tag = screen.client.get(address).headers["ETag"]
    opened.presses("", decision="Written just now")
    answer = screen.client.get(address, headers={"If-None-Match": tag})
    assert "Written just now" in answer.text


def test_the_page_of_a_screen_has_no_control_and_asks_for_no_sign_in(opened: Meeting) -> None:
    page = opened.screen().client.get(f"/s/{opened.code}")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    for control in ("<button", "<form", "<input", "<a "):
        assert control not in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text


@pytest.mark.parametrize("ends", ["never started", "ended", "retracted", "another code"])
def test_a_screen_shows_nothing_where_nothing_may_be_shown(meeting: Meeting, ends: str) -> None:
    code = meeting.code
    if ends != "never started":
        meeting.starts()
        assert meeting.screen().client.get(f"/s/{code}").status_code == 200
    if ends == "ended":
        meeting.ends()
    elif ends == "retracted":
        releases.release(meeting.facilitator, meeting.pair.wave_id, meeting.pair.shown.version)
        releases.retract(meeting.facilitator, meeting.pair.wave_id, meeting.pair.shown.version)
    elif ends == "another code":
        code = "".join("0" if letter != "0" else "1" for letter in code)
    unknown = meeting.screen().client.get("/s/ZZZZZZZZ")
    for address in (f"/s/{code}", f"/s/{code}/now"):
        answer = meeting.screen().client.get(address)
        assert answer.status_code == 404
        assert "Northmoor" not in answer.text
    answer = meeting.screen().client.get(f"/s/{code}")
    assert len(answer.data) == len(unknown.data)


def test_guessing_codes_is_slowed_down_and_does_not_stop_a_screen_that_follows(opened: Meeting) -> None:
    limiter.enabled = True
    try:
        guesser, screen = opened.screen(), opened.screen()
        address = f"/s/{opened.code}/now"
        tag = screen.client.get(address).headers["ETag"]
        answers = [guesser.client.get(f"/s/AAAAAA{number:02}").status_code for number in range(25)]
        assert answers[:20] == [404] * 20
        assert answers[20:] == [429] * 5
        assert guesser.client.get(f"/s/{opened.code}").status_code == 429
        assert screen.client.get(address, headers={"If-None-Match": tag}).status_code == 304
        opened.ends()
        # A room full of screens that nobody has closed may not keep the next room from joining.
        limiter.reset()
        left = [screen.client.get(address, headers={"If-None-Match": tag}).status_code for _ in range(25)]
        assert left == [404] * 25
        assert guesser.client.get("/s/AAAAAAAA").status_code == 404
    finally:
        limiter.enabled = False
        limiter.reset()


def test_a_code_can_be_typed_in_as_people_type(opened: Meeting) -> None:
    typed = f"{opened.code[:4].lower()} {opened.code[4:].lower()}"
    answer = opened.screen().post("/join", code=typed)
    assert answer.request.path == f"/s/{opened.code}"
    answer = opened.screen().post("/join", code="nothing")
    assert answer.status_code == 404
    assert "Nothing is shown under this code now" in answer.text


def test_the_screens_colours_are_those_of_every_chart() -> None:
    sheet = (STATIC / "workshop" / "stage" / "base.css").read_text()
    for block, palette in ((".screen {", LIGHT), (".screen--dark {", DARK)):
        written = dict(re.findall(r"(--[a-z]+): (#[0-9a-f]{6});", sheet.partition(block)[2].partition("}")[0]))
        assert written
        assert written == {name: palette.tokens()[name] for name in written}
