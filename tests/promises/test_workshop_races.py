"""Remotes, starts, withdrawals and votes at the same moment: one of the allowed outcomes, and nothing half."""

from __future__ import annotations

from functools import partial

import pytest

from gapcheck.extensions import db
from gapcheck.models import Decision, Participant, Release
from gapcheck.models import Workshop as Row
from gapcheck.services import audit, changes, releases, rights
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.principals import Facilitator
from gapcheck.services.workshops import steering, votes
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.room import Room
from gapcheck.services.workshops.rows import NoWorkshop
from gapcheck.services.workshops.steering import Stale
from gapcheck.vocabulary import ReleaseScope, WaveState
from tests.acting import make_pair
from tests.holding import Workshop
from tests.promises.test_races import seat, wave_of
from tests.promises.test_workshop import assert_dark, shown
from tests.racing import Track


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
