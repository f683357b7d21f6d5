"""In any order of acts a screen shows something exactly while a workshop is open on a pair that may be shown."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gapcheck.extensions import db
from gapcheck.services import answering, audit, changes, releases, rights
from gapcheck.services.decided import NotPossible, NoWave
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.releases import NothingToRelease
from gapcheck.services.workshops import closing, material, steering, votes
from gapcheck.services.workshops.moves import Command, NoSuchPlace
from gapcheck.services.workshops.rows import NotOpen, NoWorkshop
from gapcheck.services.workshops.steering import MayNotStart
from gapcheck.services.workshops.votes import NoVote, UnusableDots
from gapcheck.vocabulary import WaveState
from tests.acting import Pair, make_facilitator, make_pair
from tests.holding import FOUR_KINDS, Workshop
from tests.promises.test_races import seat
from tests.promises.test_workshop import CLOSED, everything_for_a_screen

REFUSALS = (
    *(NotPossible, NoWave, TransitionRefused, NothingToRelease, answering.AnsweringEnded),
    *(NoWorkshop, NotOpen, MayNotStart, NoSuchPlace, NoVote, UnusableDots),
    *(closing.NothingToAgreeTo, closing.ChangedMeanwhile),
)
ROLES = st.sampled_from(["cio", "cso"])


@dataclass
class Model:
    """What must be the case: the wave's state, whether a workshop is prepared or open, and what was ever shown."""

    state: WaveState = WaveState.COMPLETE
    prepared: bool = False
    is_open: bool = False
    shown: bool = False
    submitted: set[str] = field(default_factory=lambda: {"cio", "cso"})


class AnyOrder(RuleBasedStateMachine):
    """A pair whose answers are in, and all that can happen to it around a workshop."""

    number = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).number += 1
        name = f"Workspace {self.number}"
        self.pair: Pair = make_pair(make_facilitator(name, f"ruth@w{self.number}.example"))
        for role, values in FOUR_KINDS.items():
            self.pair.submits(role, values)
        self.people = {role: self.pair.respondent(role) for role in ("cio", "cso")}
        self.workshop: Workshop | None = None
        self.model = Model()

    @rule()
    def prepares(self) -> None:
        may = self.model.state in (WaveState.COMPLETE, WaveState.IN_WORKSHOP, WaveState.RELEASED)
        with suppress(*REFUSALS):
            self.workshop = Workshop.of(self.pair)
            assert may
            self.model.prepared = True

    @rule()
    def starts(self) -> None:
        if self.workshop is None:
            return
        may = self.model.prepared and self.model.state not in (WaveState.OPEN, WaveState.RETRACTED, WaveState.CLOSED)
        with suppress(*REFUSALS):
            self.workshop.starts()
            assert may
            self.model.is_open = self.model.shown = True
            if self.model.state is WaveState.COMPLETE:
                self.model.state = WaveState.IN_WORKSHOP
            return
        assert not may

    @rule(command=st.sampled_from(Command), number=st.integers(0, 9))
    def presses(self, command: Command, number: int) -> None:
        with suppress(*REFUSALS):
            if self.workshop is not None:
                self.workshop.presses(command, number)
                assert self.model.is_open

    @rule(role=ROLES)
    def votes(self, role: str) -> None:
        with suppress(*REFUSALS):
            votes.cast(self.people[role], {"CC4": 1})
            assert self.model.is_open

    @rule(role=ROLES)
    def decides_and_agrees(self, role: str) -> None:
        with suppress(*REFUSALS):
            if self.workshop is not None:
                self.workshop.decides()
                closing.agree(self.people[role], closing.read_back(self.people[role]).digest)
                assert self.model.is_open

    @rule()
    def ends(self) -> None:
        with suppress(*REFUSALS):
            if self.workshop is not None:
                steering.end(self.pair.facilitator, self.workshop.id, self.workshop.room.version)
                assert self.model.prepared
                self.model.prepared = self.model.is_open = False

    @rule()
    def releases(self) -> None:
        self.pair.renders()
        with suppress(*REFUSALS):
            releases.release(self.pair.facilitator, self.pair.wave_id, self.pair.shown.version)
            assert self.model.state in (WaveState.COMPLETE, WaveState.IN_WORKSHOP, WaveState.RETRACTED)
            self.model.state, self.model.shown = WaveState.RELEASED, True

    @rule()
    def retracts(self) -> None:
        may = self.model.state in (WaveState.RELEASED, WaveState.IN_WORKSHOP)
        with suppress(*REFUSALS):
            self.pair.retracts()
            assert may
            self.model.state, self.model.prepared, self.model.is_open = WaveState.RETRACTED, False, False
            return
        assert not may

    @rule(role=ROLES)
    def is_opened_again_and_submitted(self, role: str) -> None:
        may = self.model.state is WaveState.COMPLETE and not self.model.shown
        with suppress(*REFUSALS):
            changes.reopen(self.pair.facilitator, seat(self.pair, role).seat_id, "Misread.", self.pair.shown.version)
            assert may
            self.model.prepared = False
            self.look(WaveState.OPEN)
            answering.submit(self.people[role])
            return
        assert not may

    @rule(role=ROLES, sure=st.integers(0, 4))
    def withdraws(self, role: str, sure: int) -> None:
        if sure == 0:  # it ends the example, more or less
            rights.withdraw(self.people[role])
            self.model.state, self.model.prepared, self.model.is_open = WaveState.CLOSED, False, False

    @invariant()
    def screens_show_something_exactly_while_they_may(self) -> None:
        self.look(self.model.state)

    def look(self, state: WaveState) -> None:
        """Every door of a screen, and the facilitator's."""
        db.session.close()
        assert self.pair.shown.state is state
        if self.workshop is None:
            return
        is_open = self.model.is_open and state is not WaveState.OPEN
        for answer in everything_for_a_screen(self.workshop):
            assert isinstance(answer, CLOSED) != is_open, (answer, self.model)
        for role in self.people.values():
            try:
                votes.ballot(role)
            except CLOSED:
                assert not is_open
            except NoVote:
                assert is_open
            else:
                assert is_open
        if state in (WaveState.OPEN, WaveState.CLOSED):
            with pytest.raises(NoWorkshop):
                material.for_facilitator(self.pair.facilitator, self.workshop.id)

    def teardown(self) -> None:
        assert audit.verify() == []


@pytest.mark.slow
@pytest.mark.parametrize(("examples", "steps"), [(4, 15), pytest.param(2000, 40, marks=pytest.mark.soak)])
def test_in_any_order_of_acts_screens_show_something_exactly_while_they_may(
    app: Flask, examples: int, steps: int
) -> None:
    run_state_machine_as_test(
        AnyOrder, settings=hypothesis_settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )
