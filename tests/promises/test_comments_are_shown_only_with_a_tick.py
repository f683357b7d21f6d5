"""Rule 19: a comment without its author's tick never leaves its author."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from gapcheck.extensions import db
from gapcheck.models import Wave
from gapcheck.services import answering
from gapcheck.services.waves import engine_wave
from tests.acting import Pair


def test_only_ticked_comments_reach_the_report(pair: Pair) -> None:
    ana = pair.answers("cio")
    answering.save(ana, "SV1", {}, ("Ticked words", True))
    answering.save(ana, "GR1", {}, ("Private words", False))
    answering.submit(ana)
    pair.submits("cso")
    wave = engine_wave(db.session(), db.session.scalars(select(Wave)).one(), 1, date(2026, 3, 12))
    assert {item: comment.text for item, comment in wave.seat("cio").comments.items()} == {"SV1": "Ticked words"}
