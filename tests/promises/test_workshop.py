"""A workshop shows nothing of a pair that is not released, belongs to its workspace, and nobody outruns its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask

from gapcheck.extensions import db
from gapcheck.models import Release
from gapcheck.services import handover, people, rights, workspaces
from gapcheck.services.decided import NoWave
from gapcheck.services.principals import Screen
from gapcheck.services.seating import Person
from gapcheck.services.transaction import writing
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
    showing,
    steering,
    votes,
)
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.rows import NotOpen, NoWorkshop
from gapcheck.services.workshops.screens import NoScreen
from gapcheck.vocabulary import Membership
from tests.acting import Pair, make_facilitator
from tests.holding import FOUR_KINDS, Workshop
from tests.promises.test_races import seat
from tests.promises.test_the_other_never_shows import masked
from tests.web.respond.conftest import entered

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
        partial(showing.on_screen, followed),
    ):
        screens._pulses.clear()
        db.session.close()
        try:
            yield ask()
        except CLOSED as refused:
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


def test_a_workshop_that_a_retraction_ended_stays_ended_when_the_report_is_released_again(pair: Pair) -> None:
    workshop = shown(pair)
    pair.renders()
    pair.retracts()
    pair.renders()
    pair.releases()
    assert_dark(workshop)


def test_a_state_that_was_changed_by_hand_opens_no_screen(pair: Pair) -> None:
    """Every look-up asks the rule anew: a workshop row that says it is open is not enough."""
    workshop = shown(pair)
    with writing() as session:
        session.query(Release).delete()
    assert_dark(workshop)


def test_a_preparation_tells_respondents_nothing(pair: Pair) -> None:
    for role, values in FOUR_KINDS.items():
        pair.submits(role, values)
    Workshop.of(pair)
    for ask in (votes.ballot, closing.read_back):
        with pytest.raises(NoWorkshop):
            ask(pair.respondent("cio"))


def test_a_preparation_changes_no_byte_for_the_two(app: Flask, pair: Pair) -> None:
    for role, values in FOUR_KINDS.items():
        pair.submits(role, values)
    ana = entered(app, pair, "cio")
    paths = ("", "done", "answers", "answers.json", "told", "report", "report.pdf", "vote", "agree")

    def seen() -> list[str]:
        return [masked(f"{answer.status} {answer.headers} {answer.text}") for answer in map(ana.opens, paths)]

    before = seen()
    workshop = Workshop.of(pair)
    workshop.notes("SV1", "A canary of the facilitator")
    assert seen() == before


def test_how_one_voted_changes_nothing_that_anybody_else_gets(pair: Pair) -> None:
    workshop = shown(pair)
    workshop.presses(Command.VOTE)
    seen = []
    for dots in ({"CC4": 3}, {"LB2": 1}):
        workshop.votes("cio", dots)
        db.session.close()
        ballot = votes.ballot(pair.respondent("cso"))
        tally = votes.tally(pair.facilitator, workshop.id)
        seen.append((ballot, tally, showing.on_screen(screen_of(workshop)).scene, workshop.room.agenda))
    assert seen[0] == seen[1]


def test_a_colleague_to_whom_the_company_is_handed_over_goes_on_with_the_workshop(pair: Pair) -> None:
    workshop = shown(pair)
    name = pair.facilitator.workspace_name
    colleague = workspaces.add_member("ida@halloran.example", "Ida", name, Membership.FACILITATOR)
    handover.hand_over(pair.facilitator, pair.engagement_id, colleague)
    ida = workspaces.facilitator(colleague, pair.facilitator.workspace_id)
    state = steering.steer(ida, workshop.id, workshop.room.version, Command.NEXT)
    assert state == workshop.room == room.of(ida, workshop.id)


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
        partial(exporting.export, stranger, workshop.id, exporting.FileKind.CSV),
        partial(exporting.for_the_room, stranger, workshop.id),
        partial(importing.take_in, stranger, workshop.id, b"{}"),
    ):
        with pytest.raises(NoWorkshop):
            ask()
    for by_wave in (preparing.prepare, preparing.of_wave):
        with pytest.raises(NoWave):
            by_wave(stranger, pair.wave_id)
    assert workshop.room == replace(state, writings=workshop.room.writings)


def test_whoever_sits_in_the_pair_steers_nothing_before_the_release(pair: Pair) -> None:
    workshop = shown(pair)
    insider = replace(pair.facilitator, email="ANA@northmoor.example")
    with pytest.raises(NoWorkshop):
        room.of(insider, workshop.id)
