"""The agenda: what is suggested, in which order, for how long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck import paths
from gapcheck.engine import compare, pairfile
from gapcheck.engine.priorities import ranked
from gapcheck.engine.result import Comparison
from gapcheck.services.workshops.agenda import (
    DIFFERENCES,
    MINUTES_LEAST,
    MINUTES_MOST,
    Agenda,
    as_json,
    candidates,
    from_json,
    shared_out,
    suggested,
)
from gapcheck.vocabulary import BoxKind, Family, RevealOrder

EXAMPLES = ("northmoor-full", "northmoor-full-2", "golden-pair", "halden-short", "meridian-scripts")


@pytest.fixture(scope="module", params=EXAMPLES)
def comparison(request: pytest.FixtureRequest) -> Comparison:
    return compare(pairfile.load(paths.EXAMPLES / f"{request.param}.json"))


@pytest.fixture(scope="module")
def northmoor() -> Comparison:
    return compare(pairfile.load(paths.EXAMPLES / "northmoor-full.json"))


def test_seventy_five_minutes_are_shared_out_as_the_design_has_them(northmoor: Comparison) -> None:
    minutes = {box.kind: box.minutes for box in suggested(northmoor).boxes}
    differences = sum(minutes.pop(kind, 0) for kind in DIFFERENCES)
    assert differences == 35
    assert minutes == {
        BoxKind.OPENING: 5,
        BoxKind.SHARED_GROUND: 10,
        BoxKind.HIDDEN_AGREEMENTS: 10,
        BoxKind.COMMITMENTS: 15,
    }


@given(minutes=st.integers(MINUTES_LEAST, MINUTES_MOST))
def test_the_minutes_asked_for_are_the_minutes_given(northmoor: Comparison, minutes: int) -> None:
    agenda = suggested(northmoor, minutes)
    assert agenda.minutes == minutes
    assert all(box.minutes >= 1 for box in agenda.boxes)


@given(minutes=st.integers(10, 500), shares=st.lists(st.floats(0.5, 100), min_size=1, max_size=6))
def test_nobody_is_given_a_minute_more_or_less_than_their_share(minutes: int, shares: list[float]) -> None:
    given_out = shared_out(minutes, shares)
    exact = [minutes * share / sum(shares) for share in shares]
    assert all(abs(got - max(1, due)) <= 1 for got, due in zip(given_out, exact, strict=True))
    assert sum(given_out) == minutes or min(exact) < 1


def test_every_item_is_a_candidate_once_and_in_the_box_of_its_family(comparison: Comparison) -> None:
    found = candidates(comparison)
    assert sorted(item for items in found.values() for item in items) == sorted(item.id for item in comparison.items)
    for kind, family in {
        BoxKind.SHARED_GROUND: Family.SHARED_GROUND,
        BoxKind.HIDDEN_AGREEMENTS: Family.HIDDEN_AGREEMENT,
        BoxKind.HIDDEN_DIFFERENCES: Family.HIDDEN_DIFFERENCE,
        BoxKind.OPEN_DIFFERENCES: Family.OPEN_DIFFERENCE,
        BoxKind.NO_COMPARISON: Family.NO_COMPARISON,
    }.items():
        assert {comparison.item(item).family for item in found[kind]} <= {family}


def test_candidates_come_in_the_order_of_conversation(comparison: Comparison) -> None:
    found = candidates(comparison)
    in_order = [item.id for item in ranked(comparison.items)]
    for kind, items in found.items():
        if kind is not BoxKind.NO_COMPARISON:
            assert list(items) == [item for item in in_order if item in items]
    talk = comparison.priorities.talk
    assert [item for item in found[BoxKind.HIDDEN_DIFFERENCES] if item in talk] == list(talk)
    assert found[BoxKind.OPEN_DIFFERENCES] == comparison.priorities.decide
    assert found[BoxKind.HIDDEN_AGREEMENTS] == comparison.priorities.quick_wins
    assert found[BoxKind.SHARED_GROUND] == comparison.priorities.strengths


def test_at_most_four_differences_are_suggested_and_two_of_a_theme(comparison: Comparison) -> None:
    agenda = suggested(comparison)
    chosen = [item.id for box in agenda.boxes if box.kind in DIFFERENCES for item in box.items]
    themes = [comparison.item(item).theme for item in chosen]
    assert len(chosen) <= 4
    assert all(themes.count(theme) <= 2 for theme in themes)
    assert set(comparison.priorities.talk) <= set(chosen)


def test_what_cannot_be_compared_is_never_suggested(comparison: Comparison) -> None:
    assert all(comparison.item(item).comparable for item in suggested(comparison).item_ids)


def test_a_workshop_begins_with_the_opening_and_ends_with_commitments(comparison: Comparison) -> None:
    stops = suggested(comparison).stops
    assert (stops[0].kind, stops[-1].kind) == (BoxKind.OPENING, BoxKind.COMMITMENTS)
    assert all(stop.item is not None for stop in stops[1:-1])


def test_an_agenda_is_kept_as_it_is(comparison: Comparison) -> None:
    agenda: Agenda = suggested(comparison, 90, RevealOrder.OWN_FIRST)
    assert from_json(as_json(agenda)) == agenda
