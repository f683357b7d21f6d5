"""Many reports at once: a plain archive, each report authorised when it is put in, and recorded."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

import pytest

from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Batch, Company, Member, Report
from gapcheck.services import audit, batches, retention, rights
from gapcheck.services.batches import LeftOut, NoBatch, NothingChosen
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Edition, RenderState
from tests.acting import Pair, make_facilitator, make_pair


def explain(left_out: Sequence[LeftOut]) -> str:
    return "\n".join(f"{each.company}: {each.why.value}" for each in left_out)


def fetched(facilitator: Facilitator, batch_id: str) -> zipfile.ZipFile:
    db.session.close()
    archive = zipfile.ZipFile(BytesIO(b"".join(batches.archive(facilitator, batch_id, explain))))
    assert archive.testzip() is None
    return archive


def sealed(*pairs: Pair) -> None:
    """Both of each submit, and the reports are made, without the time that rendering takes."""
    from gapcheck.services.sealed import seal_of

    for pair in pairs:
        pair.both_submit()
    with writing() as session:
        for report in session.query(Report).filter_by(state=RenderState.QUEUED):
            pair = next(each for each in pairs if each.wave_id == report.wave_id)
            seal = seal_of(session, pair.engagement_id)
            report.sealed_pdf = seal.seal_pdf(f"%PDF- {report.wave_id} {report.edition.value}".encode(), report.id)
            report.state = RenderState.READY


@pytest.fixture
def two(facilitator: Facilitator) -> tuple[Pair, Pair]:
    """Two companies with reports."""
    pairs = make_pair(facilitator, "Northmoor Logistics"), make_pair(facilitator, "Öst & Vest / AB")
    sealed(*pairs)
    return pairs


def test_the_archive_holds_the_reports_uncompressed_under_safe_names(two: tuple[Pair, Pair]) -> None:
    one, other = two
    batch = batches.order(one.facilitator, [one.wave_id, other.wave_id], Edition.PARTICIPANT)
    archive = fetched(one.facilitator, batch)
    assert archive.namelist() == [
        "Northmoor-Logistics-wave-1-alignment-report-1-participant.pdf",
        "Ost-Vest-AB-wave-1-alignment-report-1-participant.pdf",
    ]
    assert archive.read(archive.namelist()[1]) == f"%PDF- {other.wave_id} participant".encode()
    assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_each_report_in_an_archive_is_one_event(two: tuple[Pair, Pair]) -> None:
    one, other = two
    batch = batches.order(one.facilitator, [one.wave_id, other.wave_id], Edition.FACILITATOR)
    fetched(one.facilitator, batch)
    actions = [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.seq)]
    assert actions[-3:] == ["order reports", "read facilitator report", "read facilitator report"]
    assert audit.verify() == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x", "日本", "  ", "NUL", "a" * 120, ".hidden", "A\nB"])
def test_no_company_name_makes_a_dangerous_file_name(two: tuple[Pair, Pair], name: str) -> None:
    one, other = two
    with writing() as session:
        for company in session.query(Company):
            company.name = name
    archive = fetched(
        one.facilitator, batches.order(one.facilitator, [one.wave_id, other.wave_id], Edition.PARTICIPANT)
    )
    names = archive.namelist()
    assert len({each.lower() for each in names}) == 2
    for each in names:
        assert each.isascii()
        assert each.replace("-", "").replace(".pdf", "").isalnum()
        assert len(each) < 130
        assert not each.startswith((".", "-"))


def test_what_may_no_longer_be_seen_is_left_out_and_named(two: tuple[Pair, Pair]) -> None:
    one, other = two
    batch = batches.order(one.facilitator, [one.wave_id, other.wave_id], Edition.PARTICIPANT)
    rights.withdraw(other.respondent("cio"))
    archive = fetched(one.facilitator, batch)
    assert len(archive.namelist()) == 2
    assert archive.read("left-out.txt").decode() == "Öst & Vest / AB: not_open"
    progress = batches.progress(one.facilitator, batch)
    assert (progress.total, progress.ready, progress.closed) == (2, 1, 1)


def test_an_erased_company_takes_its_batches_along(two: tuple[Pair, Pair]) -> None:
    one, other = two
    batch = batches.order(one.facilitator, [one.wave_id, other.wave_id], Edition.PARTICIPANT)
    retention.erase(other.engagement_id)
    with pytest.raises(NoBatch):
        batches.archive(one.facilitator, batch, explain)


def test_an_ended_membership_ends_a_download_that_is_running(two: tuple[Pair, Pair]) -> None:
    one, other = two
    batch = batches.order(one.facilitator, [one.wave_id, other.wave_id], Edition.PARTICIPANT)
    pieces = batches.archive(one.facilitator, batch, explain)
    received = [next(pieces)]
    with writing() as session:
        session.query(Member).filter_by(user_id=one.facilitator.user_id).one().ended_at = clock.now()
    archive = zipfile.ZipFile(BytesIO(b"".join([*received, *pieces])))
    assert len(archive.namelist()) == 2
    assert b"not_open" in archive.read("left-out.txt")


def test_a_report_that_failed_is_tried_again_and_one_that_waits_is_counted(two: tuple[Pair, Pair]) -> None:
    one, other = two
    with writing() as session:
        for report in session.query(Report).filter_by(wave_id=other.wave_id):
            report.state, report.reason, report.attempts = RenderState.FAILED, "It was interrupted.", 3
            report.sealed_pdf = None
    batch = batches.order(one.facilitator, [one.wave_id, other.wave_id], Edition.PARTICIPANT)
    progress = batches.progress(one.facilitator, batch)
    assert (progress.total, progress.ready, progress.waiting, progress.failed) == (2, 1, 1, 0)
    assert fetched(one.facilitator, batch).read("left-out.txt") == "Öst & Vest / AB: not_ready".encode()


def test_only_what_this_person_may_read_can_be_ordered(two: tuple[Pair, Pair]) -> None:
    stranger = make_facilitator("Another Firm", "otto@another.example")
    still_open = make_pair(two[0].facilitator, "Still open")
    for who, waves in (
        (stranger, [two[0].wave_id]),
        (two[0].facilitator, [still_open.wave_id, "nobody"]),
        (stranger, []),
    ):
        with pytest.raises(NothingChosen):
            batches.order(who, waves, Edition.PARTICIPANT)


def test_a_batch_is_its_owners_alone(two: tuple[Pair, Pair]) -> None:
    one = two[0]
    batch = batches.order(one.facilitator, [one.wave_id], Edition.PARTICIPANT)
    stranger = make_facilitator("Another Firm", "otto@another.example")
    for look in (batches.progress, lambda who, key: batches.archive(who, key, explain)):
        with pytest.raises(NoBatch):
            look(stranger, batch)


def test_batches_are_forgotten_after_a_week(two: tuple[Pair, Pair]) -> None:
    one = two[0]
    batches.order(one.facilitator, [one.wave_id], Edition.PARTICIPANT)
    assert not batches.forget_old()
    with writing() as session:
        session.query(Batch).one().created_at = clock.now() - batches.KEPT - batches.KEPT
    assert batches.forget_old()
    assert db.session.query(Batch).count() == 0
