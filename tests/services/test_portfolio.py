"""The portfolio: right counts, only what may be seen, and as many queries for many companies as for few."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from gapcheck.engine import compare
from gapcheck.extensions import db
from gapcheck.models import Wave
from gapcheck.services import answering, changes, portfolio, rights, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.services.waves import bare_waves, engine_wave
from gapcheck.vocabulary import Family, Membership
from tests.acting import Pair, make_facilitator, make_pair


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """Nothing is remembered of another test."""
    portfolio._remembered.clear()


def queries(act: Callable[[], object]) -> int:
    """How many statements an act sends."""
    sent: list[object] = []

    def counted(*statement: object) -> None:
        sent.append(statement)

    db.session.close()
    event.listen(db.engine, "before_cursor_execute", counted)
    act()
    event.remove(db.engine, "before_cursor_execute", counted)
    return len(sent)


ANSWERS = {item: {"cio": 4, "cso": 2} for item in ("SV1", "PS2", "CC1", "CC2")}


def test_the_counts_are_those_of_the_comparison(pair: Pair) -> None:
    pair.submits("cio", ANSWERS)
    pair.submits("cso", {**ANSWERS, "SV1": {"cio": 1, "cso": 2}})
    wave = db.session.get_one(Wave, pair.wave_id)
    whole = compare(engine_wave(db.session(), wave, 1, wave.completed_at.date()))
    (row,) = portfolio.companies(pair.facilitator)
    assert row.summary.indices == whole.indices
    assert sum(row.summary.families.values()) == whole.indices.comparable == 4
    assert row.summary.families[Family.OPEN_DIFFERENCE] == 3
    assert (row.company, row.number, row.age, row.roles.a, row.roles.b) == ("Northmoor Logistics", 1, 0, "CIO", "CSO")
    assert not row.summary.indices.reported


def test_many_waves_at_once_hold_the_same_answers_as_one(pair: Pair) -> None:
    pair.submits("cio", ANSWERS)
    pair.submits("cso")
    wave = db.session.get_one(Wave, pair.wave_id)
    one = engine_wave(db.session(), wave, 1, wave.completed_at.date())
    many = bare_waves(db.session(), [wave], {wave.engagement_id: one.company})[wave.id]
    assert [(seat.role, seat.answers) for seat in many.seats] == [(seat.role, seat.answers) for seat in one.seats]
    assert (many.items, many.instrument, many.company) == (one.items, one.instrument, one.company)


def test_a_company_appears_when_both_have_submitted_and_goes_when_one_withdraws(pair: Pair) -> None:
    pair.submits("cio")
    assert portfolio.companies(pair.facilitator) == ()
    tom = pair.submits("cso")
    assert len(portfolio.companies(pair.facilitator)) == 1
    rights.withdraw(tom)
    assert portfolio.companies(pair.facilitator) == ()


def test_another_workspaces_companies_never_appear(pair: Pair) -> None:
    other = make_pair(make_facilitator("Another Firm", "otto@another.example"), "Secret Client")
    other.both_submit()
    pair.both_submit()
    assert [row.company for row in portfolio.companies(pair.facilitator)] == ["Northmoor Logistics"]


def test_a_facilitator_who_sits_in_the_pair_waits_for_the_release(facilitator: Facilitator) -> None:
    make_pair(facilitator).both_submit()
    tom = workspaces.add_member("tom@northmoor.example", "Tom", facilitator.workspace_name, Membership.FACILITATOR)
    insider = workspaces.facilitator(tom, facilitator.workspace_id)
    assert portfolio.companies(insider) == ()
    assert len(portfolio.companies(facilitator)) == 1


def test_the_number_of_queries_does_not_grow_with_the_companies(facilitator: Facilitator) -> None:
    make_pair(facilitator, "First").both_submit()
    portfolio._remembered.clear()
    few = queries(lambda: portfolio.companies(facilitator))
    for number in range(4):
        make_pair(facilitator, f"Company {number}").both_submit()
    portfolio._remembered.clear()
    assert queries(lambda: portfolio.companies(facilitator)) == few
    # What was counted before is not read again.
    assert queries(lambda: portfolio.companies(facilitator)) < few


def test_a_reopened_and_changed_response_is_counted_anew(pair: Pair) -> None:
    pair.both_submit()
    (before,) = portfolio.companies(pair.facilitator)
    seat = next(seat for seat in pair.shown.seats if seat.role.id == "cio")
    changes.reopen(pair.facilitator, seat.seat_id, "A mistake", pair.shown.version)
    ana = pair.respondent("cio")
    answering.save(ana, "SV1", {"cio": 1, "cso": 1})
    answering.submit(ana)
    (after,) = portfolio.companies(pair.facilitator)
    assert before.summary.families == {Family.OPEN_DIFFERENCE: 1}
    assert after.summary.families != before.summary.families
