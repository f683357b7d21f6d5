"""Two people act at the same moment: one of the allowed outcomes, the same for all, and never something between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import Answer, AnswerHistory, AuditEvent, Engagement, Release, Report, ResponseSet, Wave
from gapcheck.services import (
    answering,
    audit,
    changes,
    engagements,
    instruments,
    many,
    once,
    people,
    releases,
    retention,
    rights,
)
from gapcheck.services.answering import AnsweringEnded, Saved, Submission
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.principals import Facilitator
from gapcheck.services.releases import NothingToRelease
from gapcheck.services.reports import downloads
from gapcheck.services.reports.downloads import File, NoReport
from gapcheck.services.seating import Person
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Edition, ResponseState, WaveState
from tests.acting import Pair, make_pair
from tests.racing import Track

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


@pytest.fixture(params=[50, pytest.param(500, marks=pytest.mark.soak)])
def races(request: pytest.FixtureRequest, database: str) -> int:
    """Fifty on every run, of which PostgreSQL has a few; five hundred on each with ``make soak``."""
    return 4 if database == "postgresql" and request.param == 50 else request.param


@pytest.fixture(autouse=True)
def audit_chain_stays_whole(facilitator: Facilitator) -> Iterator[None]:
    yield
    db.session.close()
    assert audit.verify() == []


def wave_of(pair: Pair) -> Wave:
    return db.session.get_one(Wave, pair.wave_id)


def count(model: Any, pair: Pair, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(model.wave_id == pair.wave_id, *conditions))


def stored(pair: Pair, occupant_id: str) -> int:
    """The rows that hold something that this person wrote."""
    own = select(ResponseSet.id).where(ResponseSet.occupant_id == occupant_id)
    return sum(
        db.session.scalar(select(func.count()).select_from(table).where(table.response_set_id.in_(own)))
        for table in (Answer, AnswerHistory)
    )


def seat(pair: Pair, role: str) -> Any:
    return next(each for each in pair.shown.seats if each.role.id == role)


def test_submitted_before_the_close_or_closed_before_the_submission(
    track: Track, facilitator: Facilitator, races: int
) -> None:
    for _ in range(races):
        pair = make_pair(facilitator)
        pair.submits("cio")
        tom = pair.answers("cso")
        with writing() as session:
            session.get_one(Wave, pair.wave_id).due_on = clock.now().date() - timedelta(days=1)
        seen = pair.shown.version
        closed, first, second = track.race(
            partial(changes.close, pair.facilitator, pair.wave_id, seen),
            partial(answering.submit, tom),
            partial(answering.submit, tom),
        )
        if closed is None:
            assert isinstance(first, AnsweringEnded)
            assert isinstance(second, AnsweringEnded)
            assert wave_of(pair).state is WaveState.CLOSED
            assert seat(pair, "cso").state is ResponseState.STARTED
            assert stored(pair, tom.occupant_id) > 0
            assert count(Report, pair) == 0
        else:
            assert isinstance(closed, TransitionRefused)
            assert isinstance(first, Submission)
            assert first == second
            assert wave_of(pair).state is WaveState.COMPLETE
            assert count(Report, pair) == len(Edition)


def test_a_form_sent_three_times_at_once_adds_what_it_says_once(
    track: Track, facilitator: Facilitator, races: int
) -> None:
    instrument, people = instruments.find(instruments.DEFAULT), {"cio": Person("Ann Lee"), "cso": Person("Bo Ek")}
    rows = (many.Row("Acme", people, None), many.Row("Acme", people, None))
    for number in range(races // 2):
        key, other = once.new_key(), once.new_key()
        sent = partial(engagements.create, facilitator, "Acme", people, instrument, key=key)
        created = track.race(sent, sent, sent)
        assert sorted(each.repeated for each in created) == [False, True, True]
        assert len({(each.engagement_id, each.wave_id) for each in created}) == 1
        table = partial(many.add, facilitator, rows, instrument, "short", other)
        assert sorted(track.race(table, table, table)) == [False, True, True]
        added = 3 * (number + 1)
        assert db.session.scalar(select(func.count()).select_from(Engagement)) == added
        assert db.session.scalar(select(func.count()).where(AuditEvent.action == "open")) == added


def test_a_report_is_open_or_taken_back_and_never_half(track: Track, pair: Pair, races: int) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    ana = pair.respondent("cio")
    for _ in range(races):
        seen = pair.shown.version
        retracted, released, read = track.race(
            partial(releases.retract, pair.facilitator, pair.wave_id, seen),
            partial(releases.release, pair.facilitator, pair.wave_id, seen + 1),
            partial(downloads.download_released, ana),
        )
        assert retracted is None
        assert isinstance(read, File | NoReport)
        in_force = count(Release, pair, Release.retracted_at.is_(None))
        if released is None:
            assert wave_of(pair).state is WaveState.RELEASED
            assert in_force == 1
            assert downloads.download_released(ana).content
        else:
            assert isinstance(released, TransitionRefused)
            assert wave_of(pair).state is WaveState.RETRACTED
            assert in_force == 0
            with pytest.raises(NoReport):
                downloads.download_released(ana)
            pair.releases()


def test_two_who_release_at_once_release_once(track: Track, pair: Pair, races: int) -> None:
    pair.both_submit()
    pair.renders()
    for _ in range(races):
        seen = pair.shown.version
        ended = track.race(*[partial(releases.release, pair.facilitator, pair.wave_id, seen)] * 3)
        assert sorted(type(end).__name__ for end in ended) == ["NoneType", "TransitionRefused", "TransitionRefused"]
        assert count(Release, pair, Release.retracted_at.is_(None)) == 1
        pair.retracts()


def test_complete_means_both_submitted_even_while_one_is_reopened(
    track: Track, facilitator: Facilitator, races: int
) -> None:
    for _ in range(races):
        pair = make_pair(facilitator)
        pair.submits("cio")
        tom = pair.answers("cso")
        ana, seen = seat(pair, "cio"), pair.shown.version
        reopened, submitted = track.race(
            partial(changes.reopen, pair.facilitator, ana.seat_id, "A question was misread.", seen),
            partial(answering.submit, tom),
        )
        assert isinstance(submitted, Submission)
        assert seat(pair, "cso").state is ResponseState.SUBMITTED
        if reopened is None:
            assert wave_of(pair).state is WaveState.OPEN
            assert seat(pair, "cio").state is ResponseState.STARTED
            assert pair.shown.reports == {}
        else:
            assert isinstance(reopened, TransitionRefused)
            assert wave_of(pair).state is WaveState.COMPLETE
            assert seat(pair, "cio").state is ResponseState.SUBMITTED


def test_nothing_is_left_of_a_leaver_who_saves_while_being_replaced(
    track: Track, facilitator: Facilitator, races: int
) -> None:
    for _ in range(races):
        pair = make_pair(facilitator)
        pair.submits("cio")
        tom = pair.answers("cso")
        place, seen = seat(pair, "cso"), pair.shown.version
        replaced, saved, submitted = track.race(
            partial(people.replace, pair.facilitator, place.seat_id, Person("Ines Vidal"), seen),
            partial(answering.save, tom, "SV1", {"cso": 5, "cio": 1}, ("A canary of the leaver", True)),
            partial(answering.submit, tom),
        )
        assert isinstance(saved, Saved | AnsweringEnded)
        if replaced is None:
            assert isinstance(submitted, AnsweringEnded)
            assert stored(pair, tom.occupant_id) == 0
            assert (seat(pair, "cso").name, seat(pair, "cso").state) == ("Ines Vidal", ResponseState.INVITED)
            assert wave_of(pair).state is WaveState.OPEN
        else:
            assert isinstance(replaced, TransitionRefused)
            assert isinstance(submitted, Submission)
            assert (seat(pair, "cso").name, seat(pair, "cso").state) == ("Tom Okafor", ResponseState.SUBMITTED)
            assert wave_of(pair).state is WaveState.COMPLETE


def test_after_a_withdrawal_nothing_is_released_and_nothing_can_be_read(
    track: Track, facilitator: Facilitator, races: int
) -> None:
    for _ in range(races):
        pair = make_pair(facilitator)
        pair.both_submit()
        pair.renders()
        ana, tom, seen = pair.respondent("cio"), pair.respondent("cso"), pair.shown.version
        withdrawn, released, read = track.race(
            partial(rights.withdraw, ana),
            partial(releases.release, pair.facilitator, pair.wave_id, seen),
            partial(downloads.download_released, tom),
        )
        assert withdrawn is None
        assert released is None or isinstance(released, NothingToRelease | TransitionRefused)
        assert isinstance(read, File | NoReport)
        assert wave_of(pair).state is WaveState.CLOSED
        assert stored(pair, ana.occupant_id) == 0
        assert count(Report, pair) == 0
        assert count(Release, pair, Release.retracted_at.is_(None)) == 0
        with pytest.raises(NoReport):
            downloads.download_released(tom)
        with pytest.raises(NoReport):
            downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR)


def test_after_an_erasure_nothing_is_released_read_or_left(track: Track, facilitator: Facilitator, races: int) -> None:
    for _ in range(max(4, races // 5)):  # the dearest to prepare: a whole pair with its report for each race
        pair = make_pair(facilitator)
        pair.both_submit()
        pair.renders()
        tom, seen = pair.respondent("cso"), pair.shown.version
        erased, released, read = track.race(
            partial(retention.erase, pair.engagement_id),
            partial(releases.release, pair.facilitator, pair.wave_id, seen),
            partial(downloads.download_released, tom),
        )
        assert erased.engagement_id == pair.engagement_id
        assert released is None or isinstance(released, NothingToRelease)
        assert isinstance(read, File | NoReport)
        assert db.session.get(Wave, pair.wave_id) is None
        assert count(Report, pair) == count(Release, pair) == stored(pair, tom.occupant_id) == 0
        with pytest.raises(NoReport):
            downloads.download(pair.facilitator, pair.wave_id, Edition.FACILITATOR)
        with pytest.raises(NothingToRelease):
            releases.release(pair.facilitator, pair.wave_id, seen)
