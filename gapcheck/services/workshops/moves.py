"""What the commands of a remote do to the state: pure changes of one row, without a database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from gapcheck import clock
from gapcheck.models import Workshop
from gapcheck.services.workshops.agenda import Agenda
from gapcheck.services.workshops.room import DECIDE, LAST_STEP, STATEMENT, TALK
from gapcheck.vocabulary import Overlay

#: Seconds of silence before the first reveal, and what one press adds to the timer.
SILENCE, MORE = 30, 120
TIMER_MOST = 8 * 3600


class Command(StrEnum):
    """What a remote can order. Those that switch something switch it back when they are given again."""

    NEXT = "next"
    BACK = "back"
    NEXT_ITEM = "next_item"
    PREVIOUS_ITEM = "previous_item"
    #: To the agenda box of that number, from 1; to the stop of that number, from 0.
    TO_BOX = "to_box"
    TO_STOP = "to_stop"
    BLANK = "blank"
    DARK = "dark"
    CODE = "code"
    VOTE = "vote"
    #: Starts the timer, with that many seconds where a number is given, and stops it.
    TIMER = "timer"
    MORE_TIME = "more_time"


class NoSuchPlace(Exception):
    """The command needs a number, or there is no such box or stop on the agenda."""


def carry_out(workshop: Workshop, agenda: Agenda, command: Command, number: int | None) -> None:
    """Change the row as the command says; the version is the caller's. Raises NoSuchPlace."""
    _COMMANDS[command](workshop, agenda, number)


def _next(workshop: Workshop, agenda: Agenda, _number: int | None) -> None:
    on_item = agenda.stops[workshop.stop].item is not None
    if on_item and workshop.step < LAST_STEP:
        _go(workshop, workshop.stop, workshop.step + 1)
    elif workshop.stop + 1 < len(agenda.stops):
        _go(workshop, workshop.stop + 1, STATEMENT)


def _back(workshop: Workshop, agenda: Agenda, _number: int | None) -> None:
    if workshop.step > STATEMENT:
        _go(workshop, workshop.stop, workshop.step - 1)
    elif workshop.stop > 0:
        earlier = agenda.stops[workshop.stop - 1]
        _go(workshop, workshop.stop - 1, LAST_STEP if earlier.item else STATEMENT)


def _next_item(workshop: Workshop, agenda: Agenda, _number: int | None) -> None:
    _go(workshop, min(workshop.stop + 1, len(agenda.stops) - 1), STATEMENT)


def _previous_item(workshop: Workshop, _agenda: Agenda, _number: int | None) -> None:
    _go(workshop, max(workshop.stop - 1, 0), STATEMENT)


def _to_box(workshop: Workshop, agenda: Agenda, number: int | None) -> None:
    # A box without items has no place of its own: the next one has.
    places = [stop for stop, place in enumerate(agenda.stops) if place.box >= (number or 0) - 1]
    if number is None or not 1 <= number <= len(agenda.boxes):
        raise NoSuchPlace
    _go(workshop, places[0], STATEMENT)


def _to_stop(workshop: Workshop, agenda: Agenda, number: int | None) -> None:
    if number is None or not 0 <= number < len(agenda.stops):
        raise NoSuchPlace
    _go(workshop, number, STATEMENT)


def _go(workshop: Workshop, stop: int, step: int) -> None:
    """Show another place: what lay over it goes, and so does the timer, which only talking and deciding share."""
    talking = stop == workshop.stop and {workshop.step, step} <= {TALK, DECIDE}
    if (stop, step) != (workshop.stop, workshop.step) and not talking:
        workshop.timer_ends_at = workshop.timer_left = None
    workshop.stop, workshop.step, workshop.overlay = stop, step, Overlay.NONE


def _blank(workshop: Workshop, _agenda: Agenda, _number: int | None) -> None:
    workshop.blank = not workshop.blank


def _dark(workshop: Workshop, _agenda: Agenda, _number: int | None) -> None:
    workshop.dark = not workshop.dark


def _code(workshop: Workshop, _agenda: Agenda, _number: int | None) -> None:
    workshop.overlay = Overlay.NONE if workshop.overlay is Overlay.CODE else Overlay.CODE


def _vote(workshop: Workshop, _agenda: Agenda, _number: int | None) -> None:
    workshop.overlay = Overlay.NONE if workshop.overlay is Overlay.VOTE else Overlay.VOTE
    workshop.voting_opened_at = workshop.voting_opened_at or clock.now()


def _timer(workshop: Workshop, agenda: Agenda, number: int | None) -> None:
    now = clock.now()
    if workshop.timer_ends_at is not None:
        workshop.timer_left = max(0, round((workshop.timer_ends_at - now).total_seconds()))
        workshop.timer_ends_at = None
        return
    seconds = number or workshop.timer_left or usual_seconds(agenda, workshop.stop, workshop.step)
    workshop.timer_ends_at = now + timedelta(seconds=min(seconds, TIMER_MOST))
    workshop.timer_left = None


def _more_time(workshop: Workshop, agenda: Agenda, _number: int | None) -> None:
    more, now = timedelta(seconds=MORE), clock.now()
    if workshop.timer_ends_at is not None:
        workshop.timer_ends_at = min(max(workshop.timer_ends_at, now) + more, now + timedelta(seconds=TIMER_MOST))
    else:
        left = workshop.timer_left or (
            0 if workshop.timer_left == 0 else usual_seconds(agenda, workshop.stop, workshop.step)
        )
        workshop.timer_left = min(left + MORE, TIMER_MOST)


def usual_seconds(agenda: Agenda, stop: int, step: int) -> int:
    """What the timer starts with: the silence before a reveal, else an item's part of the time of its box."""
    place = agenda.stops[stop]
    if place.item is not None and step == STATEMENT:
        return SILENCE
    box = agenda.boxes[place.box]
    return max(60, box.minutes * 60 // max(1, len(box.items)))


_COMMANDS: dict[Command, Callable[[Workshop, Agenda, int | None], None]] = {
    Command.NEXT: _next,
    Command.BACK: _back,
    Command.NEXT_ITEM: _next_item,
    Command.PREVIOUS_ITEM: _previous_item,
    Command.TO_BOX: _to_box,
    Command.TO_STOP: _to_stop,
    Command.BLANK: _blank,
    Command.DARK: _dark,
    Command.CODE: _code,
    Command.VOTE: _vote,
    Command.TIMER: _timer,
    Command.MORE_TIME: _more_time,
}
