"""The end of a workshop, however it comes: every screen goes blank with it, within the transaction of its cause."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Decision, Participant, Wave, Workshop, WorkshopNote
from gapcheck.services import audit, lifecycle
from gapcheck.services.reports import ordering
from gapcheck.services.sealed import seal_of
from gapcheck.services.transaction import afterwards, reading, writing
from gapcheck.services.workshops import material, screens, written
from gapcheck.services.workshops.rows import LONGEST
from gapcheck.vocabulary import Ending, WaveState

_SYSTEM = "system"


def end(session: Session, workshop: Workshop, wave: Wave, why: Ending) -> None:
    """End one workshop, within a transaction that has locked its wave.

    Whatever phase it ends in, what the two committed themselves to comes into a report under a new number.
    """
    workshop.ended_at, workshop.ending = clock.now(), why
    workshop.version += 1
    workshop.timer_ends_at = workshop.timer_left = None
    forget(session, workshop)
    if wave.state is not WaveState.CLOSED:
        report_again(session, workshop, wave)


def forget(session: Session, workshop: Workshop) -> None:
    """Keep nothing of a workshop in memory once what ``session`` writes is durable."""
    screens.forget_afterwards(session, workshop)
    afterwards(session, partial(material.forget, workshop.wave_id))


def report_again(session: Session, workshop: Workshop, wave: Wave) -> bool:
    """Order a report with what a workshop that is over has left, if that is something else than was reported.

    True where one was ordered. None is for a rehearsal, and none where nothing was committed to or parked.
    """
    session.flush()
    found = written.outcomes(session, seal_of(session, wave.engagement_id), workshop.id)
    told = written.digest((*found.commitments, *found.parked))
    if workshop.rehearsal or not found or workshop.reported == told:
        return False
    workshop.reported = told
    ordering.put_away(session, wave)
    ordering.order(session, wave, clock.now().date())
    audit.record(session, wave.workspace_id, _SYSTEM, "report commitments", f"wave:{wave.id}")
    return True


def end_all(session: Session, wave: Wave, why: Ending) -> None:
    """End what is prepared or held on a locked wave that may not be shown any more.

    After a withdrawal, and when a pair is closed, nothing written stays either: it tells what the two answered.
    """
    for workshop in session.scalars(select(Workshop).where(Workshop.wave_id == wave.id, Workshop.ended_at.is_(None))):
        end(session, workshop, wave, why)
    session.flush()
    if wave.state is WaveState.CLOSED:
        _erase_written(session, wave)


def _erase_written(session: Session, wave: Wave) -> None:
    workshops = select(Workshop.id).where(Workshop.wave_id == wave.id)
    for table in (Participant, Decision, WorkshopNote):
        session.execute(delete(table).where(table.workshop_id.in_(workshops)))
    # An agenda tells in which family an item is.
    every = update(Workshop).where(Workshop.wave_id == wave.id)
    session.execute(every.values(sealed_agenda=b"", reported=None, version=Workshop.version + 1))


def end_forgotten() -> bool:
    """End every workshop that was started longer ago than one lasts; True where there was one.

    To screens and to the two it was over already.
    """
    late = select(Workshop.id).where(Workshop.ended_at.is_(None), Workshop.started_at <= clock.now() - LONGEST)
    found = reading().scalars(late).all()
    for workshop_id in found:
        with writing() as session:
            row = session.scalars(late.where(Workshop.id == workshop_id)).first()
            if row is not None:
                workshop = session.get_one(Workshop, row)
                end(session, workshop, lifecycle.locked_wave(session, workshop.wave_id), Ending.TIMED_OUT)
                audit.record(session, workshop.workspace_id, _SYSTEM, "end workshop", f"wave:{workshop.wave_id}")
    return bool(found)
