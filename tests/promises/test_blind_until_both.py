"""Rules 1 and 2: before both have submitted nobody sees an answer; before a release the two see nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gapcheck.extensions import db
from gapcheck.models import Report, Wave
from gapcheck.services import (
    answering,
    changes,
    first_page,
    overview,
    people,
    releases,
    timeline,
    trail,
    visibility,
    workspaces,
)
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import downloads
from gapcheck.services.seating import OwnAddress
from gapcheck.services.transaction import writing
from gapcheck.services.visibility import Condition, Matter, Reader
from gapcheck.vocabulary import Edition, Membership, RenderState, WaveState
from tests.acting import Pair, make_pair


def readable_by_facilitator(pair: Pair) -> bool:
    return db.session.scalars(visibility.compared_waves_of(pair.facilitator)).first() is not None


@pytest.mark.both_databases
def test_the_facilitator_can_read_nothing_while_one_has_not_submitted(pair: Pair) -> None:
    pair.answers("cio")
    pair.submits("cso")
    assert not readable_by_facilitator(pair)
    with pytest.raises(downloads.NoReport):
        downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR)


def test_the_facilitator_reads_the_report_once_both_have_submitted(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    file = downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR)
    assert file.content.startswith(b"%PDF-")


def test_a_respondent_reads_nothing_before_the_release(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    with pytest.raises(downloads.NoReport):
        downloads.download_released(pair.respondent("cio"))


@pytest.mark.slow
@pytest.mark.real_report
@pytest.mark.both_databases
def test_after_the_release_both_read_the_participant_edition(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    first = downloads.download_released(pair.respondent("cio"))
    assert first.content == downloads.download_released(pair.respondent("cso")).content
    assert first.name == "alignment-report-1-participant.pdf"


@pytest.mark.both_databases
def test_after_retracting_a_respondent_reads_nothing_again(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    pair.retracts()
    assert pair.shown.state is WaveState.RETRACTED
    with pytest.raises(downloads.NoReport):
        downloads.download_released(pair.respondent("cio"))


def test_a_retracted_report_can_be_released_again_under_its_number(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    pair.retracts()
    pair.releases()
    assert downloads.download_released(pair.respondent("cso")).name == "alignment-report-1-participant.pdf"


def test_nothing_can_be_released_before_both_have_submitted(pair: Pair) -> None:
    pair.submits("cio")
    with pytest.raises(releases.NothingToRelease):
        pair.releases()


def test_nothing_is_released_while_its_report_is_not_ready(pair: Pair) -> None:
    pair.both_submit()
    with pytest.raises(releases.NothingToRelease):
        pair.releases()


def test_a_release_decided_on_an_outdated_page_is_refused(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    seen = pair.shown.version
    pair.releases()
    pair.retracts()
    with pytest.raises(TransitionRefused):
        releases.release(pair.facilitator, pair.wave_id, seen)


def test_a_respondents_page_is_the_same_whatever_the_other_does(pair: Pair) -> None:
    ana = pair.answers("cio")
    before = answering.questionnaire(ana)
    pair.submits("cso", {"SV1": {"cso": 1, "cio": 5}})
    assert answering.questionnaire(ana) == before


@pytest.fixture
def insider(pair: Pair) -> Facilitator:
    """Tom, who answers in the pair, and works in the workspace too."""
    user_id = workspaces.add_member(
        "TOM@northmoor.example", "Tom Okafor", pair.facilitator.workspace_name, Membership.OWNER
    )
    return workspaces.facilitator(user_id, pair.facilitator.workspace_id)


def test_who_sits_in_the_pair_cannot_open_it_before_the_release(pair: Pair, insider: Facilitator) -> None:
    for step in (pair.both_submit, pair.renders):
        step()
        with pytest.raises(overview.NoEngagement):
            overview.engagement(insider, pair.engagement_id)
        with pytest.raises(downloads.NoReport):
            downloads.download(insider, pair.wave_id, Edition.PARTICIPANT)
    assert first_page.own_pairs(insider) == 1
    pair.releases()
    assert overview.engagement(insider, pair.engagement_id).state is WaveState.RELEASED
    assert first_page.own_pairs(insider) == 0


def test_who_sits_in_the_pair_learns_nothing_of_the_others_progress(pair: Pair, insider: Facilitator) -> None:
    pair.answers("cio")
    page = first_page.page(insider, first_page.Filter.ALL, "", 1)
    assert page.engagements == ()


def test_who_sits_in_the_pair_cannot_read_in_the_trail_when_the_other_was_invited_or_submitted(
    pair: Pair, insider: Facilitator
) -> None:
    def told() -> set[str]:
        return {event.action for event in trail.page(insider).events}

    pair.submits("cso")
    assert not told() & set(timeline.SHOWN)
    pair.submits("cio")
    pair.renders()
    assert not told() & set(timeline.SHOWN)
    pair.releases()
    assert told() >= {"open", "submit", "complete", "release"}


def test_nobody_leads_a_pair_of_which_they_are_a_part(pair: Pair, insider: Facilitator) -> None:
    with pytest.raises(OwnAddress):
        make_pair(insider, "Another Company")
    seat = pair.shown.seats[0].seat_id
    with pytest.raises(OwnAddress):
        people.correct_address(pair.facilitator, seat, pair.facilitator.email.upper(), pair.shown.version)


def test_every_rule_is_in_the_promise_or_said_together_with_another(pair: Pair) -> None:
    promise = visibility.promise(visibility.People("Tom Okafor", "Ruth Halloran"))
    assert len(promise) == len(visibility.RULES) - len(visibility._SAID_TOGETHER)
    assert all("{" not in sentence for sentence in promise)


def test_a_rule_that_is_widened_has_no_words_and_so_cannot_ship(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(visibility.RULES, (Reader.OTHER, Matter.ANSWERS), Condition.BOTH_SUBMITTED)
    with pytest.raises(KeyError):
        visibility.promise(visibility.People("Tom Okafor", "Ruth Halloran"))


def test_what_no_rule_allows_is_not_seen(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen() -> str | None:
        return db.session.scalars(select(Wave.id).where(visibility.allowed(*rule))).first()

    rule = (Reader.FACILITATOR, Matter.ANSWERS)
    pair.both_submit()
    assert seen() == pair.wave_id
    # Another dictionary, since a rule that is taken out and put back stands last, and the promise follows the order.
    monkeypatch.setattr(visibility, "RULES", {key: how for key, how in visibility.RULES.items() if key != rule})
    assert seen() is None


def test_nothing_is_released_before_the_edition_that_the_two_read_is_ready(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    participant = select(Report).where(Report.edition == Edition.PARTICIPANT)
    with writing() as session:
        session.scalars(participant).one().state = RenderState.QUEUED
    with pytest.raises(releases.NothingToRelease):
        pair.releases()


def test_a_report_from_before_a_reopening_is_never_released(pair: Pair) -> None:
    pair.both_submit()
    pair.renders()
    cio = pair.shown.seats[0]
    changes.reopen(pair.facilitator, cio.seat_id, "A question was misread.", pair.shown.version)
    pair.submits("cio")
    with pytest.raises(releases.NothingToRelease):
        pair.releases()
    pair.renders()
    pair.releases()
    assert downloads.download_released(pair.respondent("cio")).name == "alignment-report-2-participant.pdf"
