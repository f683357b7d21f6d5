"""The rules against a truth table of their own, in every state that a wave can be in, sensible or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import Engagement, Release, Report, ResponseSet, Seat, Wave
from gapcheck.services import engagements, instruments, people, releases, visibility, workspaces
from gapcheck.services.seating import Person
from gapcheck.services.transaction import writing
from gapcheck.services.visibility import Matter, People, Reader
from gapcheck.vocabulary import Edition, Membership, ReleaseScope, RenderState, WaveState
from tests.acting import Pair, make_facilitator, make_pair

OTHER, FACILITATOR, ROOM = Reader.OTHER, Reader.FACILITATOR, Reader.ROOM


@dataclass(frozen=True)
class Case:
    """A wave: its state, how many have submitted, its release's scope and whether that is in force, and if invented."""

    state: WaveState
    submitted: int
    scope: ReleaseScope | None
    retracted: bool
    invented: bool

    @property
    def seen_by(self) -> set[Reader]:
        """Who may see the answers: product.md, rules 1, 2 and 9."""
        if self.submitted < 2 or self.state in (WaveState.DRAFT, WaveState.OPEN, WaveState.CLOSED):
            return set()
        found = {FACILITATOR, ROOM} if self.invented else {FACILITATOR}
        if self.scope is None or self.retracted or self.state in (WaveState.COMPLETE, WaveState.RETRACTED):
            return found
        to_both = self.state is WaveState.RELEASED and self.scope is ReleaseScope.BOTH
        return found | ({ROOM, OTHER} if to_both else {ROOM})


def cases() -> Iterator[Case]:
    """Every combination that is one of its own."""
    releases = [(None, False), *product(ReleaseScope, (False, True))]
    for state, submitted, (scope, retracted), invented in product(WaveState, range(3), releases, (False, True)):
        yield Case(state, submitted, scope, retracted, invented)


@pytest.fixture
def released(pair: Pair) -> Pair:
    """A released pair, whose rows a test may change."""
    pair.both_submit()
    pair.renders()
    pair.releases()
    return pair


def change(*statements: Any) -> None:
    """Change rows by hand."""
    with writing() as session:
        for statement in statements:
            session.execute(statement)


def put(session: Session, case: Case) -> None:
    """Make the one wave that there is such a case."""
    now = clock.now()
    for number, response in enumerate(session.scalars(select(ResponseSet).order_by(ResponseSet.id))):
        response.submitted_at = now if number < case.submitted else None
    session.execute(update(Wave).values(state=case.state))
    session.execute(update(Engagement).values(sample=case.invented))
    gone = None if case.scope is not None and not case.retracted else now
    session.execute(update(Release).values(scope=case.scope or ReleaseScope.BOTH, retracted_at=gone))


def found(query: Select[Any]) -> int:
    """How many rows a query finds."""
    return len(db.session.execute(query).all())


def test_every_reader_sees_in_every_case_what_the_rules_say_and_nothing_else(released: Pair) -> None:
    ana, ruth = released.respondent("cio"), released.facilitator
    pairs = list(product(Reader, Matter))
    allowed = select(*(visibility.allowed(*pair) for pair in pairs)).select_from(Wave)
    queries = {
        Reader.FACILITATOR: (visibility.compared_waves_of(ruth), visibility.reports_of(ruth)),
        Reader.ROOM: (visibility.waves_in_room(), visibility.wave_in_room_of(ana)),
        Reader.OTHER: (visibility.reports_for(ana),),
    }
    for case in cases():
        with writing() as session:
            put(session, case)
        seen = case.seen_by
        for (reader, matter), may in zip(pairs, db.session.execute(allowed).one(), strict=True):
            if matter in (Matter.ANSWERS, Matter.TICKED_COMMENTS):
                assert bool(may) is (reader in seen), (case, reader, matter)
            else:
                assert bool(may) is ((reader, matter) == (FACILITATOR, Matter.PROGRESS)), (case, reader, matter)
        for reader, asked in queries.items():
            assert {found(query) > 0 for query in asked} == {reader in seen}, (case, reader)


