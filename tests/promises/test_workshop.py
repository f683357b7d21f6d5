"""A workshop shows nothing of a pair that is not released, belongs to its workspace, and nobody outruns its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from gapcheck.extensions import db
from gapcheck.models import Decision, Participant, Release
from gapcheck.models import Workshop as Row
from gapcheck.services import audit, changes, people, releases, rights
from gapcheck.services.decided import NoWave
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.principals import Facilitator, Screen
from gapcheck.services.seating import Person
from gapcheck.services.workshops import (
    arranging,
    closing,
    decisions,
    exporting,
    importing,
    material,
    preparing,
    room,
    screens,
    steering,
    votes,
)
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.room import Room
from gapcheck.services.workshops.rows import NotOpen, NoWorkshop
from gapcheck.services.workshops.screens import NoScreen
from gapcheck.services.workshops.steering import Stale
from gapcheck.services.workshops.votes import NoVote
from gapcheck.vocabulary import ReleaseScope, WaveState
from tests.acting import Pair, make_facilitator, make_pair
from tests.holding import FOUR_KINDS, Workshop
from tests.promises.test_races import seat, wave_of
from tests.racing import Track

CLOSED = (NoWorkshop, NotOpen, NoScreen)


def shown(pair: Pair) -> Workshop:
    """A workshop that is open."""
    for role, values in FOUR_KINDS.items():
        pair.submits(role, values)
    return Workshop.of(pair).starts()


def screen_of(workshop: Workshop) -> Screen:
    """A screen as a browser would still have it, whatever happened since it was let in."""
    return Screen(workshop.id, workshop.pair.wave_id, workshop.pair.facilitator.workspace_id)


def everything_for_a_screen(workshop: Workshop) -> Iterator[Any]:
    """Whatever a screen can ask for, and a code can open."""
    followed, code = screen_of(workshop), screens.code(workshop.id, 1)
    for ask in (
        partial(screens.screen, code),
        partial(screens.pulse, code),
        partial(screens.code_on_screen, followed),
        partial(room.for_screen, followed),
        partial(material.for_screen, followed),
        partial(votes.tally_for_screen, followed),
        partial(decisions.commitments_for_screen, followed),
        partial(closing.agreed_on_screen, followed),
    ):
        screens._pulses.clear()
        db.session.close()
        try:
            yield ask()
        except (*CLOSED, NoVote) as refused:
            yield refused


def assert_dark(workshop: Workshop) -> None:
    for answer in everything_for_a_screen(workshop):
        assert isinstance(answer, CLOSED), answer


def test_nothing_of_a_pair_that_is_not_released_can_be_projected(pair: Pair) -> None:
    for role, values in FOUR_KINDS.items():
        pair.submits(role, values)
    assert_dark(Workshop.of(pair))


def test_an_open_workshop_can_be(pair: Pair) -> None:
    """The checks above and below look where there is something to see."""
    workshop = shown(pair)
    workshop.presses(Command.VOTE)
    assert not any(isinstance(answer, Exception) for answer in everything_for_a_screen(workshop))


@pytest.mark.parametrize("end", ["withdraw", "retract", "end"])
def test_every_screen_goes_blank_at_once(pair: Pair, end: str) -> None:
    workshop = shown(pair)
    if end == "withdraw":
        rights.withdraw(pair.respondent("cso"))
    elif end == "retract":
        pair.retracts()
    else:
        workshop.ends()
    assert_dark(workshop)


def test_a_state_that_was_changed_by_hand_opens_no_screen(pair: Pair) -> None:
    """Every look-up asks the rule anew: a workshop row that says it is open is not enough."""
    workshop = shown(pair)
    db.session.query(Release).delete()
    db.session.commit()
    assert_dark(workshop)


def test_a_preparation_tells_respondents_nothing(pair: Pair) -> None:
    for role, values in FOUR_KINDS.items():
        pair.submits(role, values)
    Workshop.of(pair)
    for ask in (votes.ballot, closing.read_back):
        with pytest.raises(NoWorkshop):
            ask(pair.respondent("cio"))


def test_a_successor_who_was_not_asked_has_no_part(pair: Pair) -> None:
    for role, values in FOUR_KINDS.items():
        pair.submits(role, values)
    people.replace(
        pair.facilitator, seat(pair, "cso").seat_id, Person("Ines Vidal"), pair.shown.version, keep_answers=True
    )
    workshop = Workshop.of(pair).starts()
    workshop.presses(Command.VOTE)
    with pytest.raises(NoWorkshop):
        votes.ballot(pair.respondent("cso"))
    assert votes.tally(pair.facilitator, workshop.id).of == 2


def test_another_workspaces_workshop_is_one_that_does_not_exist(pair: Pair) -> None:
    workshop = shown(pair)
    kept = workshop.decides()
    stranger = make_facilitator("Another Firm", "otto@another.example")
    state, note = workshop.room, arranging.Note("", "x")
    for ask in (
        partial(room.of, stranger, workshop.id),
        partial(material.for_facilitator, stranger, workshop.id),
        partial(screens.code_of, stranger, workshop.id),
        partial(screens.renew_code, stranger, workshop.id),
        partial(steering.start, stranger, workshop.id, state.version),
        partial(steering.steer, stranger, workshop.id, state.version, Command.NEXT),
        partial(steering.end, stranger, workshop.id, state.version),
        partial(arranging.save, stranger, workshop.id, state.agenda, state.version),
        partial(arranging.notes, stranger, workshop.id),
        partial(arranging.write_note, stranger, workshop.id, "SV1", note, 0),
        partial(votes.tally, stranger, workshop.id),
        partial(votes.take_over, stranger, workshop.id, state.version),
        partial(decisions.kept, stranger, workshop.id),
        partial(decisions.save, stranger, workshop.id, kept.id, kept.typed, 1),
        partial(decisions.take_out, stranger, workshop.id, kept.id, 1),
        partial(decisions.choose, stranger, workshop.id, [kept.id]),
        partial(closing.agreed, stranger, workshop.id),
        partial(closing.set_next_wave, stranger, workshop.id, None),
        partial(exporting.export, stranger, workshop.id, exporting.Form.CSV),
        partial(exporting.for_the_room, stranger, workshop.id),
        partial(importing.take_in, stranger, workshop.id, b"{}"),
    ):
        with pytest.raises(NoWorkshop):
            ask()
    for by_wave in (preparing.prepare, preparing.standing):
        with pytest.raises(NoWave):
            by_wave(stranger, pair.wave_id)
    assert workshop.room == replace(state, writings=workshop.room.writings)


def test_whoever_sits_in_the_pair_steers_nothing_before_the_release(pair: Pair) -> None:
    workshop = shown(pair)
    insider = replace(pair.facilitator, email="ANA@northmoor.example")
    with pytest.raises(NoWorkshop):
        room.of(insider, workshop.id)


# Races


@pytest.fixture(params=[3, pytest.param(500, marks=pytest.mark.soak)])
def runs(request: pytest.FixtureRequest, database: str) -> int:
    """A few on every run, one on PostgreSQL; five hundred on each with ``make soak``."""
    return 1 if database == "postgresql" and request.param == 3 else request.param


@pytest.mark.slow
@pytest.mark.both_databases
def test_of_two_remotes_that_press_at_once_one_is_refused_with_the_state_of_the_other(
    track: Track, facilitator: Facilitator, runs: int
) -> None:
    workshop = shown(make_pair(facilitator))
    for _ in range(runs):
        seen = workshop.room.version
        press = partial(steering.steer, facilitator, workshop.id, seen, Command.DARK)
        outcomes = track.race(press, press, press)
        (done,) = [each for each in outcomes if isinstance(each, Room)]
        refused = [each for each in outcomes if isinstance(each, Stale)]
        assert len(refused) == 2
        assert {each.room for each in refused} == {done} == {workshop.room}
        assert done.version == seen + 1


@pytest.mark.slow
@pytest.mark.both_databases
def test_a_workshop_that_starts_while_one_withdraws_shows_nothing(
    track: Track, facilitator: Facilitator, runs: int
) -> None:
    for _ in range(runs):
        pair = make_pair(facilitator)
        pair.both_submit()
        workshop, ana = Workshop.of(pair), pair.respondent("cio")
        seen = workshop.room.version
        started, withdrawn = track.race(
            partial(steering.start, facilitator, workshop.id, seen), partial(rights.withdraw, ana)
        )
        assert withdrawn is None
        assert isinstance(started, Room | NoWorkshop)
        assert wave_of(pair).state is WaveState.CLOSED
        assert db.session.query(Row).filter_by(wave_id=pair.wave_id, ended_at=None).count() == 0
        in_force = db.session.query(Release).filter_by(wave_id=pair.wave_id, retracted_at=None)
        assert in_force.count() == 0
        assert_dark(workshop)
    assert db.session.query(Decision).count() == db.session.query(Participant).count() == 0
    assert audit.verify() == []


@pytest.mark.slow
@pytest.mark.both_databases
def test_a_workshop_that_starts_while_answers_are_opened_again_is_one_or_the_other(
    track: Track, facilitator: Facilitator, runs: int
) -> None:
    for _ in range(runs):
        pair = make_pair(facilitator)
        pair.both_submit()
        workshop, ana = Workshop.of(pair), seat(pair, "cio")
        seen, version = workshop.room.version, pair.shown.version
        started, reopened = track.race(
            partial(steering.start, facilitator, workshop.id, seen),
            partial(changes.reopen, facilitator, ana.seat_id, "A question was misread.", version),
        )
        state, shown_in_room = wave_of(pair).state, db.session.query(Release).filter_by(wave_id=pair.wave_id).count()
        if isinstance(started, Room):
            assert isinstance(reopened, TransitionRefused)
            assert (state, shown_in_room) == (WaveState.IN_WORKSHOP, 1)
        else:
            assert (reopened, state, shown_in_room) == (None, WaveState.OPEN, 0)
            assert_dark(workshop)


@pytest.mark.slow
@pytest.mark.both_databases
def test_of_releasing_to_both_and_starting_at_once_nothing_is_left_half(
    track: Track, facilitator: Facilitator, runs: int
) -> None:
    for _ in range(runs):
        pair = make_pair(facilitator)
        pair.both_submit()
        pair.renders()
        workshop = Workshop.of(pair)
        seen, version = workshop.room.version, pair.shown.version
        started, released = track.race(
            partial(steering.start, facilitator, workshop.id, seen),
            partial(releases.release, facilitator, pair.wave_id, version),
        )
        scopes = {each.scope for each in db.session.query(Release).filter_by(wave_id=pair.wave_id)}
        assert isinstance(started, Room)
        if released is None:
            assert (wave_of(pair).state, scopes) == (WaveState.RELEASED, {ReleaseScope.BOTH})
        else:
            assert (wave_of(pair).state, scopes) == (WaveState.IN_WORKSHOP, {ReleaseScope.ROOM})


@pytest.mark.slow
@pytest.mark.both_databases
def test_two_votes_at_once_are_both_counted(track: Track, facilitator: Facilitator, runs: int) -> None:
    for _ in range(runs):
        workshop = shown(make_pair(facilitator))
        workshop.presses(Command.VOTE)
        ana, tom = workshop.pair.respondent("cio"), workshop.pair.respondent("cso")
        assert track.race(partial(votes.cast, ana, {"CC4": 3}), partial(votes.cast, tom, {"LB2": 3})) == [None, None]
        assert votes.tally(facilitator, workshop.id).dots == {"CC4": 3, "LB2": 3}
