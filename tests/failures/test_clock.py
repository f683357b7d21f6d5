"""A clock that jumps, back or ahead, revives nothing and puts nothing out of order."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import AnswerHistory, AuditEvent
from gapcheck.services import answering, audit, links, overview, retention, seats
from tests.acting import Pair, make_pair

HOUR, YEAR = 3600, 365 * 86_400


@pytest.mark.parametrize("jump", [-HOUR, YEAR, -YEAR])
def test_what_had_ended_stays_ended_and_the_order_is_that_of_the_acts(
    app: Flask, settings: Settings, pair: Pair, jump: int
) -> None:
    other = make_pair(pair.facilitator, "Brightwater Foods")
    ana = pair.answers("cio")
    revoked = pair.link("cso").rpartition("/")[2]
    seats.revoke(pair.facilitator, next(seat.seat_id for seat in pair.shown.seats if seat.role.id == "cso"))
    retention.erase(other.engagement_id)

    assert settings.clock_file is not None
    settings.clock_file.write_text(str(jump))
    with pytest.raises(links.LinkUnknown):
        links.enter(revoked)
    with pytest.raises(overview.NoEngagement):
        retention.erase(other.engagement_id)
    answering.save(ana, "SV1", {"cio": 1})
    assert answering.questionnaire(ana).value("SV1", "cio") == 1  # the newest save, whatever the clock said
    revisions = select(AnswerHistory.revision).where(AnswerHistory.subject == "cio").order_by(AnswerHistory.revision)
    assert db.session.scalars(revisions).all() == [1, 2]
    events = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert events.index("start") < events.index("revoke link")
    assert audit.verify() == []
