"""Rules 1, 2, 9, 17 and 19 in any order of acts; and seven planted leaks that the same checks must find."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from flask import Flask, request
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, true

from gapcheck import config
from gapcheck.encryption import secret_hash
from gapcheck.engine.wave import SharedComment
from gapcheck.extensions import db
from gapcheck.models import Participant, RespondentSignIn, ResponseSet
from gapcheck.services import answering, links, visibility, waves
from gapcheck.services.reports import downloads, rendering
from gapcheck.services.reports.downloads import NoReport
from gapcheck.services.transaction import reading
from gapcheck.services.visibility import Matter, Reader
from gapcheck.services.workshops import rows, showing, votes
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.room import FIRST, LAST_STEP, SECOND, STATEMENT, TALK
from gapcheck.vocabulary import WaveState
from tests.promises.blind import GUESS, KINDS, OPEN_ANSWER, TICKED, UNTICKED, Blind
from tests.promises.blind_readers import (
    FIFTH,
    OPENED,
    ROLES,
    SAMPLE,
    everything_in_it,
    everything_on_it,
    everything_served,
)
from tests.promises.blind_room import ANSWERED, CLOSING, COMMENTED, GUESSED, SCREEN, STOPS
from tests.promises.stage import Stage

roles = st.sampled_from(ROLES)
#: After an erasure there is nothing left that anybody could do.
not_erased = precondition(lambda self: not self.blind.erased)
#: Also after its end, which must refuse everything.
in_a_workshop = precondition(lambda self: bool(self.blind.room.id) and not self.blind.erased)


class InTheRoom(RuleBasedStateMachine):
    """The acts of a workshop; everybody looks everywhere after each that changes who may see what."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.blind = self.stage.fresh()
        self.looked_at: object = None
        self.wrote: object = None

    @not_erased
    @rule()
    def workshop_is_prepared(self) -> None:
        self.blind.room.prepares()

    @in_a_workshop
    @rule()
    def workshop_starts(self) -> None:
        self.blind.room.starts()

    @in_a_workshop
    @rule(stop=st.integers(1, CLOSING), step=st.integers(STATEMENT, LAST_STEP))
    def screens_show(self, stop: int, step: int) -> None:
        self.blind.room.goes_to(stop, step)

    @in_a_workshop
    @rule(command=st.sampled_from([Command.NEXT, Command.BACK]))
    def screens_step(self, command: Command) -> None:
        self.blind.room.steps(command)

    @in_a_workshop
    @rule(command=st.sampled_from([Command.BLANK, Command.CODE, Command.VOTE]))
    def screens_are_covered(self, command: Command) -> None:
        self.blind.room.covers(command)

    @in_a_workshop
    @rule(role=roles)
    def votes(self, role: str) -> None:
        self.blind.room.votes(role)

    @in_a_workshop
    @rule(role=roles)
    def decides_and_agrees(self, role: str) -> None:
        self.blind.room.decides()
        self.blind.room.agrees(role)

    @in_a_workshop
    @rule()
    def screens_get_another_code(self) -> None:
        self.blind.room.renews_code()

    @in_a_workshop
    @rule()
    def workshop_ends(self) -> None:
        self.blind.room.ends()

    @invariant()
    def nobody_sees_what_they_may_not(self) -> None:
        blind = self.blind
        now = (
            *(blind.state, blind.ready, frozenset(blind.submitted), blind.number, len(blind.outsiders)),
            *(blind.colleague_is_in, blind.erased),
        )
        room = (blind.room.is_open, blind.room.stop, blind.room.step, blind.room.over_it, blind.room.blank)
        if now != self.looked_at:
            blind.check(FIFTH)
        elif (len(blind.written), room) != self.wrote:
            blind.check(SAMPLE)
        self.looked_at, self.wrote = now, (len(blind.written), room)


