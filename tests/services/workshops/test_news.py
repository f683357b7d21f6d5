"""Every change that a screen shows is news to it at once: the numbers that screens ask for rise with it."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.services import releases, retention, rights, workshops
from gapcheck.services.workshops import arranging, closing, decisions, ending, screens, showing, votes
from gapcheck.services.workshops.agenda import Agenda
from gapcheck.services.workshops.arranging import Note
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.rows import LONGEST
from gapcheck.services.workshops.screens import NoScreen
from tests.acting import Pair, make_pair
from tests.holding import Workshop
from tests.services.workshops.test_deciding import at_closing
from tests.services.workshops.test_files import line, offline, takes_in
from tests.services.workshops.test_steering import later

NEXT_WAVE = date(2130, 5, 1)


def at_the_talk(held: Workshop) -> str:
    """At the step at which an item's question is shown; its id."""
    held.presses(Command.TO_STOP, 1)
    for _ in range(3):
        held.presses(Command.NEXT)
    item = held.room.at.item
    assert item is not None
    return item.id


def changes_the_own_question(held: Workshop) -> Callable[[], object]:
    item = at_the_talk(held)
    return lambda: held.notes(item, "", "What would change your mind?")


def takes_the_own_question_back(held: Workshop) -> Callable[[], object]:
    item = at_the_talk(held)
    held.notes(item, "A private note", "What would change your mind?")
    return lambda: arranging.write_note(held.pair.facilitator, held.id, item, Note("", "A private note"), 1)


def drops_an_item(held: Workshop) -> Callable[[], object]:
    held.presses(Command.TO_STOP, 1)
    before = held.room
    shorter = Agenda((*before.agenda.boxes[:-2], before.agenda.boxes[-1]), before.agenda.order)
    return lambda: arranging.save(held.pair.facilitator, held.id, shorter, before.version)


def presses_a_key(held: Workshop) -> Callable[[], object]:
    return lambda: held.presses(Command.BLANK)


def gives_dots(held: Workshop) -> Callable[[], object]:
    held.presses(Command.VOTE)
    return lambda: held.votes("cio", {"CC4": 3})


def writes_a_decision(held: Workshop) -> Callable[[], object]:
    item = at_the_talk(held)
    held.presses(Command.NEXT)
    return lambda: held.decides(item=item)


def takes_a_decision_out(held: Workshop) -> Callable[[], object]:
    kept = at_closing(held).decides()
    return lambda: decisions.take_out(held.pair.facilitator, held.id, kept.id, kept.revision)


def chooses_commitments(held: Workshop) -> Callable[[], object]:
    at_closing(held).decides()
    return lambda: decisions.choose(held.pair.facilitator, held.id, [])


def agrees(held: Workshop) -> Callable[[], object]:
    at_closing(held).decides()
    return lambda: held.agrees("cio")


def dates_the_next_wave(held: Workshop) -> Callable[[], object]:
    at_closing(held)
    return lambda: closing.set_next_wave(held.pair.facilitator, held.id, NEXT_WAVE)


def takes_a_decision_in(held: Workshop) -> Callable[[], object]:
    at_closing(held)
    return lambda: takes_in(held, offline(held, line(commitment=True)))


def takes_only_another_choice_in(held: Workshop) -> Callable[[], object]:
    known = line(revision=1)
    takes_in(at_closing(held), offline(held, known))
    decisions.choose(held.pair.facilitator, held.id, [])
    return lambda: takes_in(held, offline(held, {**known, "commitment": True}))


def takes_only_the_next_wave_in(held: Workshop) -> Callable[[], object]:
    at_closing(held)
    return lambda: takes_in(held, offline(held, next_wave=NEXT_WAVE.isoformat()))


#: Each change that a screen shows, beside the function that makes it.
SHOWN: list[tuple[str, Callable[[Workshop], Callable[[], object]]]] = [
    ("arranging.write_note", changes_the_own_question),
    ("arranging.write_note", takes_the_own_question_back),
    ("arranging.save", drops_an_item),
    ("steering.steer", presses_a_key),
    ("votes.cast", gives_dots),
    ("decisions.save", writes_a_decision),
    ("decisions.take_out", takes_a_decision_out),
    ("decisions.choose", chooses_commitments),
    ("closing.agree", agrees),
    ("closing.set_next_wave", dates_the_next_wave),
    ("importing.take_in", takes_a_decision_in),
    ("importing.take_in", takes_only_another_choice_in),
    ("importing.take_in", takes_only_the_next_wave_in),
]
#: What lets screens in or shuts them out, which has tests of its own; and what no screen shows.
NOT_SHOWN = {
    *("steering.start", "steering.end", "ending.end_forgotten", "screens.renew_code"),
    *("preparing.prepare", "exporting.export", "exporting.for_the_room"),
}


