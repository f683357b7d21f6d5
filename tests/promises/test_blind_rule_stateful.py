"""Rules 1, 2, 9, 17 and 19 in any order of acts; and five planted leaks that the same checks must find."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from flask import Flask, request
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select, true

from gapcheck import config
from gapcheck.encryption import secret_hash
from gapcheck.engine.wave import SharedComment
from gapcheck.extensions import db
from gapcheck.models import RespondentSignIn, ResponseSet
from gapcheck.services import answering, links, reports, visibility, waves
from gapcheck.services.reports import NoReport
from gapcheck.services.visibility import Matter, Reader
from gapcheck.vocabulary import WaveState
from tests.promises.blind import (
    FIFTH,
    KINDS,
    OPEN_ANSWER,
    OPENED,
    ROLES,
    SAMPLE,
    TICKED,
    UNTICKED,
    Blind,
    everything_in_it,
    everything_on_it,
)
from tests.promises.stage import Stage

roles = st.sampled_from(ROLES)
#: After an erasure there is nothing left that anybody could do.
not_erased = precondition(lambda self: not self.blind.erased)


class BlindRule(RuleBasedStateMachine):
    """Acts in any order on a new pair; everybody looks everywhere after each that changes who may see what."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.blind = self.stage.fresh()
        self.looked_at: object = None
        self.wrote = 0

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

    @rule()
    def restarts(self) -> None:
        self.blind.restarts()

    @invariant()
    def nobody_sees_what_they_may_not(self) -> None:
        blind = self.blind
        now = (
            *(blind.state, blind.ready, frozenset(blind.submitted), blind.number, len(blind.outsiders)),
            *(blind.colleague_is_in, blind.erased),
        )
        if now != self.looked_at:
            blind.check(FIFTH)
        elif len(blind.written) != self.wrote:
            blind.check(SAMPLE)
        self.looked_at, self.wrote = now, len(blind.written)


@pytest.fixture
def blind(app: Flask, settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> Blind:
    monkeypatch.setattr(reports, "render_pdf", everything_in_it)
    monkeypatch.setattr(reports, "render_twin", everything_on_it)
    return Blind(app, settings)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("examples", "steps"),
    [(30, 30), pytest.param(5000, 60, marks=pytest.mark.soak)],
)
def test_in_any_order_of_acts_nobody_sees_what_they_may_not(
    app: Flask, settings: config.Settings, monkeypatch: pytest.MonkeyPatch, examples: int, steps: int
) -> None:
    monkeypatch.setattr(reports, "render_pdf", everything_in_it)
    monkeypatch.setattr(reports, "render_twin", everything_on_it)
    BlindRule.stage = Stage(Blind(app, settings))
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
        for reader, _, page in blind.everything_served()
        for text in blind.written
        if text.text in page
    }
    assert served == {(reader, author) for reader in ("facilitator", "colleague", *ROLES) for author in ROLES}


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
    original, kept = reports.download_released, []

    def cached(respondent: Any) -> Any:
        try:
            kept.append(original(respondent))
        except NoReport:
            if blind.state is not WaveState.CLOSED or not kept:
                raise
        return kept[-1]

    monkeypatch.setattr(reports, "download_released", cached)
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
