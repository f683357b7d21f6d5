"""What is the case in a workshop now: read by remotes, and by screens through what ``scene`` makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gapcheck import clock
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading
from gapcheck.services.workshops import rows
from gapcheck.services.workshops.agenda import Agenda, Stop
from gapcheck.services.workshops.rows import Found
from gapcheck.vocabulary import Ending, Overlay

#: The steps of an item. What is revealed first and second is the agenda's ``order``.
STATEMENT, FIRST, SECOND, TALK, DECIDE = range(5)
LAST_STEP = DECIDE


@dataclass(frozen=True, slots=True)
class Room:
    """The shared state under one version; ``writings`` counts what was written and voted beside it.

    ``stop`` counts the agenda's stops from 0; ``step`` is 0 but on an item. The timer runs while ``timer_ends_at`` is
    set, which may be in the past: its end is soft. ``timer_left`` are the seconds on one that was stopped.
    """

    workshop_id: str
    wave_id: str
    engagement_id: str
    version: int
    writings: int
    agenda: Agenda
    stop: int
    step: int
    overlay: Overlay
    blank: bool
    dark: bool
    timer_ends_at: datetime | None
    timer_left: int | None
    voting: bool
    started_at: datetime | None
    ended_at: datetime | None
    ending: Ending | None
    is_open: bool
    rehearsal: bool
    next_wave_on: date | None

    @property
    def at(self) -> Stop:
        """Where the workshop stands."""
        return self.agenda.stops[self.stop]

    @property
    def seconds_left(self) -> int | None:
        """Seconds on the timer, negative once its time is over; None where none is set."""
        if self.timer_ends_at is None:
            return self.timer_left
        return round((self.timer_ends_at - clock.now()).total_seconds())


def of(facilitator: Facilitator, workshop_id: str) -> Room:
    """The state as a remote shows it, before the start and after the end as well. Raises NoWorkshop."""
    return view(rows.for_facilitator(reading(), facilitator, workshop_id))


def view(found: Found) -> Room:
    """The state in stored rows."""
    row, agenda = found.workshop, found.agenda()
    return Room(
        workshop_id=row.id,
        wave_id=row.wave_id,
        engagement_id=found.wave.engagement_id,
        version=row.version,
        writings=row.writings,
        agenda=agenda,
        stop=min(row.stop, len(agenda.stops) - 1),
        step=row.step,
        overlay=row.overlay,
        blank=row.blank,
        dark=row.dark,
        timer_ends_at=row.timer_ends_at,
        timer_left=row.timer_left,
        voting=row.voting_opened_at is not None,
        started_at=row.started_at,
        ended_at=row.ended_at,
        ending=row.ending,
        is_open=rows.is_open(row),
        rehearsal=row.rehearsal,
        next_wave_on=row.next_wave_on,
    )