#: Two differences of one box, so that dots put one before the other.
TWO_DIFFERENCES = {
    role: {item: {"cio": view, "cso": view} for item in ("CC4", "PS2")} for role, view in (("cio", 5), ("cso", 1))
}


def seen(held: Workshop) -> tuple[object, ...]:
    """What a screen shows, without the number that says that it is new."""
    db.session.close()
    now = showing.on_screen(held.screen())
    return now.scene, now.dark, now.seconds_left, now.running


def is_news(held: Workshop, change: Callable[[], object]) -> None:
    shown, told = seen(held), screens.pulse(held.code)
    change()
    assert seen(held) != shown
    news = screens.pulse(held.code)
    assert news != told
    assert news.version >= told.version
    assert news.writings >= told.writings


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes, so that memory answers until it is told to forget."""
    monkeypatch.setattr(screens.time, "monotonic", lambda: 1000.0)
    screens._pulses.clear()


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize("prepare", [each for _, each in SHOWN])
def test_a_change_that_a_screen_shows_is_news_to_it(
    opened: Workshop, prepare: Callable[[Workshop], Callable[[], object]]
) -> None:
    is_news(opened, prepare(opened))


@pytest.mark.usefixtures("stopped")
def test_an_order_by_dots_is_news(answered: Pair) -> None:
    pair = make_pair(answered.facilitator, "Brightwater Foods")
    for role, values in TWO_DIFFERENCES.items():
        pair.submits(role, values)
    held = Workshop.of(pair).starts()
    second = held.room.agenda.item_ids[1]
    for role in TWO_DIFFERENCES:
        held.votes(role, {second: 3})
    version = held.presses(Command.TO_STOP, 1).version
    is_news(held, lambda: votes.take_over(pair.facilitator, held.id, version))
    assert held.room.agenda.item_ids[0] == second


def test_every_function_that_changes_a_workshop_is_among_them() -> None:
    changing = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(workshops.__path__)
        for name, function in inspect.getmembers(
            import_module(f"{workshops.__name__}.{module.name}"), inspect.isfunction
        )
        if function.__module__.endswith(f".{module.name}") and "with writing()" in inspect.getsource(function)
    }
    assert changing == {name for name, _ in SHOWN} | {"votes.take_over"} | NOT_SHOWN


@pytest.mark.usefixtures("stopped")
def test_a_private_note_is_no_news(opened: Workshop) -> None:
    item = at_the_talk(opened)
    told = screens.pulse(opened.code)
    opened.notes(item, "Only for me")
    assert screens.pulse(opened.code) == told


@pytest.mark.usefixtures("stopped")
def test_another_question_refuses_no_command_of_another_remote(opened: Workshop) -> None:
    version = opened.room.version
    opened.notes("CC4", "", "What would change your mind?")
    assert opened.room.version == version


# Shut out


def ends(held: Workshop, _settings: Settings) -> None:
    held.ends()


def is_forgotten(held: Workshop, settings: Settings) -> None:
    later(settings, LONGEST + timedelta(minutes=1))
    ending.end_forgotten()


def has_its_release_retracted(held: Workshop, _settings: Settings) -> None:
    releases.retract(held.pair.facilitator, held.pair.wave_id, held.pair.shown.version)


def loses_one_of_the_two(held: Workshop, _settings: Settings) -> None:
    rights.withdraw(held.pair.respondent("cio"))


def is_erased(held: Workshop, _settings: Settings) -> None:
    retention.erase(held.pair.engagement_id)


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize("end", [ends, is_forgotten, has_its_release_retracted, loses_one_of_the_two, is_erased])
def test_a_screen_that_asks_while_the_end_is_written_is_shut_out_after_it(
    opened: Workshop, settings: Settings, end: Callable[[Workshop, Settings], None]
) -> None:
    code = opened.code
    before = screens.pulse(code)

    def asks(_session: Session) -> None:
        # As another thread reads it, to which nothing is committed yet.
        screens._pulses[screens.stored_hash(code)] = (1000.1, before)

    event.listen(Session, "before_commit", asks)
    try:
        end(opened, settings)
    finally:
        event.remove(Session, "before_commit", asks)
    with pytest.raises(NoScreen):
        screens.pulse(code)
