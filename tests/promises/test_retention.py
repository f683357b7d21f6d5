"""Rule 18: an engagement goes on its day, whole, and nothing of it stays in any file."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from flask import Flask
from sqlalchemy import Engine, Table, func, select, text

from gapcheck import clock, jobs
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Base, Batch, Company, Engagement, Erasure, Mail, sqlite
from gapcheck.services import audit, overview, retention, rights
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import MailKind, MailState
from tests.acting import Pair, make_pair
from tests.holding import Workshop

#: A text that nobody types by chance, in places that are stored as they are.
CANARY = "Quokkabay"


def delete_on(engagement_id: str) -> None:
    """Let the engagement's day be today."""
    with writing() as session:
        session.get_one(Engagement, engagement_id).delete_on = clock.now().date()


def queue_mails(pair: Pair) -> None:
    """One mail to a respondent, one to an address as such, one to the facilitator."""
    ana = pair.respondent("cio").occupant_id
    with writing() as session:
        for number, (kind, who) in enumerate(
            [
                (MailKind.INVITATION, {"wave_id": pair.wave_id, "occupant_id": ana}),
                (MailKind.LINK_AGAIN, {}),
                (MailKind.BOTH_SUBMITTED, {"wave_id": pair.wave_id, "user_id": pair.facilitator.user_id}),
            ]
        ):
            session.add(
                Mail(
                    workspace_id=pair.facilitator.workspace_id,
                    kind=kind,
                    address="Ana@northmoor.example" if kind is not MailKind.BOTH_SUBMITTED else "ruth@halloran.example",
                    words=f"{CANARY} words",
                    state=MailState.QUEUED,
                    not_before=clock.now(),
                    message_id=f"{number}@localhost",
                    created_at=clock.now(),
                    **who,
                )
            )
        session.add(
            Batch(
                workspace_id=pair.facilitator.workspace_id,
                user_id=pair.facilitator.user_id,
                edition="participant",
                waves=[pair.wave_id],
                created_at=clock.now(),
            )
        )


@pytest.fixture
def finished(facilitator) -> Pair:
    """An engagement with a row in every table that can have one."""
    pair = make_pair(facilitator, f"{CANARY} Logistics")
    pair.both_submit()
    pair.renders()
    pair.releases()
    hold_workshop(pair)
    queue_mails(pair)
    return pair


def hold_workshop(pair: Pair) -> None:
    """A workshop with a note, a vote and a decision."""
    run = Workshop.of(pair)
    run.starts()
    run.notes("SV1", f"{CANARY} note")
    run.votes("cio", {"SV1": 3})
    run.decides(f"{CANARY} decision")


def belongs_to_engagement(table: Table) -> bool:
    """Whether a chain of foreign keys leads from the table to the engagement."""
    parents = {key.column.table for key in table.foreign_keys} - {table}
    return any(parent.name == "engagement" or belongs_to_engagement(parent) for parent in parents)


def rows_by_table() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_erasing_leaves_no_row_of_the_engagement_in_any_table(finished: Pair) -> None:
    before = rows_by_table()
    mine = [table.name for table in Base.metadata.sorted_tables if belongs_to_engagement(table)]
    assert {"answer", "answer_history", "response_set", "occupant", "seat", "wave", "report", "release"} <= set(mine)
    # A table that is empty here would prove nothing.
    assert [name for name in mine if not before[name]] == []
    db.session.close()
    erased = retention.erase(finished.engagement_id)
    after = rows_by_table()
    gone = [*mine, "engagement", "company", "mail", "batch"]
    assert {name: after[name] for name in gone} == dict.fromkeys(gone, 0)
    assert erased.rows == {name: before[name] for name in gone}
    with pytest.raises(overview.NoEngagement):
        overview.engagement(finished.facilitator, finished.engagement_id)


def test_the_ledger_and_the_audit_trail_keep_the_id_and_the_count(finished: Pair) -> None:
    erased = retention.erase(finished.engagement_id)
    assert db.session.scalars(select(Erasure.engagement_id)).all() == [finished.engagement_id]
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.object == f"engagement:{finished.engagement_id}")
    ).one()
    assert (event.actor, event.action) == ("system", f"erase {erased.total} rows")
    assert audit.verify() == []


