"""Starting, steering and ending a workshop. Every command says on which version of the state it was given."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Release, Report, Workshop
from gapcheck.services import audit, lifecycle
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing
from gapcheck.services.workshops import ending, moves, room, rows, screens
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.room import Room
from gapcheck.services.workshops.rows import Found
from gapcheck.vocabulary import Ending, ReleaseScope, WaveState


class Stale(Exception):
    """The command was given on an older state. ``room`` is the present one."""

    def __init__(self, present: Room) -> None:
        super().__init__(f"version {present.version}")
        self.room = present


class MayNotStart(Exception):
    """The wave may not be shown in a room: neither complete nor released."""


def start(facilitator: Facilitator, workshop_id: str, seen_version: int) -> Room:
    """Open the room, which releases to both together what was not released yet. Repeating it changes nothing.

    A rehearsal releases nothing. Raises NotAllowed, NoWorkshop, NotOpen, Stale and MayNotStart.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id)
        if found.workshop.started_at is None:
            require(found, seen_version)
            if not found.workshop.rehearsal:
                _release_in_room(session, facilitator, found)
            found.workshop.started_at, found.workshop.started_by = clock.now(), facilitator.user_id
            found.workshop.version += 1
            action = "rehearse workshop" if found.workshop.rehearsal else "start workshop"
            audit.record(session, found.wave.workspace_id, facilitator.actor, action, f"wave:{found.wave.id}")
            session.flush()
        screens.forget_afterwards(session, found.workshop)
        return room.view(found)


def _release_in_room(session: Session, facilitator: Facilitator, found: Found) -> None:
    wave = found.wave
    if wave.state is WaveState.COMPLETE:
        lifecycle.change(wave, lifecycle.START_WORKSHOP)
        newest = select(func.max(Report.number)).where(Report.wave_id == wave.id)
        session.add(
            Release(
                workspace_id=wave.workspace_id,
                wave_id=wave.id,
                scope=ReleaseScope.ROOM,
                report_number=session.scalar(newest) or 0,
                released_at=clock.now(),
                released_by=facilitator.user_id,
            )
        )
    elif wave.state not in (WaveState.IN_WORKSHOP, WaveState.RELEASED):
        raise MayNotStart


def steer(
    facilitator: Facilitator, workshop_id: str, seen_version: int, command: Command, number: int | None = None
) -> Room:
    """Carry out one command; the state after it.

    Not recorded one by one: the start is what opened everything that the steps show. Raises NotAllowed, NoWorkshop,
    NotOpen, Stale and NoSuchPlace.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id, opened=True)
        require(found, seen_version)
        moves.carry_out(found.workshop, found.agenda(), command, number)
        found.workshop.version += 1
        screens.forget_afterwards(session, found.workshop)
        return room.view(found)


def end(facilitator: Facilitator, workshop_id: str, seen_version: int) -> Room:
    """Close the room. Every screen goes blank, and a report with the commitments is ordered under a new number.

    Raises NotAllowed, NoWorkshop, NotOpen and Stale.
    """
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id)
        require(found, seen_version)
        ending.end(session, found.workshop, found.wave, Ending.CLOSED)
        audit.record(session, found.wave.workspace_id, facilitator.actor, "end workshop", f"wave:{found.wave.id}")
        return room.view(found)


def require(found: Found, seen_version: int) -> None:
    """Raises Stale for a command on an older state."""
    workshop: Workshop = found.workshop
    if workshop.version != seen_version:
        raise Stale(room.view(found))
