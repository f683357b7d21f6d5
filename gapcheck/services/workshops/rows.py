"""The rows of a workshop: found for one person or screen only, and locked where they are going to be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Wave, Workshop
from gapcheck.services import visibility
from gapcheck.services.decided import require_change
from gapcheck.services.principals import Facilitator, Respondent, Screen
from gapcheck.services.sealed import EngagementSeal, seal_of
from gapcheck.services.workshops.agenda import Agenda, as_json, from_json
from gapcheck.vocabulary import WaveState

#: A workshop that nobody ends is over this long after its start: a code must not live on because it was forgotten.
LONGEST = timedelta(hours=12)


class NoWorkshop(Exception):
    """There is no such workshop for this person or screen."""


class NotOpen(Exception):
    """The workshop has not been started, or is over."""


@dataclass(frozen=True, slots=True)
class Found:
    """A workshop with its wave and the seal of what is written in it."""

    workshop: Workshop
    wave: Wave
    seal: EngagementSeal

    def agenda(self) -> Agenda:
        """The agenda as it stands."""
        row = self.workshop
        return from_json(self.seal.open_written(row.sealed_agenda, "workshop", row.id, row.agenda_revision))

    def arrange(self, agenda: Agenda) -> None:
        """Keep another agenda."""
        row = self.workshop
        row.agenda_revision += 1
        row.sealed_agenda = seal_agenda(self.seal, row.id, row.agenda_revision, agenda)


def seal_agenda(seal: EngagementSeal, workshop_id: str, revision: int, agenda: Agenda) -> bytes:
    """The envelope of an agenda."""
    return seal.seal_written(as_json(agenda), "workshop", workshop_id, revision)


def is_open(workshop: Workshop) -> bool:
    """True from the start to the end: only then screens show anything, and the two can vote and agree."""
    return workshop.started_at is not None and workshop.ended_at is None and not is_forgotten(workshop)


def is_forgotten(workshop: Workshop) -> bool:
    """True for a started workshop that nobody has ended in time."""
    return workshop.started_at is not None and clock.now() >= workshop.started_at + LONGEST


def is_held() -> ColumnElement[bool]:
    """The condition on ``Wave`` that a workshop of a release in the room runs on it now."""
    running = exists().where(
        Workshop.wave_id == Wave.id, Workshop.ended_at.is_(None), Workshop.started_at > clock.now() - LONGEST
    )
    return and_(Wave.state == WaveState.IN_WORKSHOP, running.correlate(Wave))


def is_out_of_date(workshop: Workshop, wave: Wave) -> bool:
    """True for a preparation of answers that were opened again since: it is of another comparison."""
    completed = wave.completed_at
    return workshop.started_at is None and completed is not None and workshop.created_at < completed


def for_facilitator(session: Session, facilitator: Facilitator, workshop_id: str) -> Found:
    """A workshop of a wave whose answers this person may see. Raises NoWorkshop."""
    visible = visibility.compared_waves_of(facilitator)
    return _found(session, visible, Workshop.id == workshop_id)


def to_change(session: Session, facilitator: Facilitator, workshop_id: str, *, opened: bool = False) -> Found:
    """The same, locked until the transaction ends. Raises NotAllowed, NoWorkshop, and NotOpen where it is over.

    ``opened`` is True where it must have been started as well.
    """
    found = to_take_in(session, facilitator, workshop_id)
    ended = found.workshop.ended_at is not None or is_forgotten(found.workshop)
    if ended or (opened and not is_open(found.workshop)):
        raise NotOpen
    return found


def to_take_in(session: Session, facilitator: Facilitator, workshop_id: str) -> Found:
    """The same, locked, also where it is over. Raises NotAllowed and NoWorkshop."""
    require_change(facilitator)
    return _found(session, visibility.compared_waves_of(facilitator).with_for_update(), Workshop.id == workshop_id)


def for_screen(session: Session, screen: Screen) -> Found:
    """The workshop that a screen follows, while it is open. Raises NoWorkshop and NotOpen."""
    return _open(_found(session, visibility.waves_in_room(), Workshop.id == screen.workshop_id))


def for_respondent(session: Session, respondent: Respondent, *, lock: bool = False) -> Found:
    """The workshop that this respondent is in now. Raises NoWorkshop and NotOpen."""
    waves = visibility.wave_in_room_of(respondent)
    found = _found(session, waves.with_for_update() if lock else waves, Workshop.ended_at.is_(None))
    return _open(found)


def _open(found: Found) -> Found:
    if not is_open(found.workshop):
        raise NotOpen
    return found


def _found(session: Session, waves: Select[Wave], condition: ColumnElement[bool]) -> Found:
    # Locking the wave locks its workshop with it: every change of either goes through the wave's row.
    rows = waves.join(Workshop, Workshop.wave_id == Wave.id).where(condition).add_columns(Workshop)
    found = session.execute(rows).first()
    if found is None or is_out_of_date(found[1], found[0]):
        raise NoWorkshop
    return Found(found[1], found[0], seal_of(session, found[0].engagement_id))


def current(session: Session, wave_id: str) -> Workshop | None:
    """The workshop of a wave that is prepared or held now."""
    return session.scalars(select(Workshop).where(Workshop.wave_id == wave_id, Workshop.ended_at.is_(None))).first()
