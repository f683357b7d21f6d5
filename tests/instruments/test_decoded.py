"""Which options an answer names, and the rank that it gives to each."""

from __future__ import annotations

from typing import Any

import pytest

from gapcheck.instruments.answers import decode
from gapcheck.instruments.decoded import option_ranks, options_named
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import View
from tests.engine.samples import multi, ranking, single, top


@pytest.mark.parametrize(
    ("item", "value", "named"),
    [
        (single(3), "o2", {"o2"}),
        (multi(3), ["o1", "o3"], {"o1", "o3"}),
        (multi(3), ["none"], {"none"}),
    ],
)
def test_none_of_these_is_an_option_that_an_answer_names_like_the_others(
    item: Item, value: Any, named: set[str]
) -> None:
    assert options_named(decode(item, value, View.OWN)) == named


@pytest.mark.parametrize(
    ("item", "value", "ranks"),
    [
        (ranking(3), ["o3", "o1", "o2"], {"o3": 1, "o1": 2, "o2": 3}),
        (ranking(4), ["o2", ["o1", "o4"], "o3"], {"o2": 1, "o1": 2, "o4": 2, "o3": 4}),
        (top(2, 4), ["o4", "o2"], {"o4": 1, "o2": 2}),
    ],
)
def test_options_that_are_tied_share_the_first_of_their_ranks(item: Item, value: Any, ranks: dict[str, int]) -> None:
    assert option_ranks(item, decode(item, value, View.OWN)) == ranks


def test_no_answer_names_nothing_and_ranks_nothing() -> None:
    assert options_named(None) == frozenset()
    assert option_ranks(ranking(3), None) == {}
