"""The demo is found again as people have left it, and never answers in their place."""

from __future__ import annotations

import pytest

from gapcheck.extensions import db
from gapcheck.services import demo, engagements, overview, releases, retention, rights, samples
from gapcheck.services.overview import EngagementOverview
from gapcheck.vocabulary import ResponseState, WaveState
from tests.acting import Pair


def finished(made: demo.Demo) -> EngagementOverview:
    db.session.close()
    return overview.engagement(made.facilitator, made.finished)


@pytest.fixture
def made(app: object) -> demo.Demo:
    return demo.ensure(samples.subject())


def test_a_second_call_finds_what_the_first_made(made: demo.Demo) -> None:
    before = finished(made)
    again = demo.ensure(samples.subject())
    for one, other in ((finished(again), before), (again.open, made.open)):
        assert (one.engagement_id, one.version, one.seats) == (other.engagement_id, other.version, other.seats)
    assert again.report == made.report
    assert before.state is WaveState.RELEASED
    assert made.report is not None
    assert made.report.read_bytes().startswith(b"%PDF")
    assert made.report.stat().st_mode & 0o777 == 0o600


def test_a_next_wave_of_the_demo_is_left_to_its_people(made: demo.Demo) -> None:
    shown = finished(made)
    engagements.next_wave(made.facilitator, shown.wave_id, None, shown.version)
    again = finished(demo.ensure(samples.subject()))
    assert (again.number, again.state) == (2, WaveState.OPEN)
    assert {seat.state for seat in again.seats} == {ResponseState.INVITED}


def test_a_release_that_was_taken_back_stays_so(made: demo.Demo) -> None:
    shown = finished(made)
    releases.retract(made.facilitator, shown.wave_id, shown.version)
    assert finished(demo.ensure(samples.subject())).state is WaveState.RETRACTED


def test_after_a_withdrawal_there_is_no_report_and_no_copy_of_it(made: demo.Demo) -> None:
    rights.withdraw(Pair(made.facilitator, made.finished, finished(made).wave_id).respondent("cio"))
    assert made.report is not None
    assert not made.report.exists()
    again = demo.ensure(samples.subject())
    assert (finished(again).state, again.report) == (WaveState.CLOSED, None)


def test_erasing_the_company_erases_the_copy_of_its_report(made: demo.Demo) -> None:
    retention.erase(made.finished)
    assert made.report is not None
    assert not made.report.parent.exists()
    with pytest.raises(overview.NoEngagement):
        finished(made)
