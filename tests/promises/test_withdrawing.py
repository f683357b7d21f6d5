"""Rule 9: a respondent withdraws at any time; the answers are erased and the pair is closed."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Answer, AnswerHistory, Release, Report, ResponseSet
from gapcheck.services import answering, rights
from gapcheck.services.reports import downloads, rendering
from gapcheck.vocabulary import Edition, ResponseState, WaveState
from tests.acting import Pair


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.both_databases
def test_before_submission_the_started_answers_are_erased_with_their_history(pair: Pair) -> None:
    ana = pair.answers("cio")
    rights.withdraw(ana)
    assert count(Answer) == count(AnswerHistory) == 0
    assert pair.shown.state is WaveState.CLOSED


def test_nothing_of_what_was_withdrawn_stays_in_the_log_of_the_database(pair: Pair, settings: Settings) -> None:
    ana = pair.answers("cio")
    rights.withdraw(ana)
    assert [log.stat().st_size for log in settings.instance.rglob("*-wal")] in ([], [0])


def test_the_others_answers_stay_and_nobody_sees_them(pair: Pair) -> None:
    pair.submits("cso")
    before = count(Answer)
    rights.withdraw(pair.answers("cio"))
    assert count(Answer) == before
    with pytest.raises(downloads.NoReport):
        downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR)


@pytest.mark.both_databases
def test_after_the_release_the_report_is_erased_and_nobody_can_read_it(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    ana, tom = pair.respondent("cio"), pair.respondent("cso")
    rights.withdraw(ana)
    assert count(Report) == 0
    assert db.session.scalars(select(Release.retracted_at)).one() is not None
    for attempt in (lambda: downloads.download_released(tom), lambda: downloads.download_released(ana)):
        with pytest.raises(downloads.NoReport):
            attempt()
    with pytest.raises(downloads.NoReport):
        downloads.download(pair.facilitator, pair.wave_id, Edition.PARTICIPANT)


def test_a_report_that_is_being_made_meanwhile_is_never_stored(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.both_submit()
    ana = pair.respondent("cio")

    def withdraw_while_rendering(_material: object) -> bytes:
        rights.withdraw(ana)
        return b"%PDF-"

    monkeypatch.setattr(rendering, "render_pdf", withdraw_while_rendering)
    assert rendering.render_next()
    assert count(Report) == 0


def test_the_facilitator_sees_who_withdrew_and_the_other_one_only_that_the_pair_is_closed(pair: Pair) -> None:
    tom = pair.answers("cso")
    before = answering.questionnaire(tom)
    rights.withdraw(pair.answers("cio"))
    assert pair.shown.seats[0].state is ResponseState.WITHDRAWN
    after = answering.questionnaire(tom)
    assert not after.can_answer
    assert after.answers == before.answers
    with pytest.raises(answering.AnsweringEnded):
        answering.save(tom, "SV1", {"cso": 5})


def test_withdrawing_twice_is_withdrawing_once(pair: Pair) -> None:
    ana = pair.answers("cio")
    rights.withdraw(ana)
    rights.withdraw(ana)
    assert rights.has_withdrawn(ana)
    assert db.session.scalars(select(ResponseSet.submitted_at)).all() == [None]


def test_both_can_withdraw(pair: Pair) -> None:
    ana, tom = pair.answers("cio"), pair.answers("cso")
    rights.withdraw(ana)
    rights.withdraw(tom)
    assert count(Answer) == 0
