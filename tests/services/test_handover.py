"""An engagement is handed over to a colleague of the same workspace who may lead one."""

from __future__ import annotations

import pytest
from flask import Flask, render_template
from sqlalchemy import select

from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Engagement
from gapcheck.services import handover, workspaces
from gapcheck.services.decided import NotAllowed
from gapcheck.services.handover import NoColleague
from gapcheck.services.overview import NoEngagement
from gapcheck.services.principals import Facilitator
from gapcheck.vocabulary import Membership
from tests.acting import Pair, make_facilitator


def colleague(pair: Pair, email: str, role: Membership) -> Facilitator:
    user_id = workspaces.add_member(email, email.partition("@")[0].title(), pair.facilitator.workspace_name, role)
    return workspaces.facilitator(user_id, pair.facilitator.workspace_id)


def leader(pair: Pair) -> str:
    db.session.close()
    return db.session.get_one(Engagement, pair.engagement_id).facilitator_id


def test_a_colleague_leads_from_then_on_and_the_audit_trail_says_so(pair: Pair) -> None:
    ines = colleague(pair, "ines@halloran.example", Membership.FACILITATOR)
    handover.hand_over(pair.facilitator, pair.engagement_id, ines.user_id)
    assert leader(pair) == ines.user_id
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (last.action, last.object) == (f"hand over to user:{ines.user_id}", f"engagement:{pair.engagement_id}")


def test_handing_over_twice_is_one_event(pair: Pair) -> None:
    ines = colleague(pair, "ines@halloran.example", Membership.FACILITATOR)
    handover.hand_over(pair.facilitator, pair.engagement_id, ines.user_id)
    events = len(db.session.scalars(select(AuditEvent)).all())
    handover.hand_over(ines, pair.engagement_id, ines.user_id)
    assert len(db.session.scalars(select(AuditEvent)).all()) == events


def test_nobody_who_cannot_lead_gets_an_engagement(pair: Pair) -> None:
    reader = colleague(pair, "rita@halloran.example", Membership.READER)
    gone = colleague(pair, "gone@halloran.example", Membership.FACILITATOR)
    workspaces.disable_account(gone.email)
    stranger = make_facilitator("Another Firm", "otto@another.example")
    for user_id in (reader.user_id, gone.user_id, stranger.user_id, "nobody", ""):
        with pytest.raises(NoColleague):
            handover.hand_over(pair.facilitator, pair.engagement_id, user_id)
    assert leader(pair) == pair.facilitator.user_id


def test_a_reader_hands_nothing_over(pair: Pair) -> None:
    reader = colleague(pair, "rita@halloran.example", Membership.READER)
    with pytest.raises(NotAllowed):
        handover.hand_over(reader, pair.engagement_id, reader.user_id)


def test_another_workspaces_engagement_is_one_that_does_not_exist(pair: Pair) -> None:
    stranger = make_facilitator("Another Firm", "otto@another.example")
    with pytest.raises(NoEngagement):
        handover.hand_over(stranger, pair.engagement_id, stranger.user_id)
    with pytest.raises(NoEngagement):
        handover.colleagues(stranger, pair.engagement_id)


def test_the_form_offers_every_colleague_but_the_one_who_leads(pair: Pair, app: Flask) -> None:
    colleague(pair, "ines@halloran.example", Membership.OWNER)
    colleague(pair, "rita@halloran.example", Membership.READER)
    offered = handover.colleagues(pair.facilitator, pair.engagement_id)
    assert [(each.name, each.leads) for each in offered] == [("Ines", False), ("Ruth Halloran", True)]
    with app.test_request_context():
        form = render_template("facilitate/_handover.html", colleagues=offered, action="/somewhere")
    assert "Ruth Halloran leads this company now." in form
    assert form.count("<option") == 1
