"""One shared state: started once, steered from several remotes that cannot fight, ended for everybody at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Decision, Mail, Participant, Release, WorkshopNote
from gapcheck.models import Workshop as Row
from gapcheck.services import changes, releases, rights
from gapcheck.services.decided import NotAllowed, NotPossible
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.reports import downloads
from gapcheck.services.workshops import arranging, ending, preparing, room, screens, showing, steering
from gapcheck.services.workshops.moves import MORE, SILENCE, Command, NoSuchPlace
from gapcheck.services.workshops.room import LAST_STEP
from gapcheck.services.workshops.rows import LONGEST, NotOpen, NoWorkshop
from gapcheck.services.workshops.scene import ItemScene
from gapcheck.vocabulary import BoxKind, Ending, MailKind, Membership, Overlay, ReleaseScope, RevealOrder, WaveState
from tests.acting import Pair, make_pair
from tests.holding import Workshop
from tests.services.test_changes import seat_of


def later(settings: Settings, time: timedelta) -> None:
    assert settings.clock_file is not None
    settings.clock_file.write_text(str(time.total_seconds()))


# Starting


def test_starting_is_a_release_in_the_room_and_recorded_as_one(workshop: Workshop) -> None:
    workshop.starts()
    assert workshop.pair.shown.state is WaveState.IN_WORKSHOP
    made = db.session.query(Release).one()
    assert (made.scope, made.released_by, made.retracted_at) == (
        ReleaseScope.ROOM,
        workshop.pair.facilitator.user_id,
        None,
    )


def test_a_release_in_the_room_opens_no_link(opened: Workshop) -> None:
    opened.pair.renders()
    with pytest.raises(downloads.NoReport):
        downloads.download_released(opened.pair.respondent("cio"))


def test_a_workshop_on_a_released_pair_releases_nothing_again(answered: Pair) -> None:
    answered.renders()
    answered.releases()
    Workshop.of(answered).starts()
    assert answered.shown.state is WaveState.RELEASED
    assert db.session.query(Release).one().scope is ReleaseScope.BOTH


def test_starting_twice_is_starting_once(opened: Workshop) -> None:
    steering.start(opened.pair.facilitator, opened.id, 1)
    assert db.session.query(Release).count() == 1


def test_no_pair_is_prepared_before_both_have_submitted(answered: Pair) -> None:
    pair = make_pair(answered.facilitator, "Brightwater Foods")
    pair.submits("cio")
    with pytest.raises(preparing.NoWave):
        preparing.prepare(pair.facilitator, pair.wave_id)


def test_a_pair_whose_release_was_taken_back_is_released_before_it_is_shown_again(opened: Workshop) -> None:
    opened.pair.retracts()
    with pytest.raises(NotPossible):
        preparing.prepare(opened.pair.facilitator, opened.pair.wave_id)


def test_a_pair_can_be_released_to_both_after_the_room(opened: Workshop) -> None:
    opened.ends()
    opened.pair.renders()
    opened.pair.releases()
    assert opened.pair.shown.state is WaveState.RELEASED
    assert downloads.download_released(opened.pair.respondent("cio")).content


def test_what_was_shown_in_the_room_cannot_be_opened_again(opened: Workshop) -> None:
    with pytest.raises(TransitionRefused):
        changes.reopen(opened.pair.facilitator, seat_of(opened.pair, "cio"), "Misread.", opened.pair.shown.version)
    opened.pair.retracts()
    with pytest.raises(NotPossible):
        changes.reopen(opened.pair.facilitator, seat_of(opened.pair, "cio"), "Misread.", opened.pair.shown.version)


def test_a_preparation_of_answers_that_were_opened_again_is_made_anew_and_keeps_its_notes(
    workshop: Workshop, settings: Settings
) -> None:
    workshop.notes("SV1", "Ask about the plan")
    changes.reopen(workshop.pair.facilitator, seat_of(workshop.pair, "cio"), "Misread.", workshop.pair.shown.version)
    with pytest.raises(NoWorkshop):
        workshop.room  # noqa: B018  # reading it is the test
    later(settings, timedelta(minutes=5))
    workshop.pair.submits("cio", {"SV1": {"cio": 1}})
    with pytest.raises(NoWorkshop):
        workshop.starts()
    again = Workshop.of(workshop.pair)
    assert again.id == workshop.id
    assert BoxKind.SHARED_GROUND not in {box.kind for box in again.room.agenda.boxes}
    assert arranging.notes(workshop.pair.facilitator, workshop.id)["SV1"].note.text == "Ask about the plan"


# Steering


def test_the_way_through_a_workshop_shows_every_item_in_five_steps(opened: Workshop) -> None:
    seen = []
    state = opened.room
    while True:
        seen.append((state.at.item.id if state.at.item else state.at.kind.value, state.step))
        after = opened.presses(Command.NEXT)
        if (after.stop, after.step) == (state.stop, state.step):
            break
        state = after
    items = opened.room.agenda.item_ids
    assert items == ("SV1", "CC2", "CC4", "LB2")
    steps = [(item, step) for item in items for step in range(LAST_STEP + 1)]
    assert seen == [("opening", 0), *steps, ("commitments", 0)]


def test_back_undoes_next(opened: Workshop) -> None:
    before = [(state := opened.presses(Command.NEXT)) and (state.stop, state.step) for _ in range(8)]
    for place in reversed(before[:-1]):
        state = opened.presses(Command.BACK)
        assert (state.stop, state.step) == place


def test_a_command_on_an_older_state_is_refused_with_the_present_one(opened: Workshop) -> None:
    seen = opened.room.version
    opened.presses(Command.NEXT)
    with pytest.raises(steering.Stale) as refused:
        steering.steer(opened.pair.facilitator, opened.id, seen, Command.NEXT)
    assert refused.value.room == opened.room
    assert opened.room.stop == 1


def test_what_is_written_down_refuses_no_command(opened: Workshop) -> None:
    seen = opened.room
    opened.decides()
    assert opened.room.version == seen.version
    assert opened.room.writings > seen.writings
    steering.steer(opened.pair.facilitator, opened.id, seen.version, Command.NEXT)


def test_guesses_come_first_unless_the_agenda_says_otherwise(answered: Pair) -> None:
    for order, first in ((RevealOrder.GUESSES_FIRST, (True, False)), (RevealOrder.OWN_FIRST, (False, True))):
        held = Workshop(answered, preparing.prepare(answered.facilitator, answered.wave_id, 75, order)).starts()
        shown = []
        for _ in range(LAST_STEP + 1):
            held.presses(Command.NEXT)
            scene = showing.on_screen(held.screen()).scene
            assert isinstance(scene, ItemScene)
            shown.append((scene.guesses, scene.own))
        assert shown == [(False, False), first, (True, True), (True, True), (True, True)]
        held.ends()


def test_a_box_is_reached_by_its_number_and_an_item_by_the_next(opened: Workshop) -> None:
    kinds = [box.kind for box in opened.room.agenda.boxes]
    number = kinds.index(BoxKind.HIDDEN_DIFFERENCES) + 1
    assert opened.presses(Command.TO_BOX, number).at.kind is BoxKind.HIDDEN_DIFFERENCES
    opened.presses(Command.NEXT)
    assert opened.presses(Command.NEXT_ITEM).step == 0
    assert opened.presses(Command.PREVIOUS_ITEM).at.kind is BoxKind.HIDDEN_DIFFERENCES
    for nowhere in (None, 0, len(kinds) + 1):
        with pytest.raises(NoSuchPlace):
            opened.presses(Command.TO_BOX, nowhere)
    with pytest.raises(NoSuchPlace):
        opened.presses(Command.TO_STOP, 99)


def test_blank_dark_and_code_are_switched_and_switched_back(opened: Workshop) -> None:
    assert opened.presses(Command.BLANK).blank
    assert opened.presses(Command.NEXT).blank  # the next step is made ready unseen
    assert not opened.presses(Command.BLANK).blank
    assert opened.presses(Command.DARK).dark
    assert opened.presses(Command.CODE).overlay is Overlay.CODE
    assert opened.presses(Command.NEXT).overlay is Overlay.NONE


def test_the_timer_starts_with_the_silence_and_its_end_is_soft(opened: Workshop, settings: Settings) -> None:
    opened.presses(Command.NEXT)
    assert opened.presses(Command.TIMER).seconds_left == pytest.approx(SILENCE, abs=2)
    later(settings, timedelta(seconds=SILENCE + 10))
    assert opened.room.seconds_left == pytest.approx(-10, abs=2)
    assert opened.presses(Command.MORE_TIME).seconds_left == pytest.approx(MORE, abs=2)
    stopped = opened.presses(Command.TIMER)
    assert stopped.timer_ends_at is None
    later(settings, timedelta(seconds=SILENCE + 60))
    assert opened.room.seconds_left == stopped.seconds_left
    assert opened.presses(Command.NEXT).seconds_left is None


# Ending


def test_after_the_end_nothing_can_be_steered_and_no_screen_follows(opened: Workshop) -> None:
    code, screen = opened.code, opened.screen()
    opened.ends()
    with pytest.raises(NotOpen):
        opened.presses(Command.NEXT)
    with pytest.raises(NotOpen):
        showing.on_screen(screen)
    with pytest.raises(screens.NoScreen):
        screens.screen(code)


def test_a_withdrawal_ends_the_workshop_and_leaves_nothing_written(opened: Workshop) -> None:
    screen, code = opened.screen(), opened.code
    opened.notes("SV1", "A note")
    opened.votes("cso", {"CC4": 1})
    opened.decides()
    rights.withdraw(opened.pair.respondent("cio"))
    with pytest.raises(NoWorkshop):
        showing.on_screen(screen)
    with pytest.raises(screens.NoScreen):
        screens.screen(code)
    assert [db.session.query(table).count() for table in (Decision, Participant, WorkshopNote)] == [0, 0, 0]
    row = db.session.query(Row).one()
    assert (row.ending, row.sealed_agenda) == (Ending.WITHDRAWN, b"")


def test_taking_the_release_back_ends_the_workshop(opened: Workshop) -> None:
    screen = opened.screen()
    opened.pair.retracts()
    with pytest.raises(NoWorkshop):
        showing.on_screen(screen)
    assert opened.room.ending is Ending.RETRACTED


def test_a_release_taken_back_after_the_room_only_tells_nobody_who_was_told_nothing(opened: Workshop) -> None:
    opened.pair.retracts()
    assert db.session.query(Mail).filter(Mail.kind == MailKind.RELEASE_RETRACTED).count() == 0


def test_a_workshop_that_nobody_ends_is_over_after_twelve_hours(opened: Workshop, settings: Settings) -> None:
    opened.decides()
    screen = opened.screen()
    assert not ending.end_forgotten()
    later(settings, LONGEST)
    with pytest.raises(NotOpen):
        showing.on_screen(screen)
    with pytest.raises(NotOpen):
        opened.presses(Command.NEXT)
    assert ending.end_forgotten()
    assert not ending.end_forgotten()
    assert opened.room.ending is Ending.TIMED_OUT


def test_an_open_workshop_is_found_again_and_an_ended_one_is_followed_by_another(opened: Workshop) -> None:
    assert Workshop.of(opened.pair).id == opened.id
    opened.ends()
    assert Workshop.of(opened.pair).id != opened.id


# Who


def test_a_reader_steers_nothing(opened: Workshop) -> None:
    reader = replace(opened.pair.facilitator, membership=Membership.READER)
    with pytest.raises(NotAllowed):
        steering.steer(reader, opened.id, opened.room.version, Command.NEXT)
    assert room.of(reader, opened.id) == opened.room


def test_taking_back_a_release_to_both_takes_back_the_one_in_the_room_too(opened: Workshop) -> None:
    opened.pair.renders()
    releases.release(opened.pair.facilitator, opened.pair.wave_id, opened.pair.shown.version)
    assert opened.room.is_open
    opened.pair.retracts()
    assert db.session.query(Release).filter(Release.retracted_at.is_(None)).count() == 0
