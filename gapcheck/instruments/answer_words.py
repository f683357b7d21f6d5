"""Answers as people read them: on the check page, in the report and on the command line alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gapcheck.instruments.model import Item
from gapcheck.vocabulary import NEVER_GIVEN_WORDS, NO_ANSWER_WORDS, OTHER, ItemType, NoAnswer


def in_words(item: Item, value: Any) -> str:
    """A valid value (or None, for an answer never given) as people read it, whole and on its own.

    Examples: ``Weekly`` · ``3 of 7`` (a position without a label) · ``30 %`` · ``40 prevention, 60 detection``
    (options without points are left out) · ``1. Ransomware, 2. Insider error and Fraud (tied)`` ·
    ``Other: our suppliers``.
    """
    if value is None:
        return NEVER_GIVEN_WORDS
    if isinstance(value, dict) and "no_answer" in value:
        return NO_ANSWER_WORDS[NoAnswer(value["no_answer"])]
    return _WORDS[item.type](item, value)


def positions(item: Item) -> tuple[str, ...]:
    """The positions of a scale as people read them, also those without a label; empty for other items."""
    return tuple(_scale(item, place) for place in range(1, len(item.labels) + 1))


def _single(item: Item, value: str | dict[str, str]) -> str:
    if isinstance(value, dict):
        return f"{item.option_text(OTHER)}: {value['text']}"
    return item.option_text(value)


def _scale(item: Item, value: int) -> str:
    return item.labels[value - 1] or f"{value} of {len(item.labels)}"


def _multi(item: Item, value: list[str]) -> str:
    return "; ".join(option.text for option in item.options if option.id in value)


def _ranking(item: Item, value: list[str | list[str]]) -> str:
    parts = []
    rank = 1
    for part in value:
        options = part if isinstance(part, list) else [part]
        tied = " (tied)" if len(options) > 1 else ""
        parts.append(f"{rank}. {' and '.join(item.option_text(option) for option in options)}{tied}")
        rank += len(options)
    return ", ".join(parts)


def _allocation(item: Item, value: dict[str, int]) -> str:
    return ", ".join(f"{value[option.id]} {option.text}" for option in item.options if value.get(option.id))


def _number(item: Item, value: float) -> str:
    return f"{number_words(value)} {item.unit}".strip()


def _text(_: Item, value: str) -> str:
    return value


_WORDS: dict[ItemType, Callable[[Item, Any], str]] = {
    ItemType.SINGLE: _single,
    ItemType.SCALE: _scale,
    ItemType.MULTI: _multi,
    ItemType.RANKING: _ranking,
    ItemType.TOP: _ranking,
    ItemType.ALLOCATION: _allocation,
    ItemType.NUMBER: _number,
    ItemType.TEXT: _text,
}


def number_words(value: float) -> str:
    """A finite number as people write it: all its digits, and no ".0" behind a whole one."""
    return str(int(value)) if value == int(value) else repr(float(value))
