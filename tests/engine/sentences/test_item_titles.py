"""One item at full size is titled with what was found on it, for each answer type."""

from __future__ import annotations

import pytest

from gapcheck.engine import sentences as say
from gapcheck.engine.sentences import Finding
from gapcheck.instruments.model import Item
from tests.engine.samples import CANNOT_SAY, NO_VIEW, allocation, multi, pair_wave, ranking, scale, single, text, top
from tests.engine.sentences.test_titles import HIDDEN, HIDDEN_AGREEMENT, OPEN, SHARED, Four
from tests.engine.sentences.told import pair_of

ITEM_TITLES = {
    "shared": (single(5), SHARED, "You both answered “O1”, and both expected it"),
    "hidden": (single(5), ("o1", "o1", "o2", "o3"), "You both answered “O1”, and neither expected it"),
    "one unaware": (single(5), HIDDEN_AGREEMENT, "You both answered “O1”; the CIO expected another answer"),
    "known difference": (single(5), OPEN, "Your answers differ, and each knows the other's view"),
    "false agreement": (single(5), HIDDEN, "Your answers differ, and both expect agreement"),
    "declined": (single(5), ("o1", "o2", CANNOT_SAY, "o1"), "Your answers differ"),
    "no firm view": (single(5), (NO_VIEW, "o1", "o1", "o1"), "The CIO has no firm view here"),
    "steps": (scale(5), (1, 4, 1, 4), "Your answers are 3 steps apart, and both expect agreement"),
    "near": (scale(5), (3, 4, 4, 3), "You hold the same view, 1 step apart, and both expected it"),
    "set": (
        multi(4),
        (["o1"], ["o2"], ["o2"], ["o1"]),
        "You have 0 of 2 options in common, and each knows the other's view",
    ),
    "none of these": (multi(4), (["none"],) * 4, "You both answered “None”, and both expected it"),
    "same set": (multi(4), (["o1", "o2"],) * 4, "You named the same options, and both expected it"),
    "ranking, same first": (
        ranking(3),
        (["o1", "o2", "o3"], ["o1", "o3", "o2"], ["o1", "o3", "o2"], ["o1", "o2", "o3"]),
        "You both put “O1” first; you have 2 of 3 head-to-head orders in common",
    ),
    "ranking, other first": (
        ranking(3),
        (["o1", "o2", "o3"], ["o3", "o2", "o1"], ["o3", "o2", "o1"], ["o1", "o2", "o3"]),
        "The CIO put “O1” first; the CSO put “O3” first; you have 0 of 3 head-to-head orders in common",
    ),
    "same ranking": (ranking(3), (["o1", "o2", "o3"],) * 4, "You gave the same order, and both expected it"),
    "same top": (top(2, 4), (["o1", "o2"],) * 4, "You named the same 2 in the same order, and both expected it"),
    "first of many": (
        top(1, 4),
        (["o1"], ["o2"], ["o1"], ["o2"]),
        "Your answers differ, and both expect agreement",
    ),
    "same first of many": (top(1, 4), (["o1"],) * 4, "You both put “O1” first, and both expected it"),
    "allocation": (
        allocation(2),
        ({"o1": 100}, {"o2": 100}, {"o2": 100}, {"o1": 100}),
        "100 of 100 points would have to move to make your answers the same",
    ),
    "same allocation": (
        allocation(2),
        ({"o1": 100},) * 4,
        "You spread the points in the same way, and both expected it",
    ),
    "text": (text(), ("x", "y", None, None), "In your own words"),
}


@pytest.mark.parametrize(("item", "answers", "title"), ITEM_TITLES.values(), ids=ITEM_TITLES)
def test_one_item_at_full_size_is_titled_with_its_finding(item: Item, answers: Four, title: str) -> None:
    facts = pair_of(pair_wave({item: answers})).facts(item.id)
    assert say.item_title(facts).title == title


def test_the_deck_of_an_item_without_comparison_does_not_repeat_its_title() -> None:
    facts = pair_of(pair_wave({single(5): ("o1", NO_VIEW, "o1", "o1")})).facts("X1")
    assert say.item_title(facts) == Finding("The CSO has no firm view here", "The CIO answered “O1”.")


def test_the_first_of_many_is_told_without_a_list_of_one() -> None:
    facts = pair_of(pair_wave({top(1, 4): (["o1"], ["o2"], ["o1"], ["o2"])})).facts("X1")
    assert say.answered(facts) == "The CIO put “O1” first; the CSO put “O2” first."
