"""How long a backup and its way back take, for a thousand engagements that were answered and reported."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.figure import Figure
from bench.home import COMPANIES, filled, prepared
from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import Answer, AnswerHistory, Occupant, Report, ResponseSet, Seat, Wave
from gapcheck.models.base import Base, random_id
from gapcheck.services import instruments
from gapcheck.services.sealed import EngagementSeal, seal_of
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Edition, Paper, RenderState

#: The time in which an installation has to be back.
MOST = 60.0
#: The bytes of a report as a PDF, and of the same report as a web page.
PDF, TWIN = 200_000, 25_000
#: Engagements whose rows are written at once.
TOGETHER = 100
Row = dict[str, Any]


def figures() -> Iterator[Figure]:
    """Backing up and restoring, each as a command, beside copying the database's file."""
    with tempfile.TemporaryDirectory(prefix="gapcheck-bench-") as folder:
        here = Path(folder)
        app = prepared(str(here / "instance"))
        filled(app)
        answers = _answered(app)
        started = time.perf_counter()
        shutil.copyfile(here / "instance" / "gapcheck.db", here / "copy.db")
        anchor = f"{answers:,} answers; copying the database's {(here / 'copy.db').stat().st_size >> 20} MB"
        anchor += f" takes {time.perf_counter() - started:.1f} s"
        taken = _timed(here, "backup", str(here / "kept"))
        yield Figure(f"backup, {COMPANIES:,} engagements", _words(*taken), anchor=anchor)
        (file,) = (here / "kept").iterdir()
        taken = _timed(here, "restore", str(file), "--to", str(here / "again"))
        yield Figure(f"restore, {COMPANIES:,} engagements", _words(*taken), "at most 60 s", taken[0] <= MOST)


def _words(wall: float, processor: float) -> str:
    return f"{wall:.1f} s, {processor:.1f} s of a processor"


def _timed(here: Path, *command: str) -> tuple[float, float]:
    """Seconds on the clock and of processor time that a command takes."""
    environ = {**os.environ, "GAPCHECK_INSTANCE": str(here / "instance"), "GAPCHECK_BASE_URL": "http://localhost"}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "gapcheck", *command], env=environ, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - started, used


def _answered(app: Flask) -> int:
    """Give every engagement the rows that two people who answered everything leave; how many answers there are."""
    with app.app_context():
        with writing() as session:
            waves = session.scalars(select(Wave)).all()
            number = sum(_of(session, waves[start : start + TOGETHER]) for start in range(0, len(waves), TOGETHER))
        db.engine.dispose()
    return number


def _of(session: Session, waves: Sequence[Wave]) -> int:
    new: dict[type[Base], list[Row]] = {model: [] for model in (ResponseSet, Answer, AnswerHistory, Report)}
    for wave in waves:
        seal = seal_of(session, wave.engagement_id)
        occupants = select(Occupant).join(Seat, Seat.id == Occupant.seat_id).where(Seat.wave_id == wave.id)
        for person in session.scalars(occupants):
            _answer(new, seal, person)
        for edition in Edition:
            _report(new, seal, wave, edition)
    for model, rows in new.items():
        session.execute(insert(model), rows)
    return len(new[Answer])


def _answer(new: dict[type[Base], list[Row]], seal: EngagementSeal, person: Occupant) -> None:
    """All answers of one person, each given once."""
    response, now, shared = random_id(), clock.now(), {"workspace_id": seal.workspace_id}
    began = {"acknowledged_at": now, "started_at": now}
    new[ResponseSet].append({**shared, **began, "id": response, "seat_id": person.seat_id, "occupant_id": person.id})
    for item in instruments.find(instruments.DEFAULT).items:
        for subject in ("cio", "cso") if item.closed else ():
            sealed = seal.seal_answer("a value as long as one is", response, item.id, subject, 1)
            row: Row = {**shared, "response_set_id": response, "item": item.id, "subject": subject, "revision": 1}
            row |= {"sealed": sealed, "saved_at": now}
            new[Answer].append(row)
            new[AnswerHistory].append({**row, "stale": False})


def _report(new: dict[type[Base], list[Row]], seal: EngagementSeal, wave: Wave, edition: Edition) -> None:
    """A report of the size of a real one."""
    name, now = random_id(), clock.now()
    about = {"id": name, "workspace_id": seal.workspace_id, "wave_id": wave.id, "number": 1, "edition": edition}
    made = {"sealed_pdf": seal.seal_pdf(os.urandom(PDF), name), "sealed_twin": seal.seal_twin(os.urandom(TWIN), name)}
    state = {"state": RenderState.READY, "content_hash": "0" * 64, "attempts": 1, "paper": Paper.A4}
    new[Report].append({**about, **made, **state, "dated": now.date(), "created_at": now})