class OpenRoom(InTheRoom):
    """The same from an open workshop on, in which both may vote: what only a workshop can show is looked at often."""

    @initialize()
    def is_open(self) -> None:
        self.blind.opens_a_workshop()

    @rule()
    def release_is_taken_back(self) -> None:
        self.blind.retracts()

    @rule(role=roles)
    def withdraws(self, role: str) -> None:
        self.blind.withdraws(role)


class BlindRule(InTheRoom):
    """Every act in any order on a new pair."""

    @not_erased
    @rule(role=roles, kind=st.sampled_from(KINDS))
    def saves(self, role: str, kind: str) -> None:
        self.blind.saves(role, kind)

    @not_erased
    @rule(role=roles)
    def submits(self, role: str) -> None:
        self.blind.submits(role)

    @precondition(lambda self: not self.blind.erased and self.blind.state is WaveState.OPEN)
    @rule()
    def both_submit(self) -> None:
        for role in ROLES:
            self.blind.submits(role)
        self.blind.renders()

    @not_erased
    @rule(role=roles)
    def is_reopened(self, role: str) -> None:
        self.blind.reopens(role)

    @rule()
    def worker_runs(self) -> None:
        self.blind.renders()
        self.blind.sends_mail()

    @not_erased
    @rule()
    def invites(self) -> None:
        self.blind.invites()

    @not_erased
    @rule()
    def releases(self) -> None:
        self.blind.releases()

    @not_erased
    @rule()
    def retracts(self) -> None:
        self.blind.retracts()

    @precondition(lambda self: not self.blind.erased and len(self.blind.written) > 3)
    @rule(role=roles)
    def withdraws(self, role: str) -> None:
        self.blind.withdraws(role)

    @precondition(lambda self: not self.blind.erased and len(self.blind.written) > 3)
    @rule()
    def closes(self) -> None:
        self.blind.closes()

    @not_erased
    @rule(role=roles)
    def posts_into_the_others_form(self, role: str) -> None:
        self.blind.posts_into_the_others_form(role)

    @not_erased
    @rule(role=roles, keep=st.booleans())
    def is_replaced(self, role: str, keep: bool) -> None:
        self.blind.replaces(role, keep=keep)

    @not_erased
    @rule(role=roles)
    def gets_a_pin(self, role: str) -> None:
        self.blind.sets_pin(role)

    @not_erased
    @rule(role=roles)
    def gets_another_address(self, role: str) -> None:
        self.blind.corrects_address(role)

    @not_erased
    @rule()
    def next_wave_begins(self) -> None:
        self.blind.begins_next_wave()

    @precondition(lambda self: self.blind.colleague_is_in)
    @rule()
    def colleague_is_removed(self) -> None:
        self.blind.removes_colleague()

    @precondition(lambda self: not self.blind.erased and len(self.blind.written) > 5)
    @rule()
    def everything_is_erased(self) -> None:
        self.blind.erases()

    @not_erased
    @rule(role=roles)
    def gets_another_link(self, role: str) -> None:
        self.blind.room.revokes_link(role)

    @rule()
    def restarts(self) -> None:
        self.blind.restarts()


@pytest.fixture
def blind(app: Flask, settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> Blind:
    monkeypatch.setattr(rendering, "render_pdf", everything_in_it)
    monkeypatch.setattr(rendering, "render_twin", everything_on_it)
    return Blind(app, settings)


@pytest.fixture
def staged(blind: Blind) -> None:
    """The machines begin with this pair."""
    InTheRoom.stage = Stage(blind)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("examples", "steps"),
    [(30, 30), pytest.param(5000, 60, marks=pytest.mark.soak)],
)
@pytest.mark.sqlite_only  # a stage is a file
@pytest.mark.usefixtures("staged")
def test_in_any_order_of_acts_nobody_sees_what_they_may_not(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        BlindRule, settings=hypothesis_settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )


def whole_story(blind: Blind) -> None:
    """Every act once, in the order of an ordinary wave, and everybody looks after each."""
    for act in acts(blind):
        act()
        blind.check(OPENED)


