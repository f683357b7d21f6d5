"""The facilitator's pages: every one of them, before the start, during the workshop and after it."""

from __future__ import annotations

from gapcheck.services.workshops import preparing
from gapcheck.services.workshops.moves import Command
from tests.acting import Browser, form_fields, make_facilitator
from tests.web.workshop.conftest import Meeting, titles

PAGES = ("", "preparation", "closing", "links", "vote", "items/SV1", "import")


def test_every_page_is_there_before_the_start_and_after_the_end(meeting: Meeting) -> None:
    for act in (None, meeting.starts, meeting.ends):
        if act is not None:
            act()
        assert {page: meeting.desk.get(meeting.base + page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_the_address_of_an_engagement_leads_to_its_workshop_and_prepares_nothing_by_itself(meeting: Meeting) -> None:
    address = f"/w/{meeting.facilitator.workspace_id}/e/{meeting.pair.engagement_id}/workshop"
    assert "Agenda" in titles(meeting.desk.get(address).text)
    meeting.starts()
    meeting.ends()
    page = meeting.desk.get(address)
    assert "Prepare the workshop" in page.text
    assert preparing.of_wave(meeting.facilitator, meeting.pair.wave_id).workshop_id == meeting.workshop_id
    assert "Agenda" in titles(meeting.desk.post(address, minutes="60", order="own_first").text)


def test_the_agenda_page_moves_drops_and_adds_with_buttons_and_keeps_what_else_stands_in_its_fields(
    meeting: Meeting,
) -> None:
    assert set(meeting.room.agenda.item_ids) == {"GR1", "SV1", "LB2"}
    minutes = {"minutes.shared_ground": "9", "order": "own_first"}
    meeting.desk.post(meeting.base, act="drop:SV1", **minutes)
    assert meeting.room.agenda.item_ids == ("GR1", "LB2")
    assert next(box.minutes for box in meeting.room.agenda.boxes if box.items) == 9
    assert meeting.room.agenda.order == "own_first"
    meeting.desk.post(meeting.base, act="add", add="SV1")
    assert meeting.room.agenda.item_ids == ("GR1", "LB2", "SV1")
    meeting.desk.post(meeting.base, act="up:SV1")
    assert meeting.room.agenda.item_ids == ("GR1", "SV1", "LB2")
    meeting.desk.post(meeting.base, act="down:SV1")
    assert meeting.room.agenda.item_ids == ("GR1", "LB2", "SV1")
    assert next(box.minutes for box in meeting.room.agenda.boxes if box.items) == 9


def test_an_agenda_that_was_changed_elsewhere_is_shown_and_not_overwritten(meeting: Meeting) -> None:
    stale = form_fields(meeting.desk.get(meeting.base).text)
    meeting.desk.post(meeting.base, act="drop:SV1")
    answer = meeting.desk.client.post(meeting.base, data={**stale, "act": "drop:GR1"})
    assert answer.status_code == 409
    assert "Somebody else was quicker" in answer.text
    assert "GR1" in meeting.room.agenda.item_ids


def test_the_own_question_and_a_note_are_kept_and_the_note_is_never_on_a_screen(meeting: Meeting) -> None:
    meeting.desk.post(f"{meeting.base}items/SV1", question="Who was there?", note="Mind the history.")
    assert "Own question" in meeting.desk.get(meeting.base).text
    meeting.starts()
    meeting.goes_to("SV1", 3)
    assert "Who was there?" in meeting.shown()
    for step in range(5):
        meeting.goes_to("SV1", step)
        assert "Mind the history" not in meeting.shown()


def test_starting_says_that_it_is_a_release_and_leads_to_the_remote(meeting: Meeting) -> None:
    page = meeting.desk.get(meeting.base).text
    assert "Starting is a release" in page
    address = f"{meeting.base}start"
    answer = meeting.desk.client.post(address, data=form_fields(page), follow_redirects=True)
    assert answer.request.path == f"{meeting.base}remote"
    assert "On screen: <strong>the rules" in answer.text


def test_a_rehearsal_is_one_button_away_and_releases_nothing(meeting: Meeting) -> None:
    page = f"/w/{meeting.facilitator.workspace_id}/e/{meeting.pair.engagement_id}/workshop"
    meeting.starts()
    meeting.ends()
    answer = meeting.desk.sends(f"/w/{meeting.facilitator.workspace_id}/rehearsal", page)
    assert "Rehearsal" in answer.text
    assert "Nothing is released in a rehearsal" in answer.text


def test_the_personal_links_are_on_the_facilitators_page_only(opened: Meeting) -> None:
    page = opened.desk.get(f"{opened.base}links").text
    assert page.count('class="qr"') == 3
    opened.orders(Command.CODE)
    assert opened.shown().count('class="qr"') == 1
    assert "/i/" not in opened.shown()


def test_another_workspaces_facilitator_finds_nothing(meeting: Meeting) -> None:
    stranger = Browser(meeting.app)
    other = make_facilitator("Elsewhere", "eve@elsewhere.example")
    stranger.signs_in(other)
    for page in PAGES:
        address = f"/w/{other.workspace_id}/workshops/{meeting.workshop_id}/{page}"
        assert stranger.get(address).status_code == 404
