"""What a decoded answer says of its options: which of them it names, and which rank each has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from gapcheck.instruments.answers import Decoded
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import NONE_OF_THESE, ItemType


def options_named(value: Decoded | None) -> frozenset[str]:
    """The ids of the options that a single or multi answer names; none for no answer.

    An empty set is "none of these", which is an option like the others.
    """
    if value is None:
        return frozenset()
    if isinstance(value, str):
        return frozenset({value})
    return cast("frozenset[str]", value) or frozenset({NONE_OF_THESE})


def option_ranks(item: Item, value: Decoded | None) -> Mapping[str, int]:
    """Option id -> rank from 1, for a ranking or top answer; empty for no answer.

    Tied options share the first of the ranks that they take up.
    """
    if value is None:
        return {}
    if item.type is ItemType.TOP:
        return {option: rank for rank, option in enumerate(cast("tuple[str, ...]", value), 1)}
    means = cast("tuple[float, ...]", value)
    return {
        option: 1 + sum(other < mean for other in means) for option, mean in zip(item.option_ids, means, strict=True)
    }
