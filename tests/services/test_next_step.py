"""What the first page suggests: reminders after three and seven days, and whatever else waits for somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from gapcheck import clock
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Wave
from gapcheck.services import first_page, rights
from gapcheck.services.mail import inviting, sending
from gapcheck.services.next_step import NextAction, NextStep
from gapcheck.services.transaction import writing
from gapcheck.services.workshops import preparing, room, steering
from tests.acting import Browser, Pair

DAY = 86_400
Later = Callable[[float], None]


@pytest.fixture
def later(settings: Settings) -> Later:
    """Lets days pass, with the worker sending what waits."""

    def pass_days(days: float) -> None:
        settings.clock_file.write_text(str(days * DAY))
        while sending.send_next():
            pass

    return pass_days


def step(pair: Pair) -> NextStep:
    db.session.close()
    return first_page.page(pair.facilitator).steps[pair.engagement_id]


def test_who_was_not_asked_yet_is_to_be_invited(pair: Pair) -> None:
    assert step(pair) == NextStep(NextAction.INVITE)
    inviting.invite(pair.facilitator, pair.wave_id)
    assert step(pair) == NextStep(NextAction.WAIT)


def test_who_began_with_a_copied_link_was_asked(pair: Pair) -> None:
    pair.answers("cio")
    pair.answers("cso")
    assert step(pair) == NextStep(NextAction.WAIT)


def test_a_reminder_is_suggested_after_three_days_and_once_more_after_seven(pair: Pair, later: Later) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    later(2.9)
    assert step(pair).action is NextAction.WAIT
    later(3.1)
    assert (step(pair).action, step(pair).name) == (NextAction.REMIND, "Ana Ferreira")
    inviting.remind(pair.facilitator, step(pair).seat_id)
    assert step(pair).name == "Tom Okafor"
    later(3.2)
    pair.submits("cso")
    assert step(pair).action is NextAction.WAIT
    later(6.9)
    assert step(pair).action is NextAction.WAIT
    later(7.1)
    assert (step(pair).action, step(pair).name) == (NextAction.REMIND, "Ana Ferreira")
    inviting.remind(pair.facilitator, step(pair).seat_id)
    later(30)
    assert step(pair).action is NextAction.WAIT


def test_nobody_is_to_be_reminded_who_wants_no_reminders_or_has_gone(pair: Pair, later: Later) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    rights.stop_reminders(pair.respondent("cio"))
    later(4)
    assert step(pair).name == "Tom Okafor"
    rights.withdraw(pair.respondent("cso"))
    assert step(pair) == NextStep(NextAction.NOTHING)


def test_after_the_due_date_the_pair_is_extended_or_closed(pair: Pair, browser: Browser) -> None:
    pair.answers("cio")
    pair.answers("cso")
    with writing() as session:
        session.get_one(Wave, pair.wave_id).due_on = clock.now().date() - timedelta(days=1)
    assert step(pair) == NextStep(NextAction.DECIDE)
    browser.signs_in(pair.facilitator)
    home = browser.get(f"/w/{pair.facilitator.workspace_id}/").text
    assert "Was due on" in home
    assert f'/e/{pair.engagement_id}/#due">Extend or close<' in home


def test_a_report_is_to_be_read_before_anything_else(pair: Pair) -> None:
    pair.both_submit()
    assert step(pair) == NextStep(NextAction.READ)
    pair.renders()
    pair.releases()
    assert step(pair) == NextStep(NextAction.NOTHING)


def test_a_workshop_is_gone_on_with_while_it_runs_and_then_released_to_both(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    workshop = preparing.prepare(pair.facilitator, pair.wave_id)
    steering.start(pair.facilitator, workshop, room.of(pair.facilitator, workshop).version)
    assert step(pair) == NextStep(NextAction.WORKSHOP)
    steering.end(pair.facilitator, workshop, room.of(pair.facilitator, workshop).version)
    assert step(pair) == NextStep(NextAction.READ)


def test_the_first_page_leads_to_the_reminder(pair: Pair, browser: Browser, later: Later) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    later(3.1)
    browser.signs_in(pair.facilitator)
    home = browser.get(f"/w/{pair.facilitator.workspace_id}/").text
    assert f'seats/{pair.shown.seats[0].seat_id}/remind">Remind Ana Ferreira<' in home
