"""A comparison as the JSON of docs/formats.md: the same keys in the same order, floats unrounded, missing as null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from gapcheck.engine.result import (
    Both,
    Comparison,
    Indices,
    ItemComparison,
    Match,
    Movement,
    Priorities,
    Signed,
    ThemeCounts,
)

Pair = tuple[str, str]
Table = dict[str, Any]


def to_json(result: Comparison | Sequence[Comparison] | Movement) -> Table:
    """A result as the JSON object of its format: one comparison, those of more than two seats, or a movement."""
    if isinstance(result, Comparison):
        return _comparison(result)
    if isinstance(result, Movement):
        return _movement(result)
    return {"format": "gapcheck/comparisons@1", "comparisons": [_comparison(each) for each in result]}


def _comparison(comparison: Comparison) -> Table:
    pair = comparison.pair
    return {
        "format": "gapcheck/comparison@1",
        "instrument": comparison.instrument,
        "pair": list(pair),
        "engine": comparison.engine,
        "items": [_plain(item, pair) for item in comparison.items],
        "themes": [_plain(theme, pair) for theme in comparison.themes],
        "indices": _plain(comparison.indices, pair),
        "priorities": _plain(comparison.priorities, pair),
    }


def _movement(movement: Movement) -> Table:
    return {
        "format": "gapcheck/movement@1",
        "from": movement.first,
        "to": movement.second,
        "of": movement.of,
        "table": {before.value: {after.value: n for after, n in row.items()} for before, row in movement.table.items()},
        "became_known": list(movement.became_known),
        "became_shared": list(movement.became_shared),
        "newly_different": list(movement.newly_different),
        "unchanged_open": list(movement.unchanged_open),
    }


def _plain(part: ItemComparison | ThemeCounts | Indices | Priorities | Match | Signed, pair: Pair) -> Table:
    """The fields of one part, in the order in which its class declares them: that order is the format's."""
    return {field.name: _value(getattr(part, field.name), pair) for field in fields(part)}


def _value(value: object, pair: Pair) -> object:
    if isinstance(value, Both):
        return dict(zip(pair, value, strict=True))
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Match | Signed):
        return _plain(value, pair)
    return value