def test_a_wave_of_one_seat_is_never_complete(released: Pair) -> None:
    wave = db.session.get_one(Wave, released.wave_id)
    copied = {column.key: getattr(wave, column.key) for column in Wave.__table__.columns}
    second = insert(Wave).values(copied | {"id": "another", "number": 2})
    change(second, update(Seat).where(Seat.role == "cio").values(wave_id="another"))
    assert found(visibility.waves_of(released.facilitator)) == 2
    assert found(visibility.compared_waves_of(released.facilitator)) == 0


PARTICIPANT = Report.edition == Edition.PARTICIPANT


@pytest.mark.parametrize(
    "changed",
    [
        delete(Report).where(PARTICIPANT),
        update(Report).where(PARTICIPANT).values(state=RenderState.QUEUED),
        update(Report).where(PARTICIPANT).values(state=RenderState.FAILED, reason="too large"),
        update(Release).values(report_number=2),
    ],
    ids=["the other edition", "not ready", "failed", "an earlier number"],
)
def test_a_respondent_reads_the_released_report_of_the_own_edition_only(released: Pair, changed: Any) -> None:
    ana = released.respondent("cio")
    assert found(visibility.reports_for(ana)) == 1
    change(changed)
    assert found(visibility.reports_for(ana)) == 0


def test_what_was_shown_in_the_room_is_not_released_by_that(released: Pair) -> None:
    ana = released.respondent("cio")
    values = {"id": "room", "scope": ReleaseScope.ROOM, "report_number": 1}
    kept = db.session.scalars(select(Release)).one()
    copied = {column.key: getattr(kept, column.key) for column in Release.__table__.columns}
    change(update(Release).values(report_number=2), insert(Release).values(copied | values))
    assert found(visibility.reports_for(ana)) == 0


def test_each_reads_the_report_of_the_own_pair(released: Pair) -> None:
    other = make_pair(released.facilitator, "Second Company")
    other.both_submit()
    other.renders()
    other.releases()
    for pair in (released, other):
        for role in ("cio", "cso"):
            query = visibility.reports_for(pair.respondent(role)).with_only_columns(Report.wave_id)
            assert db.session.scalars(query).all() == [pair.wave_id]
    ana = released.respondent("cio")
    change(update(Release).where(Release.wave_id == released.wave_id).values(report_number=2))
    assert found(visibility.reports_for(ana)) == 0  # the other pair's release of its number 1 is none of hers


def test_a_successor_who_was_not_asked_sees_neither_report_nor_workshop(pair: Pair) -> None:
    ana = pair.submits("cio")
    people.replace(pair.facilitator, pair.shown.seats[0].seat_id, Person("Bea"), pair.shown.version, keep_answers=True)
    pair.submits("cso")
    pair.renders()
    pair.releases()
    bea, tom = pair.respondent("cio"), pair.respondent("cso")
    with writing() as session:  # nor would one who had begun
        session.add(ResponseSet(workspace_id=bea.workspace_id, seat_id=bea.seat_id, occupant_id=bea.occupant_id))
    for respondent, number in ((ana, 1), (tom, 1), (bea, 0)):
        assert found(visibility.reports_for(respondent)) == number
        assert found(visibility.wave_in_room_of(respondent)) == number
        assert found(visibility.own_response(respondent).where(ResponseSet.submitted_at.is_not(None))) == number


