"""Many companies at once: the rows that as many engagements would have left, copied from one that was really made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from gapcheck.encryption import secret_hash
from gapcheck.extensions import installation
from gapcheck.models import Company, Engagement, Occupant, Seat, Wave
from gapcheck.models.base import Base, random_id
from gapcheck.services import audit, engagements, instruments
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person
from gapcheck.services.transaction import reading, writing

COPIED = (Company, Engagement, Wave, Seat, Occupant)
Row = dict[str, Any]


def add_companies(facilitator: Facilitator, number: int) -> None:
    """Add so many companies, each with an open engagement and two people, named and numbered on from those there."""
    people = {"cio": Person("Ada Voss", "ada@sample.example"), "cso": Person("Ben Adler", "ben@sample.example")}
    there = (
        reading().scalar(select(func.count(Company.id)).where(Company.workspace_id == facilitator.workspace_id)) or 0
    )
    made = engagements.create(facilitator, name(there), people, instruments.find(instruments.DEFAULT))
    with writing() as session:
        rows = _rows(session, made)
        new: dict[type[Base], list[Row]] = {model: [] for model in COPIED}
        for index in range(there + 1, there + number):
            _copy(rows, new, index)
        for model, copies in new.items():
            if copies:
                session.execute(insert(model), copies)
        audit.record(session, facilitator.workspace_id, facilitator.actor, "open", f"wave:{made.wave_id}")


def name(index: int) -> str:
    """The name of a company."""
    return f"Company {index:04}"


def _rows(session: Session, made: engagements.Created) -> dict[type[Base], list[Row]]:
    """The rows of an engagement, as dictionaries."""
    engagement = session.get_one(Engagement, made.engagement_id)
    seats = session.scalars(select(Seat).where(Seat.wave_id == made.wave_id)).all()
    occupants = session.scalars(select(Occupant).where(Occupant.seat_id.in_([seat.id for seat in seats]))).all()
    found: dict[type[Base], Sequence[Base]] = {
        Company: [session.get_one(Company, engagement.company_id)],
        Engagement: [engagement],
        Wave: [session.get_one(Wave, made.wave_id)],
        Seat: seats,
        Occupant: occupants,
    }
    return {
        model: [{column.key: getattr(row, column.key) for column in model.__mapper__.column_attrs} for row in of_model]
        for model, of_model in found.items()
    }


def _copy(rows: dict[type[Base], list[Row]], new: dict[type[Base], list[Row]], index: int) -> None:
    """One more of everything, under new ids, each with the keys and the link that belong to its id."""
    keyring = installation().keyring
    ids = {row["id"]: random_id() for of_model in rows.values() for row in of_model}
    for model in COPIED:
        for row in rows[model]:
            copy = {key: ids.get(value, value) if isinstance(value, str) else value for key, value in row.items()}
            if model is Company:
                copy["name"] = name(index)
            if model is Engagement:
                copy["sealed_key"] = keyring.new_engagement_key(copy["workspace_id"], copy["id"])
            if model is Occupant:
                copy["link_hash"] = secret_hash(keyring.link_token(copy["seat_id"], copy["id"], 1))
            new[model].append(copy)