@pytest.mark.sqlite_only
def test_nothing_lingers_in_any_file_of_the_instance(app: Flask, settings: Settings, finished: Pair) -> None:
    """Not in the database, the write-ahead log, its index, a journal, or any other file."""
    letter = settings.instance / "outbox" / "0.eml"  # as the file transport would have written the first mail
    letter.parent.mkdir(exist_ok=True)
    letter.write_text(f"To: ana@northmoor.example\n\n{CANARY}")
    sealed = [row.sealed for row in db.session.query(Base.metadata.tables["answer"]) if row.sealed]
    token = finished.link("cio").rpartition("/")[2].encode()
    canaries = [CANARY.encode(), b"ana@northmoor.example", b"Ana Ferreira", token, sealed[0], sealed[-1]]
    db.session.close()

    def found() -> set[tuple[str, bytes]]:
        files = [path for path in settings.instance.rglob("*") if path.is_file()]
        return {(path.name, canary) for path in files for canary in canaries if canary in path.read_bytes()}

    assert {canary for _, canary in found()} == set(canaries) - {token}  # the search finds what is there
    with structlog.testing.capture_logs() as logged:
        retention.erase(finished.engagement_id)
    assert found() == set()
    assert not letter.exists()
    assert CANARY not in str(logged)


@pytest.mark.sqlite_only
def test_a_log_that_a_reader_kept_full_is_emptied_later(
    settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker tries again until the erased rows are out of the log, whoever erased them."""
    monkeypatch.setattr(sqlite, "TRUNCATE_PAUSES", (0.0,))
    db.session.close()

    def left_in_the_log() -> int:
        return sum(path.stat().st_size for path in settings.instance.rglob("*-wal"))

    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM wave")).all()
        with structlog.testing.capture_logs() as logged:
            retention.erase(pair.engagement_id)
            retention.empty_log_again()
        kept_full = bool(left_in_the_log())
        reader.rollback()
    assert kept_full == (sqlite.journal()[0] == "WAL")
    assert len(logged) == 2 * kept_full
    assert retention.empty_log_again in [getattr(job, "_job", None) for job in jobs.jobs()]
    retention.empty_log_again()
    assert left_in_the_log() == 0


@pytest.mark.sqlite_only
def test_the_log_is_left_alone_where_nothing_was_erased(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    emptied: list[Engine] = []
    monkeypatch.setattr(sqlite, "truncate_log", emptied.append)
    retention.empty_log_again()
    assert emptied == []
    retention.erase(pair.engagement_id)
    retention.empty_log_again()
    assert len(emptied) == 2


def test_an_engagement_goes_on_its_day_and_not_before(pair: Pair) -> None:
    assert not retention.erase_due()
    delete_on(pair.engagement_id)
    assert retention.erase_due()
    assert not retention.erase_due()
    with pytest.raises(overview.NoEngagement):
        retention.erase(pair.engagement_id)


def test_a_pair_that_closes_without_a_release_goes_after_thirty_days(pair: Pair) -> None:
    rights.withdraw(pair.answers("cio"))
    assert pair.shown.delete_on == (clock.now() + timedelta(days=30)).date()


def test_a_withdrawal_after_a_release_never_moves_the_day(pair: Pair) -> None:
    before = pair.shown.delete_on
    pair.both_submit()
    pair.renders()
    pair.releases()
    rights.withdraw(pair.respondent("cio"))
    assert pair.shown.delete_on == before


def test_the_worker_erases_what_is_due(app: Flask, pair: Pair) -> None:
    delete_on(pair.engagement_id)
    for job in jobs.jobs():
        job()
    with pytest.raises(overview.NoEngagement):
        overview.engagement(pair.facilitator, pair.engagement_id)


def test_the_preview_shows_what_goes_within_thirty_days(pair: Pair) -> None:
    assert retention.preview() == ()
    with writing() as session:
        engagement = session.get_one(Engagement, pair.engagement_id)
        engagement.delete_on = (clock.now() + timedelta(days=30)).date()
    shown = retention.preview()
    assert [(found.engagement_id, found.company, found.waves) for found in shown] == [
        (pair.engagement_id, "Northmoor Logistics", 1)
    ]
    assert retention.preview(workspace_id=pair.facilitator.workspace_id) == shown
    assert retention.preview(workspace_id="other") == ()


def test_a_company_with_another_engagement_stays_with_it(pair: Pair) -> None:
    other = make_pair(pair.facilitator, "Northmoor Logistics")
    retention.erase(pair.engagement_id)
    assert db.session.scalars(select(Company.name)).all() == ["Northmoor Logistics"]
    assert other.shown.company == "Northmoor Logistics"


def test_a_mail_to_an_address_that_has_another_seat_stays(pair: Pair) -> None:
    make_pair(pair.facilitator, "Brightwater Foods")  # the same two people
    queue_mails(pair)
    retention.erase(pair.engagement_id)
    assert [mail.kind for mail in db.session.scalars(select(Mail))] == [MailKind.LINK_AGAIN]


def test_erasing_one_engagement_leaves_the_others_whole(pair: Pair) -> None:
    other = make_pair(pair.facilitator, "Brightwater Foods")
    other.both_submit()
    before = other.shown.seats
    pair.both_submit()
    retention.erase(pair.engagement_id)
    other.renders()
    assert other.shown.seats == before
    assert other.shown.reports
