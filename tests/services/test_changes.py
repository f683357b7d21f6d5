"""What a facilitator changes in a wave, and what a change never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from gapcheck import clock
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Answer, AnswerHistory, Engagement, Report, Seat
from gapcheck.services import answering, changes, engagements, links, overview, people, rights
from gapcheck.services.decided import NotPossible, NoWave
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.reports import downloads, rendering
from gapcheck.services.seating import Person, SameAddress
from gapcheck.vocabulary import Edition, ResponseState, WaveState
from tests.acting import Pair, make_facilitator


def seat_of(pair: Pair, role: str) -> str:
    newest = pair.shown.wave_id
    return db.session.scalars(select(Seat.id).where(Seat.wave_id == newest, Seat.role == role)).one()


def days_pass(settings: Settings, days: int) -> None:
    assert settings.clock_file is not None
    settings.clock_file.write_text(str(days * 86_400))


def reopens(pair: Pair, role: str = "cio", reason: str = "A question was misread.") -> None:
    changes.reopen(pair.facilitator, seat_of(pair, role), reason, pair.shown.version)


# Reopening


def test_a_reopened_response_can_be_changed_and_submitted_again(pair: Pair) -> None:
    ana = pair.submits("cio")
    reopens(pair)
    assert answering.questionnaire(ana).can_answer
    answering.save(ana, "SV1", {"cio": 1})
    answering.submit(ana)
    assert answering.questionnaire(ana).value("SV1", "cio") == 1


def test_reopening_keeps_the_earlier_values_in_the_history(pair: Pair) -> None:
    ana = pair.submits("cio")
    reopens(pair)
    answering.save(ana, "SV1", {"cio": 1})
    assert db.session.scalar(select(func.count()).select_from(AnswerHistory).where(AnswerHistory.item == "SV1")) == 3


def test_reopening_closes_the_preview_until_both_have_submitted_again(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    reopens(pair)
    assert pair.shown.state is WaveState.OPEN
    assert pair.shown.reports == {}
    with pytest.raises(downloads.NoReport):
        downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR)
    pair.submits("cio")
    pair.renders()
    made = downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR)
    assert made.name.startswith("alignment-report-2-")


def test_reopening_needs_a_reason(pair: Pair) -> None:
    pair.submits("cio")
    for reason in ("", "   ", "x" * 401):
        with pytest.raises(changes.ReasonMissing):
            reopens(pair, reason=reason)


def test_what_was_not_submitted_cannot_be_reopened(pair: Pair) -> None:
    pair.answers("cio")
    with pytest.raises(NotPossible):
        reopens(pair)


def test_after_a_release_nothing_can_be_reopened_even_once_it_was_taken_back(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    with pytest.raises(TransitionRefused):
        reopens(pair)
    pair.retracts()
    with pytest.raises(NotPossible):
        reopens(pair)


def test_the_other_one_does_not_notice_a_reopening(pair: Pair) -> None:
    tom = pair.submits("cso")
    pair.submits("cio")
    before = answering.questionnaire(tom)
    reopens(pair, "cio")
    assert answering.questionnaire(tom) == before


# Due dates and closing


def test_an_extended_due_date_is_shown_to_both(pair: Pair) -> None:
    later = clock.now().date() + timedelta(days=20)
    changes.extend(pair.facilitator, pair.wave_id, later, pair.shown.version)
    assert answering.questionnaire(pair.respondent("cso")).due_on == later


def test_the_due_date_ends_nothing(pair: Pair, settings: Settings) -> None:
    changes.extend(pair.facilitator, pair.wave_id, clock.now().date(), pair.shown.version)
    days_pass(settings, 30)
    assert answering.questionnaire(pair.answers("cio")).can_answer


def test_a_pair_is_closed_after_its_due_date_only(pair: Pair, settings: Settings) -> None:
    with pytest.raises(changes.NotYetDue):
        changes.close(pair.facilitator, pair.wave_id, pair.shown.version)
    changes.extend(pair.facilitator, pair.wave_id, clock.now().date(), pair.shown.version)
    days_pass(settings, 1)
    changes.close(pair.facilitator, pair.wave_id, pair.shown.version)
    assert pair.shown.state is WaveState.CLOSED


def test_a_closed_pair_has_no_report_and_takes_no_answer(pair: Pair, settings: Settings) -> None:
    tom = pair.submits("cso")
    ana = pair.answers("cio")
    changes.extend(pair.facilitator, pair.wave_id, clock.now().date(), pair.shown.version)
    days_pass(settings, 1)
    ana = pair.respondent("cio")
    changes.close(pair.facilitator, pair.wave_id, pair.shown.version)
    with pytest.raises(answering.AnsweringEnded):
        answering.save(ana, "SV1", {"cio": 1})
    with pytest.raises(answering.AnsweringEnded):
        answering.submit(ana)
    with pytest.raises(downloads.NoReport):
        downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR)
    assert tom.role == "cso"


def test_what_was_closed_without_a_release_is_kept_for_thirty_days(pair: Pair, settings: Settings) -> None:
    changes.extend(pair.facilitator, pair.wave_id, clock.now().date(), pair.shown.version)
    days_pass(settings, 1)
    changes.close(pair.facilitator, pair.wave_id, pair.shown.version)
    kept_until = db.session.get_one(Engagement, pair.engagement_id).delete_on
    assert kept_until == clock.now().date() + timedelta(days=30)


# People


def test_a_corrected_address_leaves_the_link_as_it_is(pair: Pair) -> None:
    before = pair.link("cio")
    people.correct_address(pair.facilitator, seat_of(pair, "cio"), "ana.ferreira@northmoor.example", pair.shown.version)
    assert pair.shown.seats[0].email == "ana.ferreira@northmoor.example"
    assert pair.link("cio") == before


def test_one_address_never_holds_both_seats(pair: Pair) -> None:
    with pytest.raises(SameAddress):
        people.correct_address(pair.facilitator, seat_of(pair, "cio"), "TOM@northmoor.example", pair.shown.version)
    successor = Person("Tom Again", "tom@Northmoor.example")
    with pytest.raises(SameAddress):
        people.replace(pair.facilitator, seat_of(pair, "cio"), successor, pair.shown.version)


def test_a_leaver_who_had_only_started_is_erased_and_the_link_ends(pair: Pair) -> None:
    old = pair.link("cio").rpartition("/")[2]
    pair.answers("cio")
    people.replace(pair.facilitator, seat_of(pair, "cio"), Person("Bea New"), pair.shown.version)
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 0
    with pytest.raises(links.LinkUnknown):
        links.enter(old)
    assert pair.shown.seats[0].name == "Bea New"
    assert answering.questionnaire(pair.respondent("cio")).can_answer


def test_a_leavers_submitted_answers_can_stay_with_the_leavers_own_link(pair: Pair) -> None:
    ana = pair.submits("cio")
    tom_before = answering.questionnaire(pair.respondent("cso"))
    people.replace(pair.facilitator, seat_of(pair, "cio"), Person("Bea New"), pair.shown.version, keep_answers=True)
    bea = pair.respondent("cio")
    assert not answering.questionnaire(bea).can_answer
    assert answering.questionnaire(bea).answers == {}
    assert answering.questionnaire(ana).value("SV1", "cio") == 4
    assert answering.questionnaire(pair.respondent("cso")).others == tom_before.others
    pair.submits("cso")
    pair.renders()
    pair.releases()
    assert downloads.download_released(ana).content.startswith(b"%PDF-")
    with pytest.raises(downloads.NoReport):
        downloads.download_released(bea)


def test_without_keeping_them_the_new_person_is_asked_and_the_wave_is_open_again(pair: Pair) -> None:
    pair.both_submit()
    people.replace(pair.facilitator, seat_of(pair, "cio"), Person("Bea New"), pair.shown.version)
    assert pair.shown.state is WaveState.OPEN
    assert [seat.state for seat in pair.shown.seats] == [ResponseState.INVITED, ResponseState.SUBMITTED]


def test_answers_that_were_never_submitted_cannot_be_kept(pair: Pair) -> None:
    pair.answers("cio")
    with pytest.raises(NotPossible):
        people.replace(pair.facilitator, seat_of(pair, "cio"), Person("Bea New"), pair.shown.version, keep_answers=True)


def test_after_a_release_nobody_is_replaced_in_that_wave(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    with pytest.raises(TransitionRefused):
        people.replace(pair.facilitator, seat_of(pair, "cio"), Person("Bea New"), pair.shown.version)


# Waves


def test_the_next_wave_asks_the_same_people_the_same_items(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    first = pair.shown
    engagements.next_wave(pair.facilitator, pair.wave_id, None, first.version)
    second = pair.shown
    assert (second.number, second.state) == (2, WaveState.OPEN)
    assert [seat.name for seat in second.seats] == [seat.name for seat in first.seats]
    assert {seat.link for seat in second.seats}.isdisjoint({seat.link for seat in first.seats})
    assert second.instrument == first.instrument


def test_a_next_wave_never_lengthens_the_promise_of_an_earlier_one(pair: Pair, settings: Settings) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    promised = pair.shown.delete_on
    days_pass(settings, 300)
    engagements.next_wave(pair.facilitator, pair.wave_id, None, pair.shown.version)
    assert pair.shown.delete_on == promised


def test_a_next_wave_begins_after_a_release_or_a_closing_only_and_once(pair: Pair) -> None:
    with pytest.raises(TransitionRefused):
        engagements.next_wave(pair.facilitator, pair.wave_id, None, pair.shown.version)
    pair.both_submit()
    pair.renders()
    pair.releases()
    version = pair.shown.version
    engagements.next_wave(pair.facilitator, pair.wave_id, None, version)
    with pytest.raises(NotPossible):
        engagements.next_wave(pair.facilitator, pair.wave_id, None, version)


def test_whoever_has_withdrawn_is_not_asked_again_in_the_next_wave(pair: Pair) -> None:
    rights.withdraw(pair.respondent("cso"))
    seen = pair.shown.version
    with pytest.raises(NotPossible):
        engagements.next_wave(pair.facilitator, pair.wave_id, None, seen)
    successor = {"cso": Person("Bea New", "bea@northmoor.example")}
    engagements.next_wave(pair.facilitator, pair.wave_id, None, seen, successor)
    assert [seat.name for seat in pair.shown.seats] == ["Ana Ferreira", "Bea New"]


# All of them


@pytest.mark.parametrize(
    "act",
    [
        lambda who, pair, seat: changes.extend(who, pair.wave_id, clock.now().date(), pair.shown.version),
        lambda who, pair, seat: changes.reopen(who, seat, "reason", pair.shown.version),
        lambda who, pair, seat: changes.close(who, pair.wave_id, pair.shown.version),
        lambda who, pair, seat: people.correct_address(who, seat, None, pair.shown.version),
        lambda who, pair, seat: people.replace(who, seat, Person("X"), pair.shown.version),
        lambda who, pair, seat: engagements.next_wave(who, pair.wave_id, None, pair.shown.version),
    ],
)
def test_another_workspaces_wave_is_no_wave(pair: Pair, act: Callable[..., None]) -> None:
    stranger = make_facilitator("Another Firm", "otto@another.example")
    with pytest.raises(NoWave):
        act(stranger, pair, seat_of(pair, "cio"))


def test_a_decision_on_an_outdated_page_is_refused(pair: Pair) -> None:
    seen = pair.shown.version
    changes.extend(pair.facilitator, pair.wave_id, clock.now().date(), seen)
    with pytest.raises(TransitionRefused):
        changes.extend(pair.facilitator, pair.wave_id, clock.now().date() + timedelta(days=1), seen)


def test_every_report_of_an_engagement_has_a_number_of_its_own(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    engagements.next_wave(pair.facilitator, pair.wave_id, None, pair.shown.version)
    newest = overview.engagement(pair.facilitator, pair.engagement_id).wave_id
    Pair(pair.facilitator, pair.engagement_id, newest).both_submit()
    numbers = db.session.scalars(select(Report.number).where(Report.edition == Edition.PARTICIPANT)).all()
    assert sorted(numbers) == [1, 2]


def test_a_report_that_waits_is_put_away_by_a_reopening_and_the_next_one_is_made(pair: Pair) -> None:
    pair.both_submit()
    reopens(pair)
    assert not rendering.render_next()
    pair.submits("cio")
    pair.renders()
    assert downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR).content


def test_a_reopening_while_a_report_is_made_leaves_nothing_of_it(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.both_submit()

    def reopen_meanwhile(_material: object) -> bytes:
        reopens(pair)
        return b"%PDF-"

    with monkeypatch.context() as patch:
        patch.setattr(rendering, "render_pdf", reopen_meanwhile)
        assert rendering.render_next()
    assert db.session.scalar(select(func.count()).select_from(Report)) == 0
    pair.submits("cio")
    pair.renders()
    assert downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR).content
