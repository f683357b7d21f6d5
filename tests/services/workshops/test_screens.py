"""Screens: let in by a short code as long as the workshop is open, and asked so often that memory answers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Release
from gapcheck.models import Workshop as Row
from gapcheck.services import rights, samples, sign_ins
from gapcheck.services.transaction import writing
from gapcheck.services.workshops import closing, decisions, preparing, screens, showing
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.screens import ALPHABET, CODE_LENGTH, NoScreen, Pulse
from gapcheck.services.workshops.showing import OpeningScene
from gapcheck.vocabulary import WaveState
from tests.acting import Pair
from tests.holding import Workshop
from tests.services.workshops.test_files import line, offline, takes_in
from tests.services.workshops.test_steering import later


@pytest.fixture
def asked(app: object) -> Iterator[Callable[[], int]]:
    """How many statements have reached the database."""
    statements = 0

    def count(*_arguments: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(db.engine, "before_cursor_execute", count)
    yield lambda: statements
    event.remove(db.engine, "before_cursor_execute", count)


def test_the_code_is_short_to_type_and_stored_nowhere(opened: Workshop, settings: Settings) -> None:
    code = opened.code
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(ALPHABET)
    assert len(ALPHABET) == 32  # with eight letters, 40 bits
    db.session.close()
    assert all(code.encode() not in file.read_bytes() for file in settings.instance.rglob("*") if file.is_file())


def test_a_code_is_taken_however_it_is_typed(opened: Workshop) -> None:
    code = opened.code
    spoken = f" {code[:4].lower()}-{code[4:].lower()} ".replace("0", "o").replace("1", "l")
    assert screens.screen(spoken).workshop_id == opened.id


def test_no_code_opens_a_workshop_before_its_start(workshop: Workshop) -> None:
    with pytest.raises(NoScreen):
        screens.screen(workshop.code)


@pytest.mark.parametrize("typed", ["", "0", "ZZZZZZZZ", "x" * 5000, "\0", "０００００００"])
def test_a_wrong_code_opens_nothing(opened: Workshop, typed: str) -> None:
    for door in (screens.screen, screens.pulse):
        with pytest.raises(NoScreen):
            door(typed)


def test_a_new_code_shuts_the_former_screens_out(opened: Workshop) -> None:
    former = opened.code
    renewed = screens.renew_code(opened.pair.facilitator, opened.id)
    assert renewed == opened.code != former
    with pytest.raises(NoScreen):
        screens.pulse(former)
    assert screens.screen(renewed).workshop_id == opened.id


def test_a_screen_that_comes_late_or_back_is_at_the_present_step(opened: Workshop) -> None:
    early = opened.screen()
    for _ in range(4):
        state = opened.presses(Command.NEXT)
    assert showing.on_screen(early) == showing.on_screen(opened.screen())
    assert showing.on_screen(early).version == state.version


def test_two_hundred_screens_cost_one_look_up(
    opened: Workshop, asked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = opened.code
    screens.forget(screens.stored_hash(code))
    monkeypatch.setattr(screens.time, "monotonic", lambda: 1000.0)
    before = asked()
    assert {screens.pulse(code) for _ in range(200)} == {Pulse(2, 0)}
    assert asked() - before < 20


def test_memory_answers_for_a_fifth_of_a_second(opened: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    code, now = opened.code, [1000.0]
    monkeypatch.setattr(screens.time, "monotonic", lambda: now[0])
    screens.forget(screens.stored_hash(code))
    before = screens.pulse(code)
    # As another process changes it: this one is not told.
    with writing() as session:
        session.query(Row).filter_by(id=opened.id).update({"version": before.version + 1})
    now[0] += screens.REMEMBERED - 0.01
    assert screens.pulse(code) == before
    now[0] += 0.02
    assert screens.pulse(code).version == before.version + 1


def test_what_this_process_changes_is_news_to_its_screens_at_once(
    opened: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, facilitator = opened.code, opened.pair.facilitator
    monkeypatch.setattr(screens.time, "monotonic", lambda: 1000.0)
    screens.forget(screens.stored_hash(code))
    kept = opened.decides()
    for change in (
        lambda: decisions.choose(facilitator, opened.id, [kept.id]),
        lambda: closing.set_next_wave(facilitator, opened.id, None),
        lambda: decisions.take_out(facilitator, opened.id, kept.id, 1),
        lambda: takes_in(opened, offline(opened, line())),
    ):
        before = screens.pulse(code)
        change()
        assert screens.pulse(code).writings == before.writings + 1


def test_what_is_no_more_is_forgotten_by_the_process_that_ended_it(opened: Workshop) -> None:
    code = opened.code
    screens.pulse(code)
    rights.withdraw(opened.pair.respondent("cio"))
    with pytest.raises(NoScreen):
        screens.pulse(code)


def test_many_codes_that_are_none_do_not_fill_the_memory(opened: Workshop) -> None:
    for number in range(screens._MOST_REMEMBERED + 50):
        with pytest.raises(NoScreen):
            screens.pulse(f"WRONG{number}")
    assert len(screens._pulses) <= screens._MOST_REMEMBERED


# Rehearsal


def test_a_rehearsal_is_held_on_the_sample_company_and_releases_nothing(opened: Workshop) -> None:
    facilitator = opened.pair.facilitator
    rehearsal = preparing.rehearse(facilitator)
    assert preparing.rehearse(facilitator) == rehearsal != opened.id
    held = Workshop(opened.pair, rehearsal).starts()
    opening = showing.on_screen(held.screen()).scene
    assert isinstance(opening, OpeningScene)
    assert opening.rehearsal
    assert preparing.of_wave(facilitator, held.room.wave_id).releases is False
    held.decides("Only tried")
    held.ends()
    of_sample = db.session.query(Release).filter_by(wave_id=held.room.wave_id)
    assert of_sample.count() == 0
    assert preparing.of_wave(facilitator, held.room.wave_id).commitments == 0
    assert opened.pair.shown.state is WaveState.IN_WORKSHOP


def test_a_sample_that_one_of_its_people_withdrew_from_cannot_be_rehearsed_on(answered: Pair) -> None:
    facilitator = answered.facilitator
    held = Workshop(answered, preparing.rehearse(facilitator))
    sample = Pair(facilitator, held.room.engagement_id, held.room.wave_id)
    rights.withdraw(sample.respondent("cio"))
    with pytest.raises(preparing.NothingToRehearse):
        preparing.rehearse(facilitator)
    samples.remove(facilitator, sample.engagement_id)
    assert preparing.rehearse(facilitator) != held.id


# Signed in


def test_an_open_workshop_counts_as_the_activity_of_who_started_it(workshop: Workshop, settings: Settings) -> None:
    user = workshop.pair.facilitator.user_id
    account = db.session.get(sign_ins.Account, user)
    signed_in = sign_ins.begin(user, account.fs_uniquifier, "test")
    workshop.starts()
    later(settings, timedelta(minutes=75))
    assert sign_ins.account(account.fs_uniquifier, signed_in.secret) is not None
    later(settings, timedelta(minutes=150))
    workshop.ends()
    later(settings, timedelta(minutes=181))
    assert sign_ins.account(account.fs_uniquifier, signed_in.secret) is None


def test_a_sign_in_that_had_ended_is_not_revived_by_a_workshop(workshop: Workshop, settings: Settings) -> None:
    user = workshop.pair.facilitator.user_id
    account = db.session.get(sign_ins.Account, user)
    signed_in = sign_ins.begin(user, account.fs_uniquifier, "test")
    later(settings, timedelta(minutes=31))
    workshop.starts()
    assert sign_ins.account(account.fs_uniquifier, signed_in.secret) is None


def test_what_one_screen_is_sent_is_made_once_for_all_that_ask_with_it(
    opened: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, now, made = opened.code, [1000.0], itertools.count(1)
    monkeypatch.setattr(screens.time, "monotonic", lambda: now[0])

    def sent() -> str:
        return screens.made_once(code, screens.pulse(code), lambda: str(next(made)))

    screens.forget(screens.stored_hash(code))
    assert [sent() for _ in range(3)] == ["1", "1", "1"]
    opened.presses(Command.NEXT)
    assert sent() == "2"
    now[0] += screens.SHARED + 0.01
    assert sent() == "3"
    opened.ends()
    with pytest.raises(NoScreen):
        sent()
