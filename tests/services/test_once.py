"""What a form adds is added once, however often the form comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Company, Engagement, Occupant
from gapcheck.services import engagements, instruments, many, once, people, retention
from gapcheck.services.engagements import Created
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person
from tests.acting import make_facilitator

KEY = "a" * 22
PEOPLE = {"cio": Person("Ann Lee", "ann@acme.example"), "cso": Person("Bo Ek")}
ROWS = tuple(many.Row(name, PEOPLE, None) for name in ("Acme", "Borealis", "Cascade"))


def adds(facilitator: Facilitator, company: str = "Acme", key: str | None = KEY) -> Created:
    return engagements.create(facilitator, company, PEOPLE, instruments.find(instruments.DEFAULT), key=key)


def adds_many(facilitator: Facilitator, rows: tuple[many.Row, ...] = ROWS, key: str = KEY) -> bool:
    return many.add(facilitator, rows, instruments.find(instruments.DEFAULT), "short", key)


def counted() -> tuple[int, ...]:
    """Companies, engagements, people, and events that say that a wave was opened."""
    db.session.close()
    opened = db.session.query(AuditEvent).filter_by(action="open").count()
    return (*(db.session.query(table).count() for table in (Company, Engagement, Occupant)), opened)


def test_the_same_form_sent_twice_adds_one_company_and_leads_to_it(facilitator: Facilitator) -> None:
    first, second = adds(facilitator), adds(facilitator)
    assert not first.repeated
    assert second == replace(first, repeated=True)
    assert counted() == (1, 1, 2, 1)


def test_the_same_table_sent_twice_adds_its_companies_once(facilitator: Facilitator) -> None:
    assert [adds_many(facilitator), adds_many(facilitator)] == [False, True]
    assert counted() == (3, 3, 6, 3)


def test_a_colleague_who_sends_the_same_form_adds_nobody_either(facilitator: Facilitator) -> None:
    colleague = replace(facilitator, user_id="somebody else", email="lee@halloran.example")
    assert adds(facilitator).engagement_id == adds(colleague).engagement_id
    assert counted() == (1, 1, 2, 1)


def test_two_forms_add_two_companies_however_alike(facilitator: Facilitator) -> None:
    assert adds(facilitator).engagement_id != adds(facilitator, key=once.new_key()).engagement_id
    assert adds(facilitator, key=None).engagement_id != adds(facilitator, key=None).engagement_id
    assert counted()[1] == 4


def test_people_who_changed_since_do_not_make_it_another_form(facilitator: Facilitator) -> None:
    created = adds(facilitator)
    seat_id = db.session.query(Occupant.seat_id).filter_by(name="Bo Ek").scalar()
    people.replace(facilitator, seat_id, Person("Cy Day"), 2)
    assert adds(facilitator).engagement_id == created.engagement_id
    assert counted()[3] == 1


@pytest.mark.parametrize(
    "other",
    [
        {"company": "Borealis"},
        {"people": {**PEOPLE, "cso": Person("Bo Ek", "bo@acme.example")}},
        {"people": {"cio": PEOPLE["cso"], "cso": PEOPLE["cio"]}},
        {"form": "full"},
        {"form": ("SV1", "GR1")},
        {"due_on": clock.now().date() + timedelta(days=400)},
    ],
)
def test_a_form_that_says_something_else_the_second_time_is_refused_not_swallowed(
    facilitator: Facilitator, other: dict[str, Any]
) -> None:
    said: dict[str, Any] = {"company": "Acme", "people": PEOPLE, "form": "short", "due_on": None, "key": KEY}
    instrument = instruments.find(instruments.DEFAULT)
    created = engagements.create(facilitator, instrument=instrument, **said)
    with pytest.raises(once.SentBefore) as refused:
        engagements.create(facilitator, instrument=instrument, **{**said, **other})
    assert refused.value.engagement_ids == (created.engagement_id,)
    assert counted()[1] == 1


@pytest.mark.parametrize("rows", [ROWS[:2], ROWS[::-1], (*ROWS, many.Row("Dune", PEOPLE, None)), ROWS[1:]])
def test_a_table_that_was_changed_since_is_refused_whole(facilitator: Facilitator, rows: tuple[many.Row, ...]) -> None:
    adds_many(facilitator)
    with pytest.raises(once.SentBefore):
        adds_many(facilitator, rows)
    assert counted()[1] == 3


def test_a_company_that_was_erased_since_does_not_come_back(facilitator: Facilitator) -> None:
    retention.erase(adds(facilitator).engagement_id)
    with pytest.raises(once.ErasedSince):
        adds(facilitator)
    assert counted()[:3] == (0, 0, 0)
    assert not adds(facilitator, key=once.new_key()).repeated


def test_of_a_table_only_what_was_erased_since_is_missing(facilitator: Facilitator) -> None:
    adds_many(facilitator)
    first, *others = db.session.query(Engagement.id).order_by(Engagement.created_at, Engagement.id).all()
    retention.erase(first[0])
    assert adds_many(facilitator) is True
    assert many.added(facilitator, KEY) == many.Added(companies=2, erased=1, invited=False)
    for other in others:
        retention.erase(other[0])
    with pytest.raises(once.ErasedSince):
        adds_many(facilitator)
    assert counted()[1] == 0


def test_a_key_of_another_workspace_leads_nowhere(facilitator: Facilitator) -> None:
    created = adds(facilitator)
    adds_many(facilitator, key="b" * 22)
    other = make_facilitator("Elsewhere", "eve@elsewhere.example")
    assert many.added(other, "b" * 22).companies == 0
    theirs = adds(other)
    assert not theirs.repeated
    assert {theirs.engagement_id, theirs.wave_id}.isdisjoint({created.engagement_id, created.wave_id})
    retention.erase(created.engagement_id)
    assert adds(other) == replace(theirs, repeated=True)  # nor does an erasure elsewhere


def test_an_id_that_exists_is_no_key_to_it(facilitator: Facilitator) -> None:
    created = adds(facilitator)
    assert adds(facilitator, key=created.engagement_id).engagement_id != created.engagement_id
    assert counted()[1] == 2


@pytest.mark.parametrize("key", ["", "a" * 21, "a" * 23, "a" * 21 + "=", "ä" * 22, "a" * 21 + "\n", "٣" * 22])
def test_a_malformed_key_is_none(key: str) -> None:
    assert not once.is_key(key)


def test_a_new_key_is_one(facilitator: Facilitator) -> None:
    assert once.is_key(once.new_key())
    assert once.new_key() != once.new_key()
