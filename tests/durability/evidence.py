"""What the database has of what was acknowledged, looked up while no server runs."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, text

from gapcheck.extensions import db
from gapcheck.models import Answer, AnswerHistory, Occupant, ResponseSet, Seat, Wave
from gapcheck.services.sealed import seal_of
from tests.durability.client import Client
from tests.web.respond.conftest import Person

Lost = tuple[str, str, int]


def missing(clients: Iterable[Client]) -> list[Lost]:
    """The acknowledged saves (who, item, revision) that the database does not have as they were acknowledged."""
    db.session.remove()
    db.engine.dispose()
    assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    lost = [gone for client in clients for gone in _missing_of(client)]
    db.session.remove()
    return lost


def _missing_of(client: Client) -> list[Lost]:
    who = client.person.pid
    acknowledged = {item: dict(values) for item, values in client.acknowledged.items()}
    history, current = _stored(client.person)
    lost = []
    for item, values in acknowledged.items():
        lost += [(who, item, revision) for revision, value in values.items() if history.get((item, revision)) != value]
        if values and current.get(item, 0) < max(values):
            lost.append((who, item, max(values)))
    return lost


def _stored(person: Person) -> tuple[dict[tuple[str, int], int], dict[str, int]]:
    """Own views in the history by item and revision, and the current revision by item."""
    session = db.session()
    response, engagement = session.execute(
        select(ResponseSet.id, Wave.engagement_id)
        .join(Occupant, Occupant.id == ResponseSet.occupant_id)
        .join(Seat, Seat.id == Occupant.seat_id)
        .join(Wave, Wave.id == Seat.wave_id)
        .where(Occupant.id == person.pid)
    ).one()
    seal = seal_of(session, engagement)
    own = (AnswerHistory.response_set_id == response, AnswerHistory.subject == person.role)
    history = {
        (row.item, row.revision): seal.open_answer(row.sealed, response, row.item, row.subject, row.revision)
        for row in session.scalars(select(AnswerHistory).where(*own))
        if row.sealed is not None
    }
    of_current = select(Answer).where(Answer.response_set_id == response, Answer.subject == person.role)
    return history, {row.item: row.revision for row in session.scalars(of_current)}