def acts(blind: Blind) -> Iterator[Callable[[], None]]:
    yield blind.invites
    for role in ROLES:
        yield lambda role=role: blind.saves(role, OPEN_ANSWER)
        yield lambda role=role: blind.saves(role, TICKED)
        yield lambda role=role: blind.saves(role, UNTICKED)
        yield lambda role=role: blind.posts_into_the_others_form(role)
        yield lambda role=role: blind.submits(role)
    yield blind.renders
    yield blind.sends_mail
    yield blind.releases
    yield blind.sends_mail
    yield blind.retracts
    yield blind.releases
    yield lambda: blind.withdraws("cio")
    yield blind.sends_mail


def test_an_ordinary_wave_shows_nobody_what_they_may_not_see(blind: Blind) -> None:
    whole_story(blind)
    assert blind.state is WaveState.CLOSED


def test_what_may_be_seen_is_seen(blind: Blind) -> None:
    """The checks look where the texts are: after the release each stands in what the other gets."""
    for role in ROLES:
        blind.saves(role, OPEN_ANSWER)
        blind.submits(role)
    blind.renders()
    blind.releases()
    served = {
        (reader, text.author)
        for reader, _, page in everything_served(blind)
        for text in blind.written
        if text.text in page
    }
    assert served == {(reader, author) for reader in ("facilitator", "colleague", *ROLES) for author in ROLES}


@pytest.mark.sqlite_only  # a stage is a file
def test_in_every_example_everybody_is_still_signed_in(blind: Blind) -> None:
    """However much time went by in the earlier ones; else a long run would look at nothing but the way in."""
    stage = Stage(blind)
    for _ in range(70):
        stage.fresh().sends_mail()  # which moves the clock by half a minute
    stage.fresh().check()


def test_what_a_workshop_decided_waits_for_its_report_before_it_is_released_again(blind: Blind) -> None:
    blind.opens_a_workshop()
    blind.room.decides()
    blind.retracts()
    blind.releases()  # refused: the report with the decision is not made yet
    assert blind.state is WaveState.RETRACTED
    blind.renders()
    blind.releases()
    assert blind.state is WaveState.RELEASED


def test_a_facilitator_who_may_read_early_is_found(blind: Blind, monkeypatch: pytest.MonkeyPatch) -> None:
    original = visibility.allowed

    def widened(reader: Reader, matter: Matter) -> Any:
        return true() if (reader, matter) == (Reader.FACILITATOR, Matter.ANSWERS) else original(reader, matter)

    monkeypatch.setattr(visibility, "allowed", widened)
    blind.saves("cio", OPEN_ANSWER)
    blind.submits("cio")
    with pytest.raises(AssertionError, match="facilitator sees the open answer of cio"):
        blind.check()


def test_a_report_that_is_served_after_a_withdrawal_is_found(blind: Blind, monkeypatch: pytest.MonkeyPatch) -> None:
    original, kept = downloads.download_released, []

    def cached(respondent: Any) -> Any:
        try:
            kept.append(original(respondent))
        except NoReport:
            if blind.state is not WaveState.CLOSED or not kept:
                raise
        return kept[-1]

    monkeypatch.setattr(downloads, "download_released", cached)
    with pytest.raises(AssertionError, match=r"(cio|cso) sees the .* at .*report\.pdf"):
        whole_story(blind)


def test_a_cookie_that_opens_the_others_address_is_found(blind: Blind, monkeypatch: pytest.MonkeyPatch) -> None:
    original = links.respondent

    def any_cookie_will_do(pid: str, secret: str) -> Any:
        for name, held in request.cookies.items():
            sign_in = db.session.scalars(
                select(RespondentSignIn).where(RespondentSignIn.secret_hash == secret_hash(held))
            ).first()
            if name.startswith("gcr-") and sign_in is not None:
                return original(sign_in.occupant_id, held)
        return original(pid, secret)

    monkeypatch.setattr(links, "respondent", any_cookie_will_do)
    with pytest.raises(AssertionError, match="the other's address"):
        whole_story(blind)


