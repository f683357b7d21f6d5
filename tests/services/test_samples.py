"""The sample company: like a real one, and counted nowhere."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from gapcheck.extensions import db
from gapcheck.models import Answer, AuditEvent, Engagement, Mail
from gapcheck.services import overview, portfolio, retention, samples, workspaces
from gapcheck.services.decided import NotAllowed
from gapcheck.services.mail import announcing
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Membership, WaveState
from tests.acting import Browser, Pair, make_facilitator, make_pair


def count(table: type) -> int:
    db.session.close()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def sample(facilitator: Facilitator) -> Pair:
    """The sample company with its report."""
    engagement_id = samples.make(facilitator)
    pair = Pair(facilitator, engagement_id, overview.engagement(facilitator, engagement_id).wave_id)
    pair.renders()
    return pair


def test_the_sample_has_a_report_to_read_and_says_what_it_is(sample: Pair) -> None:
    assert sample.shown.state is WaveState.COMPLETE
    assert sample.shown.rendering == "ready"
    assert sample.shown.sample
    assert "(sample)" in sample.shown.company
    sample.releases()
    assert sample.shown.state is WaveState.RELEASED


def test_no_mail_goes_out_for_it_and_the_portfolio_does_not_count_it(sample: Pair) -> None:
    sample.releases()
    with writing() as session:
        engagement = session.get_one(Engagement, sample.engagement_id)
        engagement.delete_on = engagement.created_at.date()
    assert not announcing.announce_deletions()
    assert count(Mail) == 0
    assert portfolio.companies(sample.facilitator) == ()


def test_the_button_pressed_twice_makes_one_sample(app: Flask, facilitator: Facilitator) -> None:
    made: list[str] = []

    def press() -> None:
        with app.app_context():
            made.append(samples.make(facilitator))

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert len({*made, samples.make(facilitator)}) == 1
    assert count(Engagement) == 1
    submitted = select(func.count()).where(AuditEvent.action == "submit")
    assert db.session.scalar(submitted) == 2


def test_a_sample_that_was_left_half_made_is_completed(
    facilitator: Facilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(samples.answering, "submit", lambda _respondent: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            samples.make(facilitator)
    engagement_id = samples.make(facilitator)
    assert overview.engagement(facilitator, engagement_id).state is WaveState.COMPLETE
    assert count(Engagement) == 1


def test_removing_the_sample_leaves_nothing_and_real_companies_cannot_be_removed_so(sample: Pair) -> None:
    real = make_pair(sample.facilitator, "Brightwater Foods")
    other = make_facilitator("Another Firm", "otto@another.example")
    for who, which in ((sample.facilitator, real), (other, sample)):
        with pytest.raises(samples.NoSample):
            samples.remove(who, which.engagement_id)
    samples.remove(sample.facilitator, sample.engagement_id)
    assert count(Engagement) == 1
    assert count(Answer) == 0
    with pytest.raises(overview.NoEngagement):
        retention.look_up(sample.engagement_id)
    with pytest.raises(samples.NoSample):
        samples.remove(sample.facilitator, sample.engagement_id)


def test_a_reader_neither_makes_nor_removes_it(sample: Pair) -> None:
    facilitator = sample.facilitator
    workspaces.add_member(facilitator.email, facilitator.name, facilitator.workspace_name, Membership.READER)
    reader = workspaces.facilitator(facilitator.user_id, facilitator.workspace_id)
    with pytest.raises(NotAllowed):
        samples.make(reader)
    with pytest.raises(NotAllowed):
        samples.remove(reader, sample.engagement_id)


def test_from_the_empty_first_page_to_the_report_and_back(facilitator: Facilitator, browser: Browser) -> None:
    browser.signs_in(facilitator)
    home = f"/w/{facilitator.workspace_id}/"
    made = browser.sends(f"{home}sample", home)
    assert made.status_code == 200
    assert "This is a sample" in made.text
    page = re.sub(r"/[^/]*$", "/", made.request.path)
    Pair(facilitator, page.split("/")[-2], "").renders()
    shown = browser.get(page)
    assert "Release the report" in shown.text
    assert "(sample)" in browser.get(home).text
    assert "No companies yet" in browser.sends(f"{page}remove-sample", page).text
