"""The canonical dump: the same for the same content, another for any other, and telling no answer."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import LargeBinary, update

from gapcheck import clock
from gapcheck.encryption import CannotOpen, Keyring
from gapcheck.extensions import db, installation
from gapcheck.models import Answer, Base, Company
from gapcheck.models import Workshop as StoredWorkshop
from gapcheck.services import answering, canonical
from gapcheck.services.principals import Facilitator
from gapcheck.services.sealed import seal_of
from gapcheck.services.transaction import writing
from tests.acting import Browser, Pair
from tests.holding import FOUR_KINDS, Workshop

CANARY = "Our backups were never tried"


def digest() -> str:
    db.session.close()
    return canonical.digest(db.session.connection(), installation().keyring)


def dumped() -> str:
    db.session.close()
    return "".join(canonical.dump(db.session.connection(), installation().keyring))


def test_reading_signing_in_and_working_through_jobs_changes_nothing(pair: Pair, browser: Browser) -> None:
    pair.both_submit()
    before = digest()
    pair.renders()
    pair.respondent("cio")
    browser.get(pair.link("cso"))
    assert digest() == before


@pytest.mark.parametrize("act", ["answer", "submit", "rename"])
def test_every_change_of_content_changes_the_digest(pair: Pair, act: str) -> None:
    pair.answers("cio")
    before = digest()
    if act == "answer":
        pair.answers("cio", {"SV1": {"cio": 3, "cso": 2}})
    elif act == "submit":
        pair.submits("cio")
    else:
        with writing() as session:
            session.execute(update(Company).values(name="Southmoor"))
    assert digest() != before


def test_the_same_content_sealed_anew_is_the_same(pair: Pair) -> None:
    pair.answers("cio")
    before = digest()
    with writing() as session:
        seal = seal_of(session, pair.engagement_id)
        for answer in session.query(Answer):
            place = answer.response_set_id, answer.item, answer.subject, answer.revision
            answer.sealed = seal.seal_answer(seal.open_answer(answer.sealed, *place), *place)
    assert digest() == before


def test_the_dump_tells_no_answer_and_no_secret(pair: Pair) -> None:
    pair.answers("cio", {"SV1": {"cio": 4, "cso": 2}})
    tom = pair.respondent("cso")
    document = dumped()
    assert "Ana Ferreira" in document
    assert CANARY not in document
    for link in (pair.link("cio"), pair.link("cso")):
        assert link.rpartition("/")[2] not in document
    assert tom.occupant_id in document


def test_what_is_written_in_a_workshop_is_told_by_a_digest_only(pair: Pair) -> None:
    for role, values in FOUR_KINDS.items():
        pair.submits(role, values)
    workshop = Workshop.of(pair).starts()
    before = digest()
    workshop.notes("SV1", CANARY)
    workshop.votes("cio", {"CC4": 3})
    kept = workshop.decides(CANARY)
    assert digest() != before
    document = dumped()
    assert kept.id in document
    assert CANARY not in document
    # Sealed anew, the same agenda has the same digest; it is no hash of the envelope.
    told = digest()
    with writing() as session:
        row, seal = session.get_one(StoredWorkshop, workshop.id), seal_of(session, pair.engagement_id)
        words = seal.open_written(row.sealed_agenda, "workshop", workshop.id, row.agenda_revision)
        row.sealed_agenda = seal.seal_written(words, "workshop", workshop.id, row.agenda_revision)
    assert digest() == told


def test_a_comment_is_told_by_a_digest_only(pair: Pair) -> None:
    respondent = pair.answers("cio")
    answering.save(respondent, "SV1", {}, (CANARY, True))
    assert CANARY not in dumped()


def test_the_dump_is_json_and_carries_the_digest_of_its_rows(pair: Pair) -> None:
    pair.both_submit()
    document = json.loads(dumped())
    assert document["format"] == "gapcheck/dump@1"
    assert {table for table, _ in document["rows"]} >= {"user", "workspace", "engagement", "wave", "answer", "report"}
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for row in document["rows"])
    assert hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == document["sha256"] == digest()


def test_rows_come_in_the_order_of_their_keys_not_of_their_making(facilitator: Facilitator) -> None:
    for name in ("zz", "aa", "Mm"):
        with writing() as session:
            session.add(Company(id=name, workspace_id=facilitator.workspace_id, name=name, created_at=clock.now()))
    rows = [row["id"] for table, row in json.loads(dumped())["rows"] if table == "company"]
    assert rows == ["Mm", "aa", "zz"]


def test_another_key_is_refused_and_no_digest_made(pair: Pair) -> None:
    with pytest.raises(CannotOpen):
        canonical.digest(db.session.connection(), Keyring(bytes(32), "x" * 32))


def test_every_sealed_column_is_compared_by_what_is_in_it() -> None:
    sealed = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name.startswith("sealed")
    }
    assert {place for place in sealed if place[0] not in canonical.LEFT_OUT} - canonical.LEFT_OUT_COLUMNS == set(
        canonical.SEALED
    )


def test_what_is_left_out_exists() -> None:
    tables = Base.metadata.tables
    assert set(tables) >= canonical.LEFT_OUT
    assert all(column in tables[table].columns for table, column in canonical.LEFT_OUT_COLUMNS)