def test_a_comment_without_a_tick_in_the_report_is_found(blind: Blind, monkeypatch: pytest.MonkeyPatch) -> None:
    original = waves._seat

    def all_comments(session: Any, seal: Any, seat: Any, person: Any, response: Any) -> Any:
        _, comments = waves.own_answers(response, seal, session)
        shown = {item: SharedComment(kept.text, True) for item, kept in comments.items()}
        return dataclasses.replace(original(session, seal, seat, person, response), comments=shown)

    monkeypatch.setattr(waves, "_seat", all_comments)
    with pytest.raises(AssertionError, match="sees the comment without a tick"):
        whole_story(blind)


def test_a_word_about_the_others_progress_is_found(blind: Blind, monkeypatch: pytest.MonkeyPatch) -> None:
    original = answering.questionnaire

    def telling(respondent: Any) -> Any:
        done = select(ResponseSet.id).where(
            ResponseSet.workspace_id == respondent.workspace_id,
            ResponseSet.seat_id != respondent.seat_id,
            ResponseSet.submitted_at.is_not(None),
        )
        questionnaire = original(respondent)
        told = " (your colleague is done)" if db.session.scalars(done).first() else ""
        return dataclasses.replace(questionnaire, company=questionnaire.company + told)

    monkeypatch.setattr(answering, "questionnaire", telling)
    with pytest.raises(AssertionError, match="one sees that the other has submitted"):
        whole_story(blind)


def tries_a_workshop(examples: int) -> None:
    """Until something is found, which is not made smaller."""
    run_state_machine_as_test(
        OpenRoom,
        settings=hypothesis_settings(
            max_examples=examples, stateful_step_count=20, deadline=None, database=None, phases=[Phase.generate]
        ),
    )


def test_in_the_room_what_may_be_seen_is_seen_and_nothing_else(blind: Blind) -> None:
    """Step by step through the whole agenda: the screen has a text exactly where the model allows it."""
    blind.opens_a_workshop()
    seen = set()
    for stop in range(1, CLOSING):
        for step in range(STATEMENT, LAST_STEP + 1):
            blind.room.goes_to(stop, step)
            page = blind.room.screen.get(f"/s/{blind.room.code}/now").text
            for text in blind.written:
                assert text.text not in page or SCREEN in blind.allowed(text)
                if text.text in page:
                    seen.add((STOPS[stop], step, text.kind, text.author))
    talked = {(COMMENTED, TALK, TICKED, role) for role in ROLES}
    guessed = {(GUESSED, step, GUESS, role) for step in (FIRST, SECOND, TALK) for role in ROLES}
    assert seen == talked | guessed | {(ANSWERED, step, OPEN_ANSWER, role) for step in (SECOND, TALK) for role in ROLES}


@pytest.mark.sqlite_only  # a stage is a file
@pytest.mark.usefixtures("staged")
def test_a_screen_that_is_a_step_ahead_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    original = showing.item_scene

    def ahead(pair: Any, item: str, step: int, *rest: Any) -> Any:
        return original(pair, item, min(step + 1, LAST_STEP), *rest)

    monkeypatch.setattr(showing, "item_scene", ahead)
    with pytest.raises(AssertionError, match="a screen in the room sees"):
        tries_a_workshop(100)


@pytest.mark.sqlite_only  # a stage is a file
@pytest.mark.usefixtures("staged")
def test_a_vote_that_shows_before_both_are_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    original = votes.tally

    def early(facilitator: Any, workshop_id: str) -> Any:
        tally, session = original(facilitator, workshop_id), reading()
        found = rows.for_facilitator(session, facilitator, workshop_id)
        given = session.scalars(select(Participant).where(Participant.workshop_id == workshop_id))
        dots = sum((Counter(votes._dots(found, row)) for row in given), Counter())
        return tally if tally.is_over else dataclasses.replace(tally, dots=dots)

    monkeypatch.setattr(votes, "tally", early)
    with pytest.raises(AssertionError, match="one sees how the other has voted"):
        tries_a_workshop(100)
