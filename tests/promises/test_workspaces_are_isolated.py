"""Rule 16: another workspace's object answers like one that does not exist."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Table, and_, inspect, select, update
from sqlalchemy.exc import IntegrityError

from gapcheck.extensions import db
from gapcheck.models import Base, Member
from gapcheck.models.base import random_id
from gapcheck.services import first_page, overview, releases, workspaces
from gapcheck.services.reports import downloads
from gapcheck.services.transaction import writing
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
    with pytest.raises(downloads.NoReport):
        downloads.download(pair.facilitator, other.wave_id, Edition.PARTICIPANT)
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


@pytest.mark.both_databases
def test_every_reference_between_rows_of_workspaces_carries_the_workspace(app: Flask) -> None:
    inspector = inspect(db.engine)
    owned = {table.name for table in Base.metadata.sorted_tables if "workspace_id" in table.columns}
    assert {"answer", "report", "audit_event", "mail"} <= owned
    seen = 0
    for table in owned:
        for key in inspector.get_foreign_keys(table):
            if key["referred_table"] in owned:
                carried = dict(zip(key["constrained_columns"], key["referred_columns"], strict=True))
                assert carried.get("workspace_id") == "workspace_id", (table, key["name"])
                seen += 1
    assert seen > 8


@pytest.mark.both_databases
def test_the_database_refuses_a_row_that_points_into_another_workspace(pair: Pair, other: Pair) -> None:
    for each in (pair, other):
        each.both_submit()
        each.renders()
        each.releases()
    tried = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(len(key.columns) == 2 and "workspace_id" in key.columns for key in table.foreign_key_constraints)
        and handed_over(table, pair.facilitator.workspace_id, other.facilitator.workspace_id)
    }
    assert tried >= {"engagement", "wave", "seat", "occupant", "response_set", "answer", "report", "release"}


def handed_over(table: Table, ours: str, theirs: str) -> bool:
    """Try to hand a row to the other workspace while its parent stays; False where there is no row to try with."""
    row = db.session.execute(select(table).where(table.c.workspace_id == ours).limit(1)).mappings().first()
    if row is None:
        return False
    this = and_(*[key == row[key.name] for key in table.primary_key.columns])
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), writing() as session:
        session.execute(update(table).where(this).values(workspace_id=theirs))
    return True


def test_an_ended_membership_ends_access_at_the_next_request(pair: Pair, browser: Browser) -> None:
    browser.signs_in(pair.facilitator)
    home = f"/w/{pair.facilitator.workspace_id}/"
    assert browser.get(home).status_code == 200
    with writing() as session:
        member = session.query(Member).filter_by(user_id=pair.facilitator.user_id).one()
        member.ended_at = member.since
    assert browser.get(home).status_code == 404
    with pytest.raises(workspaces.NoWorkspace):
        workspaces.facilitator(pair.facilitator.user_id, pair.facilitator.workspace_id)
