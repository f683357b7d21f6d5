"""What a respondent saves is durable, kept in its history, and final once submitted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from gapcheck.encryption import CannotOpen
from gapcheck.extensions import db
from gapcheck.models import Answer, AnswerHistory, Report, ResponseSet, Seat
from gapcheck.services import answering, links, people, rights
from gapcheck.services.seating import Person
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import ResponseState, WaveState
from tests.acting import Pair


def saved_value(pair: Pair, role: str, item: str, subject: str) -> Any:
    return answering.questionnaire(pair.respondent(role)).value(item, subject)


@pytest.mark.both_databases
def test_a_saved_answer_is_there_in_the_next_browser(pair: Pair) -> None:
    pair.answers("cio", {"SV1": {"cio": 4, "cso": 2}})
    assert saved_value(pair, "cio", "SV1", "cio") == 4
    assert saved_value(pair, "cio", "SV1", "cso") == 2


def test_nothing_is_saved_before_the_promise_is_acknowledged(pair: Pair) -> None:
    with pytest.raises(answering.NotAcknowledged):
        answering.save(pair.respondent("cio"), "SV1", {"cio": 4})


def test_the_acknowledged_promise_is_kept_as_it_was_read(pair: Pair) -> None:
    respondent = pair.respondent("cio")
    promise = answering.questionnaire(respondent).promise
    answering.acknowledge(respondent)
    assert db.session.scalars(select(ResponseSet.promise)).one() == "\n".join(promise)


@pytest.mark.both_databases
def test_every_value_ever_saved_stays_in_the_history(pair: Pair) -> None:
    respondent = pair.answers("cio", {"SV1": {"cio": 1}})
    for value in (2, 3, 4):
        answering.save(respondent, "SV1", {"cio": value})
    assert db.session.scalar(select(func.count()).select_from(AnswerHistory)) == 4
    assert saved_value(pair, "cio", "SV1", "cio") == 4


def test_clearing_what_was_never_given_is_no_beginning(pair: Pair) -> None:
    respondent = pair.respondent("cio")
    answering.acknowledge(respondent)
    answering.save(respondent, "SV1", {"cio": None, "cso": None}, None)
    assert pair.shown.seats[0].state is ResponseState.INVITED
    answering.save(respondent, "SV1", {"cio": None, "cso": 3})
    assert pair.shown.seats[0].state is ResponseState.STARTED


def test_who_may_not_answer_leaves_no_response_set_behind(pair: Pair) -> None:
    leaver, tom = pair.respondent("cio"), pair.respondent("cso")
    people.replace(pair.facilitator, pair.shown.seats[0].seat_id, Person("Bea New"), pair.shown.version)
    rights.withdraw(pair.respondent("cio"))
    for respondent in (leaver, tom):
        with pytest.raises(answering.AnsweringEnded):
            answering.acknowledge(respondent)
    assert db.session.scalar(select(func.count()).select_from(ResponseSet)) == 0


def test_saving_the_same_value_again_adds_nothing(pair: Pair) -> None:
    respondent = pair.answers("cio", {"SV1": {"cio": 1}})
    answering.save(respondent, "SV1", {"cio": 1})
    assert db.session.scalar(select(func.count()).select_from(AnswerHistory)) == 1


@pytest.mark.both_databases
def test_a_repeated_request_with_the_same_key_is_one_save(pair: Pair) -> None:
    respondent = pair.answers("cio", {"SV1": {"cio": 1}})
    first = answering.save(respondent, "SV1", {"cio": 2}, key="k")
    answering.save(respondent, "SV1", {"cio": 3})
    again = answering.save(respondent, "SV1", {"cio": 2}, key="k")
    assert again.revisions == first.revisions
    assert saved_value(pair, "cio", "SV1", "cio") == 3


@pytest.mark.both_databases
def test_a_stale_write_gets_the_newer_value_and_both_are_kept(pair: Pair) -> None:
    respondent = pair.answers("cio", {"SV1": {"cio": 1}})
    answering.save(respondent, "SV1", {"cio": 2}, expected={"cio": 1})
    with pytest.raises(answering.StaleAnswer) as refused:
        answering.save(respondent, "SV1", {"cio": 5}, expected={"cio": 1})
    assert refused.value.newer["cio"] == answering.Stored(2, 2)
    assert saved_value(pair, "cio", "SV1", "cio") == 2
    assert db.session.scalar(select(func.count()).where(AnswerHistory.stale)) == 1


def test_a_save_after_a_stale_one_is_not_mistaken_for_it(pair: Pair) -> None:
    respondent = pair.answers("cio", {"SV1": {"cio": 1}})
    with pytest.raises(answering.StaleAnswer):
        answering.save(respondent, "SV1", {"cio": 5}, expected={"cio": 7})
    saved = answering.save(respondent, "SV1", {"cio": 4}, expected={"cio": 1})
    assert saved.revisions["cio"] == 3
    assert saved_value(pair, "cio", "SV1", "cio") == 4


def test_a_cleared_answer_is_gone_from_the_form_and_kept_in_the_history(pair: Pair) -> None:
    respondent = pair.answers("cio", {"SV1": {"cio": 1}})
    answering.save(respondent, "SV1", {"cio": None})
    assert saved_value(pair, "cio", "SV1", "cio") is None
    assert db.session.scalar(select(func.count()).select_from(AnswerHistory)) == 2


@pytest.mark.parametrize(
    ("item", "value"),
    [("SV1", 6), ("SV1", True), ("SV1", "4"), ("GR1", "nothing-like-it"), ("BI1", {"prevention": 101}), ("PS1", [])],
)
def test_an_impossible_value_is_refused_and_changes_nothing(pair: Pair, item: str, value: Any) -> None:
    respondent = pair.answers("cio")
    with pytest.raises(answering.AnswerFaults) as refused:
        answering.save(respondent, item, {"cio": value})
    assert refused.value.faults["cio"]
    assert saved_value(pair, "cio", item, "cio") in (None, 4)


@pytest.mark.parametrize(("item", "subject"), [("XX1", "cio"), ("SV1", "cfo"), ("OF1", "cso"), ("GR3", "cio")])
def test_an_item_or_subject_that_the_form_does_not_ask_is_unknown(pair: Pair, item: str, subject: str) -> None:
    respondent = pair.answers("cio")
    with pytest.raises(KeyError):
        answering.save(respondent, item, {subject: 1})


def test_an_unfinished_allocation_is_kept_and_left_out_at_submission(pair: Pair) -> None:
    respondent = pair.answers("cio", {"SV1": {"cio": 4}})
    answering.save(respondent, "BI1", {"cio": {"prevention": 40}})
    assert saved_value(pair, "cio", "BI1", "cio") == {"prevention": 40}
    answering.submit(respondent)
    assert saved_value(pair, "cio", "BI1", "cio") is None
    assert saved_value(pair, "cio", "SV1", "cio") == 4


def test_a_comment_keeps_its_authors_tick(pair: Pair) -> None:
    respondent = pair.answers("cio")
    answering.save(respondent, "SV1", {}, ("We differ here.", False))
    assert answering.questionnaire(respondent).comments["SV1"] == answering.StoredComment("We differ here.", False, 1)
    answering.save(respondent, "SV1", {}, ("We differ here.", True))
    assert answering.questionnaire(respondent).comments["SV1"].share
    answering.save(respondent, "SV1", {}, None)
    assert "SV1" not in answering.questionnaire(respondent).comments


def test_a_comment_of_401_characters_is_refused(pair: Pair) -> None:
    respondent = pair.answers("cio")
    with pytest.raises(answering.AnswerFaults):
        answering.save(respondent, "SV1", {}, ("x" * 401, False))


def test_submitting_twice_is_one_submission(pair: Pair) -> None:
    respondent = pair.answers("cio")
    assert answering.submit(respondent) == answering.submit(respondent)


def test_submitted_answers_cannot_be_changed(pair: Pair) -> None:
    respondent = pair.submits("cio")
    with pytest.raises(answering.AnsweringEnded):
        answering.save(respondent, "SV1", {"cio": 1})
    assert saved_value(pair, "cio", "SV1", "cio") == 4


def test_somebody_who_skips_everything_can_submit(pair: Pair) -> None:
    respondent = pair.respondent("cio")
    answering.acknowledge(respondent)
    answering.submit(respondent)
    assert pair.shown.seats[0].state is ResponseState.SUBMITTED


@pytest.mark.both_databases
def test_the_wave_is_complete_when_both_have_submitted_and_a_report_is_ordered(pair: Pair) -> None:
    pair.submits("cio")
    assert pair.shown.state is WaveState.OPEN
    assert db.session.scalar(select(func.count()).select_from(Report)) == 0
    pair.submits("cso")
    assert pair.shown.state is WaveState.COMPLETE
    assert db.session.scalar(select(func.count()).select_from(Report)) == 2


def test_opening_the_link_is_not_started_and_the_first_saved_answer_is(pair: Pair) -> None:
    respondent = pair.respondent("cio")
    answering.acknowledge(respondent)
    assert pair.shown.seats[0].state is ResponseState.INVITED
    answering.save(respondent, "SV1", {"cio": 4})
    assert pair.shown.seats[0].state is ResponseState.STARTED


def test_a_value_moved_to_another_row_does_not_open(pair: Pair) -> None:
    respondent = pair.answers("cio", {"SV1": {"cio": 4, "cso": 1}})
    with writing() as session:
        rows = {row.subject: row for row in session.scalars(select(Answer))}
        rows["cio"].sealed = rows["cso"].sealed
    with pytest.raises(CannotOpen):
        answering.questionnaire(respondent)


def test_a_sign_in_ends_after_two_idle_hours_and_the_link_does_not(pair: Pair, settings: Any) -> None:
    entry = links.enter(pair.link("cio").rpartition("/")[2])
    settings.clock_file.write_text(str(2 * 3600 + 60))
    with pytest.raises(links.NotSignedIn):
        links.respondent(entry.pid, entry.secret)
    assert pair.respondent("cio").role == "cio"


def test_the_two_seats_of_a_wave_keep_the_instruments_order(pair: Pair) -> None:
    assert [seat.role for seat in db.session.scalars(select(Seat).order_by(Seat.position))] == ["cio", "cso"]
