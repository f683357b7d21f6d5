"""Three dots each, secret until both are in."""

from __future__ import annotations

import pytest

from gapcheck.extensions import db
from gapcheck.services.workshops import showing, votes
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.rows import NotOpen, NoWorkshop
from gapcheck.services.workshops.showing import VoteScene
from gapcheck.services.workshops.votes import NoVote, UnusableDots
from tests.holding import Workshop


def test_only_the_differences_are_voted_on(opened: Workshop) -> None:
    opened.presses(Command.VOTE)
    assert votes.ballot(opened.pair.respondent("cio")).items == ("CC4", "LB2")


def test_nobody_learns_a_vote_before_both_are_in(opened: Workshop) -> None:
    opened.votes("cio", {"CC4": 3})
    screen = opened.screen()
    tally = votes.tally(opened.pair.facilitator, opened.id)
    assert (tally.voted, tally.dots, tally.is_over) == ({"cio"}, None, False)
    on_screen = showing.on_screen(screen).scene
    assert isinstance(on_screen, VoteScene)
    assert (on_screen.voted, on_screen.of, on_screen.lines) == (1, 2, ())
    assert votes.ballot(opened.pair.respondent("cso")).dots is None
    opened.votes("cso", {"CC4": 1, "LB2": 2})
    assert votes.tally(opened.pair.facilitator, opened.id).dots == {"CC4": 4, "LB2": 2}
    on_screen = showing.on_screen(screen).scene
    assert isinstance(on_screen, VoteScene)
    assert [line.dots for line in on_screen.lines] == [4, 2]
    assert votes.ballot(opened.pair.respondent("cio")).dots == {"CC4": 4, "LB2": 2}


def test_dots_can_be_moved_until_the_others_are_in_and_never_after(opened: Workshop) -> None:
    opened.votes("cio", {"CC4": 3})
    opened.votes("cio", {"LB2": 3})
    assert votes.ballot(opened.pair.respondent("cio")).own == {"LB2": 3}
    opened.votes("cso", {"CC4": 1})
    opened.votes("cso", {"CC4": 1})  # sent again
    with pytest.raises(NoVote):
        opened.votes("cio", {"CC4": 3})


def test_a_vote_has_one_to_three_dots_on_what_is_voted_on(opened: Workshop) -> None:
    for unusable in ({}, {"CC4": 4}, {"CC4": 2, "LB2": 2}, {"CC4": -1, "LB2": 2}, {"SV1": 1}, {"XX9": 1}):
        with pytest.raises(UnusableDots):
            opened.votes("cio", unusable)


def test_nobody_votes_before_the_vote_is_opened_or_after_the_end(opened: Workshop) -> None:
    ana = opened.pair.respondent("cio")
    with pytest.raises(NoVote):
        votes.cast(ana, {"CC4": 1})
    opened.presses(Command.VOTE)
    opened.ends()
    with pytest.raises((NotOpen, NoWorkshop)):
        votes.cast(ana, {"CC4": 1})


def test_a_respondent_is_told_nothing_of_a_workshop_that_is_only_prepared(workshop: Workshop) -> None:
    with pytest.raises(NoWorkshop):
        votes.ballot(workshop.pair.respondent("cio"))


def test_the_agenda_takes_over_the_dots_once_both_are_in(opened: Workshop) -> None:
    opened.votes("cio", {"LB2": 3})
    with pytest.raises(NoVote):
        votes.take_over(opened.pair.facilitator, opened.id, opened.room.version)
    opened.votes("cso", {"LB2": 1})
    before = opened.room.agenda
    after = votes.take_over(opened.pair.facilitator, opened.id, opened.room.version).agenda
    assert sorted(after.item_ids) == sorted(before.item_ids)
    assert [box.kind for box in after.boxes] == [box.kind for box in before.boxes]


def test_dots_are_stored_sealed(opened: Workshop) -> None:
    from gapcheck.models import Participant

    opened.votes("cio", {"CC4": 3})
    row = db.session.query(Participant).one()
    assert row.sealed_dots is not None
    assert b"CC4" not in row.sealed_dots


def test_everybody_can_take_their_own_part_with_them_and_nobody_elses(opened: Workshop) -> None:
    ana, tom = opened.pair.respondent("cio"), opened.pair.respondent("cso")
    assert votes.given_by(ana) == ()
    opened.votes("cio", {"CC4": 3})
    opened.ends()
    (given,) = votes.given_by(ana)
    assert (given.dots, given.agreed_at) == ({"CC4": 3}, None)
    assert given.voted_at is not None
    assert votes.given_by(tom) == ()
