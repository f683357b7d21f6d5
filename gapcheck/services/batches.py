"""Many reports as one download: chosen, made where one is missing, and put together while it is fetched.

A batch is a list of waves and no more. What may be seen is decided for each report at the moment of fetching, so an
ended membership, a reopening or an erasure in between leaves that report out.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import IO, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Batch, Company, Engagement, Report, Wave
from gapcheck.models.base import random_id
from gapcheck.services import audit, visibility, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import downloads, ordering
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import Edition, RenderState

MOST = 500
KEPT = timedelta(days=7)
NAME_LENGTH = 60
LEFT_OUT_NAME = "left-out.txt"


class NothingChosen(Exception):
    """No company was chosen, or none whose report this person may read."""


class NoBatch(Exception):
    """There is no such batch of this person."""


class Why(StrEnum):
    """Why a report is not in the archive."""

    NOT_OPEN = "not_open"
    NOT_READY = "not_ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report that is not in the archive; ``company`` is None for one that this person may not even know of now."""

    company: str | None
    why: Why


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: reports still being made, those that never will be, those that may not be seen now."""

    batch_id: str
    edition: Edition
    total: int
    ready: int
    waiting: int
    failed: int
    closed: int


#: Turns what was left out into the text of the file that says so.
Explain = Callable[[Sequence[LeftOut]], str]


def order(facilitator: Facilitator, wave_ids: Sequence[str], edition: Edition) -> str:
    """Ask for the reports of these waves as one download; the batch's id. Reports that failed are tried again.

    Raises NothingChosen.
    """
    with writing() as session:
        visible = visibility.compared_waves_of(facilitator).where(Wave.id.in_(wave_ids[:MOST]))
        waves = {wave.id: wave for wave in session.scalars(visible)}
        if not waves:
            raise NothingChosen
        newest = _newest(session, list(waves), edition)
        for wave in waves.values():
            _make_missing(session, wave, newest.get(wave.id))
        batch = Batch(
            id=random_id(),
            workspace_id=facilitator.workspace_id,
            user_id=facilitator.user_id,
            edition=edition.value,
            waves=[key for key in dict.fromkeys(wave_ids) if key in waves],
            created_at=clock.now(),
        )
        session.add(batch)
        audit.record(session, batch.workspace_id, facilitator.actor, "order reports", f"batch:{batch.id}")
        return batch.id


def _make_missing(session: Session, wave: Wave, report: Report | None) -> None:
    if report is None:
        ordering.order(session, wave)
    elif report.state is RenderState.FAILED:
        ordering.order_again(report)


def _newest(session: Session, wave_ids: Sequence[str], edition: Edition) -> dict[str, Report]:
    found = select(Report).where(Report.wave_id.in_(wave_ids), Report.edition == edition).order_by(Report.number)
    return {report.wave_id: report for report in session.scalars(found)}


def _batch(session: Session, facilitator: Facilitator, batch_id: str) -> Batch:
    batch = session.scalars(
        select(Batch).where(
            Batch.id == batch_id,
            Batch.workspace_id == facilitator.workspace_id,
            Batch.user_id == facilitator.user_id,
        )
    ).first()
    if batch is None:
        raise NoBatch
    return batch


def progress(facilitator: Facilitator, batch_id: str) -> Progress:
    """How far the batch is now. Raises NoBatch."""
    session = reading()
    batch = _batch(session, facilitator, batch_id)
    visible = visibility.compared_waves_of(facilitator).where(Wave.id.in_(batch.waves)).with_only_columns(Wave.id)
    open_now = list(session.scalars(visible))
    states = [report.state for report in _newest(session, open_now, Edition(batch.edition)).values()]
    return Progress(
        batch_id=batch.id,
        edition=Edition(batch.edition),
        total=len(batch.waves),
        ready=states.count(RenderState.READY),
        waiting=states.count(RenderState.QUEUED),
        failed=states.count(RenderState.FAILED),
        closed=len(batch.waves) - len(states),
    )


def archive(facilitator: Facilitator, batch_id: str, explain: Explain) -> Iterator[bytes]:
    """The reports as a ZIP file, uncompressed, piece by piece; one audit event a report. Raises NoBatch at once.

    Each report is authorised by itself when its turn comes. What is left out is named in a text file inside.
    """
    batch = _batch(reading(), facilitator, batch_id)
    return _pieces(facilitator, tuple(batch.waves), Edition(batch.edition), explain)


def _pieces(facilitator: Facilitator, wave_ids: Sequence[str], edition: Edition, explain: Explain) -> Iterator[bytes]:
    sink = _Sink()
    left_out: list[LeftOut] = []
    names: set[str] = set()
    # The library writes to whatever can be written to, and does without seeking.
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_STORED) as file:
        for wave_id in wave_ids:
            company, number = _about(facilitator, wave_id)
            try:
                # Read again for each: a membership can end while a long download runs.
                member = workspaces.facilitator(facilitator.user_id, facilitator.workspace_id)
                report = downloads.download(member, wave_id, edition)
            except (downloads.NoReport, workspaces.NoWorkspace):
                left_out.append(LeftOut(company, Why.NOT_OPEN))
            except downloads.NotReady as unready:
                left_out.append(LeftOut(company, Why.FAILED if unready.failed else Why.NOT_READY))
            else:
                file.writestr(_entry(_unique(_file_name(company or "", number, report.name), names)), report.content)
            yield sink.taken()
        if left_out:
            file.writestr(_entry(LEFT_OUT_NAME), explain(left_out))
    yield sink.taken()


def _about(facilitator: Facilitator, wave_id: str) -> tuple[str | None, int]:
    """Company and wave number, as far as this person may know of them."""
    session = reading()
    known = visibility.waves_of(facilitator).where(Wave.id == wave_id).with_only_columns(Wave.id)
    row = session.execute(
        select(Company.name, Wave.number)
        .join(Engagement, Engagement.company_id == Company.id)
        .join(Wave, Wave.engagement_id == Engagement.id)
        .where(Wave.id.in_(known))
    ).first()
    return (row[0], row[1]) if row else (None, 1)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
    entry.external_attr = 0o600 << 16
    return entry


def _file_name(company: str, number: int, report: str) -> str:
    """A name that every system takes: letters, digits and hyphens of ASCII, never a path, never a reserved word."""
    plain = unicodedata.normalize("NFKD", company).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:NAME_LENGTH].strip("-") or "company"
    return f"{stem}-wave-{number}-{report}"


def _unique(name: str, taken: set[str]) -> str:
    """The name with a number where it is taken; small and capital letters are the same on many systems."""
    stem, dot, ending = name.rpartition(".")
    found, count = name, 1
    while found.lower() in taken:
        count += 1
        found = f"{stem}-{count}{dot}{ending}"
    taken.add(found.lower())
    return found


class _Sink:
    """Where the archive is written: what has come so far is handed on, and nothing is kept."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing to do."""

    def taken(self) -> bytes:
        """All that came since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def forget_old() -> bool:
    """Forget batches that nobody will fetch any more; True where there were any."""
    with writing() as session:
        old = session.scalars(select(Batch.id).where(Batch.created_at < clock.now() - KEPT)).all()
        session.execute(delete(Batch).where(Batch.id.in_(old)))
        return bool(old)
