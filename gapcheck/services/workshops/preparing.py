"""Preparing a workshop, or a rehearsal on the sample company; and where a wave stands with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Engagement, Wave, Workshop
from gapcheck.models.base import random_id
from gapcheck.services import audit, samples, visibility
from gapcheck.services.decided import NotPossible, NoWave, require_change
from gapcheck.services.principals import Facilitator
from gapcheck.services.sealed import seal_of
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops import ending, material, rows, screens, written
from gapcheck.services.workshops.agenda import MINUTES, MINUTES_LEAST, MINUTES_MOST, suggested
from gapcheck.vocabulary import Ending, RevealOrder, WaveState

#: The states of a wave in which a workshop can be prepared and started.
_CAN_BE_SHOWN = frozenset({WaveState.COMPLETE, WaveState.RELEASED, WaveState.IN_WORKSHOP})


class NothingToRehearse(Exception):
    """Somebody has taken the sample company's answers or release back; remove it, and it is made anew."""

    def __init__(self, engagement_id: str) -> None:
        super().__init__(engagement_id)
        self.engagement_id = engagement_id


@dataclass(frozen=True, slots=True)
class WorkshopOfWave:
    """Where a wave stands with workshops. ``workshop_id`` is the one prepared or held, else the last, else None.

    ``may_prepare`` says whether one can be prepared or held now; ``releases`` whether starting it would be the release
    in the room; ``commitments`` how many the last one that is over has left.
    """

    workshop_id: str | None
    version: int
    started_at: datetime | None
    ended_at: datetime | None
    is_open: bool
    may_prepare: bool
    releases: bool
    commitments: int


def prepare(
    facilitator: Facilitator,
    wave_id: str,
    minutes: int = MINUTES,
    order: RevealOrder = RevealOrder.GUESSES_FIRST,
) -> str:
    """The id of the wave's workshop that is prepared or held, made with the suggested agenda where there is none.

    Raises NotAllowed, NoWave, and NotPossible for a wave that can be neither released in the room nor is released.
    """
    require_change(facilitator)
    with writing() as session:
        wave = session.scalars(
            visibility.compared_waves_of(facilitator).where(Wave.id == wave_id).with_for_update()
        ).first()
        if wave is None:
            raise NoWave
        known = rows.current(session, wave_id)
        if known is not None and rows.is_forgotten(known):
            ending.end(session, known, wave, Ending.TIMED_OUT)
            session.flush()
            known = None
        if known is not None and not rows.is_out_of_date(known, wave):
            return known.id
        if wave.state not in _CAN_BE_SHOWN or not MINUTES_LEAST <= minutes <= MINUTES_MOST:
            raise NotPossible
        return _make(session, facilitator, wave, known, minutes, order)


def rehearse(facilitator: Facilitator) -> str:
    """The id of a rehearsal on the sample company, which is made where there is none.

    Raises NotAllowed and NothingToRehearse.
    """
    engagement_id = samples.make(facilitator)
    comparable = visibility.compared_waves_of(facilitator).where(
        Wave.engagement_id == engagement_id, Wave.state.in_(_CAN_BE_SHOWN)
    )
    wave = reading().scalars(comparable.order_by(Wave.number.desc()).limit(1)).first()
    if wave is None:
        raise NothingToRehearse(engagement_id)
    return prepare(facilitator, wave.id)


def _make(
    session: Session,
    facilitator: Facilitator,
    wave: Wave,
    outdated: Workshop | None,
    minutes: int,
    order: RevealOrder,
) -> str:
    """A new preparation; an outdated one is replaced, and keeps the facilitator's notes."""
    seal = seal_of(session, wave.engagement_id)
    agenda = suggested(material.of_wave(session, wave).comparison, minutes, order)
    if outdated is not None:
        outdated.created_at, outdated.version = clock.now(), outdated.version + 1
        rows.Found(outdated, wave, seal).arrange(agenda)
        return outdated.id
    workshop_id, revision = random_id(), 1
    session.add(
        Workshop(
            id=workshop_id,
            workspace_id=wave.workspace_id,
            wave_id=wave.id,
            rehearsal=session.get_one(Engagement, wave.engagement_id).sample,
            prepared_by=facilitator.user_id,
            created_at=clock.now(),
            agenda_revision=revision,
            sealed_agenda=rows.seal_agenda(seal, workshop_id, revision, agenda),
            code_generation=1,
            code_hash=screens.stored_hash(screens.code(workshop_id, 1)),
        )
    )
    audit.record(session, wave.workspace_id, facilitator.actor, "prepare workshop", f"wave:{wave.id}")
    return workshop_id


def of_wave(facilitator: Facilitator, wave_id: str) -> WorkshopOfWave:
    """Where a wave stands with workshops. Raises NoWave."""
    session = reading()
    wave = session.scalars(visibility.compared_waves_of(facilitator).where(Wave.id == wave_id)).first()
    if wave is None:
        raise NoWave
    newest = select(Workshop).where(Workshop.wave_id == wave_id).order_by(Workshop.created_at.desc()).limit(1)
    row = rows.current(session, wave_id) or session.scalars(newest).first()
    if row is not None and rows.is_out_of_date(row, wave):
        row = None
    return WorkshopOfWave(
        workshop_id=row.id if row else None,
        version=row.version if row else 0,
        started_at=row.started_at if row else None,
        ended_at=row.ended_at if row else None,
        is_open=row is not None and rows.is_open(row),
        may_prepare=wave.state in _CAN_BE_SHOWN,
        releases=wave.state is WaveState.COMPLETE and not session.get_one(Engagement, wave.engagement_id).sample,
        commitments=len(written.outcomes_of_wave(session, seal_of(session, wave.engagement_id), wave_id).commitments),
    )
