"""What is written down, read back, agreed to, and comes back into the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import Decision, Report, Wave
from gapcheck.services.decided import NotPossible
from gapcheck.services.reports import downloads
from gapcheck.services.waves import engine_wave
from gapcheck.services.workshops import closing, decisions, votes
from gapcheck.services.workshops.decisions import StaleDecision, TooMany, UnusableDecision
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.rows import NotOpen
from gapcheck.services.workshops.written import TEXT_LENGTH, Typed
from gapcheck.vocabulary import Outcome
from tests.holding import Workshop


def at_closing(workshop: Workshop) -> Workshop:
    workshop.presses(Command.TO_BOX, len(workshop.room.agenda.boxes))
    return workshop


def newest_number(workshop: Workshop) -> int:
    db.session.close()
    return db.session.scalar(select(func.max(Report.number)).where(Report.wave_id == workshop.pair.wave_id)) or 0


# Writing down


def test_a_decision_is_kept_as_it_is_typed_finished_or_not(opened: Workshop) -> None:
    key, facilitator = str(uuid4()), opened.pair.facilitator
    half = Typed(Outcome.DECIDED, "CC4", position="Both see the")
    whole = Typed(
        Outcome.DECIDED, "CC4", "Both see the review as late.", "Move it", "cso", date(2027, 1, 31), "Minutes"
    )
    assert decisions.save(facilitator, opened.id, key, half, 0).typed == half
    assert decisions.save(facilitator, opened.id, key, whole, 1).revision == 2
    assert decisions.save(facilitator, opened.id, key, whole, 1).revision == 2  # a lost reply, sent again
    assert [kept.typed for kept in decisions.kept(facilitator, opened.id)] == [whole]


def test_two_remotes_do_not_overwrite_each_others_words(opened: Workshop) -> None:
    kept = opened.decides("Move the review")
    facilitator = opened.pair.facilitator
    after = decisions.save(facilitator, opened.id, kept.id, replace(kept.typed, decision="Move it to May"), 1)
    with pytest.raises(StaleDecision) as refused:
        decisions.save(facilitator, opened.id, kept.id, replace(kept.typed, decision="Drop it"), 1)
    assert refused.value.kept == after


def test_what_was_taken_out_does_not_come_back(opened: Workshop) -> None:
    kept = opened.decides()
    decisions.take_out(opened.pair.facilitator, opened.id, kept.id, 1)
    decisions.take_out(opened.pair.facilitator, opened.id, kept.id, 1)
    assert decisions.kept(opened.pair.facilitator, opened.id) == ()
    with pytest.raises(StaleDecision):
        decisions.save(opened.pair.facilitator, opened.id, kept.id, kept.typed, 2)


def test_a_decision_that_cannot_be_kept_is_refused_whole(opened: Workshop) -> None:
    good, facilitator = Typed(Outcome.DECIDED, decision="Yes"), opened.pair.facilitator
    for key, typed in (
        ("1", good),
        (str(uuid4()).upper(), good),
        (str(uuid4()), replace(good, item="XX9")),
        (str(uuid4()), replace(good, owner="ceo")),
        (str(uuid4()), replace(good, evidence="x" * (TEXT_LENGTH + 1))),
    ):
        with pytest.raises(UnusableDecision):
            decisions.save(facilitator, opened.id, key, typed, 0)
    assert decisions.kept(facilitator, opened.id) == ()


def test_words_are_stored_sealed(opened: Workshop) -> None:
    opened.decides("A canary of words")
    row = db.session.scalars(select(Decision)).one()
    assert row.sealed is not None
    assert b"canary" not in row.sealed


def test_nothing_is_written_down_before_the_start_or_after_the_end(workshop: Workshop) -> None:
    with pytest.raises(NotOpen):
        workshop.decides()
    workshop.starts().ends()
    with pytest.raises(NotOpen):
        workshop.decides()


# Commitments


def test_the_first_three_decisions_are_commitments_and_others_can_be_chosen(opened: Workshop) -> None:
    made = [opened.decides(f"Decision {number}") for number in range(5)]
    assert [kept.chosen for kept in made] == [True, True, True, False, False]
    facilitator = opened.pair.facilitator
    decisions.choose(facilitator, opened.id, [made[4].id, made[0].id])
    chosen = [kept.typed.decision for kept in decisions.kept(facilitator, opened.id) if kept.chosen]
    assert chosen == ["Decision 0", "Decision 4"]
    with pytest.raises(TooMany):
        decisions.choose(facilitator, opened.id, [kept.id for kept in made[:4]])


def test_what_is_parked_is_no_commitment(opened: Workshop) -> None:
    key, facilitator = str(uuid4()), opened.pair.facilitator
    parked = Typed(Outcome.PARKED, "CC4", decision="Who pays?")
    assert not decisions.save(facilitator, opened.id, key, parked, 0).chosen
    with pytest.raises(TooMany):
        decisions.choose(facilitator, opened.id, [key])
    kept = opened.decides()
    assert not decisions.save(facilitator, opened.id, kept.id, replace(kept.typed, outcome=Outcome.PARKED), 1).chosen


# Closing


def test_both_agree_to_what_is_read_back(opened: Workshop) -> None:
    opened.decides()
    at_closing(opened)
    opened.agrees("cio")
    opened.agrees("cio")
    assert closing.agreed(opened.pair.facilitator, opened.id) == {"cio"}
    opened.agrees("cso")
    assert closing.agreed(opened.pair.facilitator, opened.id) == {"cio", "cso"}


def test_other_commitments_have_to_be_agreed_to_anew(opened: Workshop) -> None:
    kept = opened.decides()
    at_closing(opened)
    opened.agrees("cio")
    tom = opened.pair.respondent("cso")
    seen = closing.read_back(tom).digest
    decisions.save(opened.pair.facilitator, opened.id, kept.id, replace(kept.typed, owner="cio"), 1)
    assert closing.agreed(opened.pair.facilitator, opened.id) == set()
    with pytest.raises(closing.ChangedMeanwhile):
        closing.agree(tom, seen)


def test_commitments_are_read_back_at_the_closing_and_not_before(opened: Workshop) -> None:
    opened.decides()
    ana = opened.pair.respondent("cio")
    with pytest.raises(closing.NothingToAgreeTo):
        closing.read_back(ana)
    at_closing(opened)
    assert [kept.typed.decision for kept in closing.read_back(ana).commitments] == ["Move the review"]


def test_the_next_wave_has_a_day_that_is_still_to_come(opened: Workshop) -> None:
    today = clock.now().date()
    closing.set_next_wave(opened.pair.facilitator, opened.id, today + timedelta(days=180))
    assert opened.room.next_wave_on == today + timedelta(days=180)
    with pytest.raises(NotPossible):
        closing.set_next_wave(opened.pair.facilitator, opened.id, today - timedelta(days=1))


# What comes back


def test_the_report_is_made_again_with_the_commitments_under_a_new_number(opened: Workshop) -> None:
    opened.pair.renders()
    before = newest_number(opened)
    opened.decides("Move the review", item="CC4", evidence="The minutes of May")
    opened.ends()
    assert newest_number(opened) == before + 1
    wave = db.session.get_one(Wave, opened.pair.wave_id)
    subject = engine_wave(db.session(), wave, before + 1, date(2027, 1, 1))
    (made,) = subject.commitments
    assert (made.text, made.owner, made.due, made.evidence) == (
        "Move the review",
        "cso",
        date(2027, 4, 30),
        "The minutes of May",
    )


def test_the_report_in_force_becomes_the_one_with_the_commitments_once_it_is_made(opened: Workshop) -> None:
    pair = opened.pair
    pair.renders()
    pair.releases()
    first = downloads.download_released(pair.respondent("cio")).name
    opened.decides()
    opened.ends()
    assert downloads.download_released(pair.respondent("cio")).name == first  # the new one is still being made
    pair.renders()
    assert downloads.download_released(pair.respondent("cso")).name != first


def test_what_was_parked_comes_into_the_report_as_a_question_to_find_out(opened: Workshop) -> None:
    opened.pair.renders()
    before = newest_number(opened)
    parked = Typed(Outcome.PARKED, "CC4", decision="Who pays for the review?", owner="cio")
    decisions.save(opened.pair.facilitator, opened.id, str(uuid4()), parked, 0)
    opened.ends()
    assert newest_number(opened) == before + 1
    wave = db.session.get_one(Wave, opened.pair.wave_id)
    subject = engine_wave(db.session(), wave, before + 1, date(2027, 1, 1))
    assert subject.commitments == ()
    assert [(each.text, each.owner) for each in subject.parked] == [("Who pays for the review?", "cio")]


def test_without_commitments_there_is_no_new_content_and_no_new_number(opened: Workshop) -> None:
    before = newest_number(opened)
    opened.ends()
    assert newest_number(opened) == before


def test_what_is_typed_during_the_workshop_is_in_no_report_yet(opened: Workshop) -> None:
    opened.decides()
    wave = db.session.get_one(Wave, opened.pair.wave_id)
    assert engine_wave(db.session(), wave, 1, date(2027, 1, 1)).commitments == ()


def test_whatever_ends_the_meeting_what_was_decided_is_reported(opened: Workshop) -> None:
    opened.pair.renders()
    before = newest_number(opened)
    opened.decides()
    opened.pair.retracts()
    assert newest_number(opened) == before + 1


def test_a_later_workshop_without_commitments_leaves_the_earlier_ones(opened: Workshop) -> None:
    opened.decides()
    opened.ends()
    before = newest_number(opened)
    Workshop.of(opened.pair).starts().ends()
    assert newest_number(opened) == before
    wave = db.session.get_one(Wave, opened.pair.wave_id)
    assert len(engine_wave(db.session(), wave, 1, date(2027, 1, 1)).commitments) == 1
    assert votes.people(db.session(), wave.id)
