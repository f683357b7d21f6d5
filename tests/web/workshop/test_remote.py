"""The remote: every button saves what is typed, two remotes do not fight, and nothing typed is lost."""

from __future__ import annotations

from gapcheck.services.workshops import decisions
from gapcheck.services.workshops.arranging import notes
from tests.acting import form_fields
from tests.web.workshop.conftest import Meeting


def fields_of(meeting: Meeting) -> dict[str, str]:
    return form_fields(meeting.desk.get(f"{meeting.base}remote").text)


def post(meeting: Meeting, fields: dict[str, str], address: str = "remote"):
    return meeting.desk.client.post(meeting.base + address, data=fields)


def test_the_remote_shows_the_four_answers_the_question_and_what_is_on_the_screen(opened: Meeting) -> None:
    opened.goes_to("SV1", 1)
    page = opened.desk.get(f"{opened.base}remote").text
    assert "on screen: <strong>guesses" in page
    assert "Next: own views" in page
    for words in ("Strongly agree", "5 of 5", "Disagree", "2 of 5", "Ana guessed Tom", "Tom guessed Ana", "Ask:"):
        assert words in page


def test_pressing_next_saves_the_note_and_the_decision_on_the_way(opened: Meeting) -> None:
    opened.goes_to("SV1", 3)
    opened.presses("next", note="Ana hesitates", decision="Invite security", owner="cio")
    assert opened.room.step == 4
    assert notes(opened.facilitator, opened.workshop_id)["SV1"].note.text == "Ana hesitates"
    (kept,) = decisions.kept(opened.facilitator, opened.workshop_id)
    assert (kept.typed.decision, kept.typed.owner, kept.typed.item) == ("Invite security", "cio", "SV1")


def test_an_empty_form_writes_nothing(opened: Meeting) -> None:
    opened.goes_to("SV1", 0)
    for _ in range(4):
        opened.presses("next")
    assert decisions.kept(opened.facilitator, opened.workshop_id) == ()


def test_a_command_on_an_older_state_is_refused_and_the_present_one_is_shown(opened: Meeting) -> None:
    first, second = fields_of(opened), fields_of(opened)
    assert post(opened, {**first, "command": "next"}).status_code == 303
    answer = post(opened, {**second, "command": "next"})
    assert answer.status_code == 409
    assert "Somebody else was quicker" in answer.text
    assert opened.room.stop == 1


def test_a_decision_that_another_remote_changed_is_shown_beside_the_own_words(opened: Meeting) -> None:
    opened.goes_to("SV1", 4)
    opened.presses("", decision="First words")
    mine, theirs = fields_of(opened), fields_of(opened)
    assert post(opened, {**theirs, "decision": "Their words"}).status_code == 303
    answer = post(opened, {**mine, "decision": "My words", "command": "next"})
    assert answer.status_code == 409
    assert "Their words" in answer.text
    assert 'value="My words"' in answer.text
    again = {**form_fields(answer.text), "decision": "My words", "command": "next"}
    assert post(opened, again).status_code == 303
    (kept,) = decisions.kept(opened.facilitator, opened.workshop_id)
    assert kept.typed.decision == "My words"


def test_the_script_saves_and_learns_the_revisions(opened: Meeting) -> None:
    opened.goes_to("SV1", 4)
    fields = {**fields_of(opened), "note": "typed", "decision": "typed as well"}
    answer = post(opened, fields, "remote/save")
    assert answer.json == {"saved": True, "revisions": {"note": 1, "decision": 1}}
    assert post(opened, fields, "remote/save").json == answer.json
    assert post(opened, {**fields, "decision": "otherwise"}, "remote/save").status_code == 409


def test_a_question_is_parked_or_settled_with_one_button(opened: Meeting) -> None:
    opened.goes_to("SV1", 4)
    opened.presses("", settle="nothing_needed")
    (kept,) = decisions.kept(opened.facilitator, opened.workshop_id)
    assert kept.typed.outcome == "nothing_needed"
    assert "Nothing is needed here" in opened.shown()
    opened.presses("", settle="parked", decision="Whose budget?")
    assert "Parked:" in opened.shown()


def test_the_state_that_the_remote_asks_for_tells_of_moves_and_of_writing(opened: Meeting) -> None:
    asked = f"{opened.base}remote/now"
    first = opened.desk.client.get(asked).json["state"]
    opened.presses("next")
    second = opened.desk.client.get(asked).json["state"]
    opened.presses("", decision="Something")
    assert len({first, second, opened.desk.client.get(asked).json["state"]}) == 3


def test_after_the_end_the_remote_leads_back_to_the_agenda(opened: Meeting) -> None:
    fields = fields_of(opened)
    opened.desk.sends(f"{opened.base}closing", f"{opened.base}closing", act="end")
    assert opened.desk.get(f"{opened.base}remote").request.path == opened.base
    assert post(opened, {**fields, "command": "next"}).status_code == 303