def test_nobody_sees_anything_of_another_workspace_or_another_pair(released: Pair) -> None:
    stranger = make_facilitator("Another Firm", "otto@another.example")
    for query in (visibility.waves_of, visibility.compared_waves_of, visibility.own_pairs_of, visibility.reports_of):
        assert found(query(stranger)) == 0
    other = make_pair(released.facilitator, "Second Company")
    ana, of_other = released.respondent("cio"), other.respondent("cio")
    assert found(visibility.reports_for(of_other)) == found(visibility.wave_in_room_of(of_other)) == 0
    assert [row.Wave.id for row in db.session.execute(visibility.wave_in_room_of(ana))] == [released.wave_id]
    assert found(visibility.waves_of(released.facilitator)) == 2
    # Even where the other pair's state said that it was complete: the answers that there are belong to the first.
    change(update(Wave).values(state=WaveState.RELEASED, completed_at=clock.now()))
    shown = db.session.scalars(visibility.compared_waves_of(released.facilitator).with_only_columns(Wave.id)).all()
    assert shown == [released.wave_id]
    change(update(Wave).where(Wave.id == other.wave_id).values(state=WaveState.OPEN, completed_at=None))
    other.both_submit()
    change(update(Wave).values(state=WaveState.RELEASED))
    assert found(visibility.compared_waves_of(released.facilitator)) == 2
    for allowed in (visibility.allowed(reader, Matter.ANSWERS) for reader in (OTHER, ROOM)):
        assert db.session.scalars(select(Wave.id).where(allowed)).all() == [released.wave_id]
    invented = update(Engagement).where(Engagement.id == other.engagement_id).values(sample=True)
    change(update(Wave).values(state=WaveState.COMPLETE), invented)
    assert db.session.scalars(visibility.waves_in_room().with_only_columns(Wave.id)).all() == [other.wave_id]


def test_who_sits_in_a_pair_has_it_counted_and_not_shown_until_the_release(pair: Pair) -> None:
    workspace = pair.facilitator.workspace_name
    user_id = workspaces.add_member("TOM@northmoor.example", "Tom Okafor", workspace, Membership.OWNER)
    tom = workspaces.facilitator(user_id, pair.facilitator.workspace_id)
    make_pair(make_facilitator("Another Firm", "otto@another.example"))  # Tom sits there too, under the same address
    people_of_another = {role: Person(role, f"{role}@second.example") for role in ("cio", "cso")}
    form = instruments.find(instruments.DEFAULT)
    second = engagements.create(pair.facilitator, "Second Company", people_of_another, form, "short").wave_id
    pair.both_submit()
    pair.renders()
    for step, shown in ((lambda: None, 0), (pair.releases, 1), (pair.retracts, 0)):
        step()
        seen = set(db.session.scalars(visibility.waves_of(tom).with_only_columns(Wave.id)))
        assert seen == ({second, pair.wave_id} if shown else {second})
        assert found(visibility.own_pairs_of(tom)) == 1 - shown
        assert found(visibility.own_pairs_of(pair.facilitator)) == 0


def test_what_moved_is_told_since_the_last_wave_that_both_may_read(released: Pair) -> None:
    def next_wave(before: Pair) -> Pair:
        seen = before.shown.version
        return Pair(
            before.facilitator,
            before.engagement_id,
            engagements.next_wave(before.facilitator, before.wave_id, None, seen).wave_id,
        )

    def before(pair: Pair) -> list[int]:
        wave = db.session.get_one(Wave, pair.wave_id)
        return list(db.session.scalars(visibility.wave_before(wave).with_only_columns(Wave.number)))

    elsewhere = make_pair(released.facilitator, "Second Company")
    assert before(released) == before(elsewhere) == []
    second = next_wave(released)
    assert before(second) == [1]
    second.both_submit()
    second.renders()
    second.releases()
    third = next_wave(second)
    assert before(third) == [2]
    assert before(second) == [1]
    releases.retract(second.facilitator, second.wave_id, db.session.get_one(Wave, second.wave_id).version)
    assert before(third) == [1]


def test_the_promise_says_the_rules_in_these_words() -> None:
    assert " ".join(visibility.promise(People("Tom Okafor", "Ruth Halloran"))) == (
        "Tom Okafor sees your answers and your guesses only when both of you have submitted and Ruth Halloran has "
        "released the report, or shows it to the two of you in a workshop. Then each of you sees the other's. "
        "A comment is shown in the report only if you tick that it may be. Otherwise nobody but you ever reads it. "
        "Tom Okafor is never told how far you are, or whether you have submitted. "
        "Ruth Halloran sees nothing that you answered before both of you have submitted, and reads the report before "
        "it is released. "
        "Ruth Halloran sees whether you were invited, have started, and have submitted, with the times."
    )
