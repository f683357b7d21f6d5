"""Rule 16: another workspace's object answers like one that does not exist."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from gapcheck.extensions import db
from gapcheck.models import Company, Engagement
from gapcheck.models.base import random_id
from gapcheck.services import first_page, overview, releases, reports, workspaces
from gapcheck.vocabulary import Edition
from tests.acting import Browser, Pair, make_facilitator, make_pair


@pytest.fixture
def other(pair: Pair) -> Pair:
    """The same in another workspace."""
    return make_pair(make_facilitator("Another Firm", "otto@another.example"), "Secret Client")


def test_the_services_know_nothing_of_another_workspace(pair: Pair, other: Pair) -> None:
    other.both_submit()
    other.renders()
    with pytest.raises(overview.NoEngagement):
        overview.engagement(pair.facilitator, other.engagement_id)
    with pytest.raises(reports.NoReport):
        reports.download(pair.facilitator, other.wave_id, Edition.PARTICIPANT)
    with pytest.raises(releases.NothingToRelease):
        releases.release(pair.facilitator, other.wave_id, other.shown.version)
    assert [row.company for row in first_page.page(pair.facilitator).engagements] == ["Northmoor Logistics"]


def test_a_foreign_page_is_byte_for_byte_a_missing_one(pair: Pair, other: Pair, browser: Browser) -> None:
    browser.signs_in(pair.facilitator)
    mine, theirs = pair.facilitator.workspace_id, other.facilitator.workspace_id
    missing = browser.get(f"/w/{mine}/e/{random_id()}/")
    for address in (f"/w/{theirs}/", f"/w/{theirs}/e/{other.engagement_id}/", f"/w/{mine}/e/{other.engagement_id}/"):
        foreign = browser.get(address)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data


def test_the_database_refuses_a_row_that_points_into_another_workspace(pair: Pair, other: Pair) -> None:
    company = db.session.query(Company).filter_by(name="Secret Client").one()
    engagement = db.session.get_one(Engagement, pair.engagement_id)
    engagement.company_id = company.id
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_an_ended_membership_ends_access_at_the_next_request(pair: Pair, browser: Browser) -> None:
    from gapcheck.models import Member

    browser.signs_in(pair.facilitator)
    home = f"/w/{pair.facilitator.workspace_id}/"
    assert browser.get(home).status_code == 200
    db.session.close()  # what was read before the requests is out of date
    member = db.session.query(Member).filter_by(user_id=pair.facilitator.user_id).one()
    member.ended_at = member.since
    db.session.commit()
    assert browser.get(home).status_code == 404
    with pytest.raises(workspaces.NoWorkspace):
        workspaces.facilitator(pair.facilitator.user_id, pair.facilitator.workspace_id)
