"""The rows that a facilitator decides on: found for this person only, and locked until the transaction ends."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapcheck.models import Occupant, Release, ResponseSet, Seat, Wave
from gapcheck.services import visibility
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.principals import Facilitator
from gapcheck.vocabulary import WaveState


class NoWave(Exception):
    """There is no such wave or seat for this person."""


class NotPossible(Exception):
    """The wave or seat is not, or no longer, in a state in which this can be done."""


class NotAllowed(Exception):
    """A reader may look, and change nothing."""


def require_change(facilitator: Facilitator) -> None:
    """Raises NotAllowed for somebody who may only read."""
    if not facilitator.may_change:
        raise NotAllowed


def locked(session: Session, facilitator: Facilitator, wave_id: str) -> Wave:
    """A wave that this person knows of, in whatever state, locked. Raises NoWave."""
    wave = session.scalars(visibility.waves_of(facilitator).where(Wave.id == wave_id).with_for_update()).first()
    if wave is None:
        raise NoWave
    return wave


def seat_of(session: Session, facilitator: Facilitator, seat_id: str) -> Seat:
    """A seat of the workspace; whether its wave may be known is for the wave to say. Raises NoWave."""
    of_workspace = select(Seat).where(Seat.id == seat_id, Seat.workspace_id == facilitator.workspace_id)
    seat = session.scalars(of_workspace).first()
    if seat is None:
        raise NoWave
    return seat


def wave_for(
    session: Session, facilitator: Facilitator, wave_id: str, seen_version: int, sources: Collection[WaveState]
) -> Wave:
    """The wave, if it is as this person saw it and in one of these states.

    Raises NotAllowed, NoWave and TransitionRefused.
    """
    require_change(facilitator)
    wave = locked(session, facilitator, wave_id)
    if wave.version != seen_version or wave.state not in sources:
        raise TransitionRefused(wave.state)
    return wave


def seat_for(
    session: Session, facilitator: Facilitator, seat_id: str, seen_version: int, sources: Collection[WaveState]
) -> tuple[Seat, Wave]:
    """A seat and its wave, under the same conditions. Raises NotAllowed, NoWave and TransitionRefused."""
    seat = seat_of(session, facilitator, seat_id)
    return seat, wave_for(session, facilitator, seat.wave_id, seen_version, sources)


def occupant_of(session: Session, seat: Seat) -> Occupant:
    """The person in a seat now."""
    return session.scalars(select(Occupant).where(Occupant.seat_id == seat.id, Occupant.until.is_(None))).one()


def response_of(session: Session, occupant: Occupant) -> ResponseSet | None:
    """That person's response set, locked; None where nothing was begun."""
    return session.scalars(select(ResponseSet).where(ResponseSet.occupant_id == occupant.id).with_for_update()).first()


def was_released(session: Session, wave: Wave) -> bool:
    """True once there was a release, in force or not: what was read cannot be recalled."""
    return session.scalar(select(func.count(Release.id)).where(Release.wave_id == wave.id)) != 0
