"""What a valid answer to an item is: checked, decoded for the comparison, and put into words.

The values are those of docs/formats.md, "Answer values". Nothing is rescaled, clipped, rounded or guessed: a value is
valid as it stands, or it is refused in words that say what to do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Sized
from typing import Any

from gapcheck.faults import shown
from gapcheck.instruments.answer_words import in_words, number_words
from gapcheck.instruments.characters import what_is_wrong
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import NONE_OF_THESE, OTHER, ItemType, NoAnswer, View

__all__ = ["NO_ANSWERS", "POINTS", "TEXT_LENGTH", "Decoded", "Refused", "check", "check_text", "decode", "in_words"]

#: A valid value in the one form that the comparison uses; every kind is immutable. See ``decode``.
Decoded = str | int | float | tuple[str, ...] | tuple[int, ...] | tuple[float, ...] | frozenset[str] | NoAnswer

#: Which codes decline which answer.
NO_ANSWERS = {
    View.OWN: (NoAnswer.NO_FIRM_VIEW, NoAnswer.NOT_APPLICABLE),
    View.GUESS: (NoAnswer.CANNOT_SAY, NoAnswer.NOT_APPLICABLE),
}
#: The points that an allocation spreads.
POINTS = 100
#: The longest own words beside "other", and the longest text where an item sets no length, in characters.
TEXT_LENGTH = 400


class Refused(ValueError):
    """A value that is not an answer to the item. Each of ``messages`` says one fault and what to do, in sentences."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


def check(item: Item, value: Any, view: View, *, ties: bool = False) -> tuple[str, ...]:
    """The faults of a value as an answer to an item, in words that say what to do; empty for a valid one.

    ``value`` is what JSON gives (docs/formats.md). ``ties`` allows tied options in a ranking, as pair files may hold
    them; the form makes none. Whether an answer was given at all is not asked here: there is then no value to check.
    """
    try:
        decode(item, value, view, ties=ties)
    except Refused as refused:
        return refused.messages
    return ()


def decode(item: Item, value: Any, view: View, *, ties: bool = True) -> Decoded:
    """A value in the form that is compared. Raises Refused with every fault of the value.

    ===========  ====================================================================================
    single       the option id; own words beside ``other`` are left out
    scale        the position, 1 for the first
    multi        the set of option ids, empty for "none of these"
    ranking      each option's rank in the order of the item, 1 for the highest; tied options share the
                 mean of the ranks they take up
    top          the option ids in the order given
    allocation   each option's points, in the order of the item
    number       the number, as a float
    text         the text
    no answer    the ``NoAnswer``
    ===========  ====================================================================================
    """
    if isinstance(value, dict) and "no_answer" in value:
        return _no_answer(value, view)
    if not item.closed and view is View.GUESS:
        raise Refused("Nobody guesses another's own words. Leave this answer out.")
    if not ties and item.type is ItemType.RANKING and isinstance(value, list) and list in map(type, value):
        raise Refused("Options are tied. Give every option a rank of its own.")
    return _DECODERS[item.type](item, value)


def _no_answer(value: dict[str, Any], view: View) -> NoAnswer:
    codes = NO_ANSWERS[view]
    code = value["no_answer"]
    if len(value) == 1 and isinstance(code, str) and code in codes:
        return NoAnswer(code)
    meant = " or ".join(f'{{"no_answer": "{code}"}}' for code in codes)
    kind = "An own view" if view is View.OWN else "A guess"
    raise Refused(f"{kind} is declined with {meant}, and nothing beside it.")


def _single(item: Item, value: Any) -> str:
    if isinstance(value, dict):
        return _own_words(item, value)
    if isinstance(value, str) and value in item.option_ids:
        return value
    raise Refused(f"This is {shown(value)}. Give one of {_ids(item)}.")


def _own_words(item: Item, value: dict[str, Any]) -> str:
    if OTHER not in item.option_ids:
        raise Refused(f"This item takes no own words. Give one of {_ids(item)}.")
    if set(value) != {"option", "text"} or value["option"] != OTHER:
        raise Refused('Own words are given as {"option": "other", "text": "..."}.')
    if value["text"] == "":
        raise Refused('The own words are empty. Give them, or "other" alone.')
    check_text(value["text"], TEXT_LENGTH)
    return OTHER


def _scale(item: Item, value: Any) -> int:
    last = len(item.labels)
    if type(value) is int and 1 <= value <= last:
        return value
    raise Refused(f"This is {shown(value)}. Give a position of the scale, a whole number from 1 to {last}.")


def _multi(item: Item, value: Any) -> frozenset[str]:
    chosen = _distinct_options(item, value)
    if not chosen:
        none = f'["{NONE_OF_THESE}"]' if NONE_OF_THESE in item.option_ids else "no answer"
        raise Refused(f"Nothing is ticked. Tick at least one option, or give {none}.")
    if NONE_OF_THESE in chosen:
        if len(chosen) > 1:
            raise Refused(f'"{NONE_OF_THESE}" stands alone. Take it or the other options out.')
        return frozenset()
    return frozenset(chosen)


def _ranking(item: Item, value: Any) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise Refused(f"This is {shown(value)}. Give a list of all options, the highest first.")
    groups = [part if isinstance(part, list) else [part] for part in value]
    if any(isinstance(part, list) and len(part) < 2 for part in value):
        raise Refused("A tie holds two or more options. Name a single option without a list around it.")
    _distinct_options(item, [option for group in groups for option in group], all_of_them=True)
    rank_of: dict[str, float] = {}
    for group in groups:
        mean = len(rank_of) + (len(group) + 1) / 2
        for option in group:
            rank_of[option] = mean
    return tuple([rank_of[option] for option in item.option_ids])


def _top(item: Item, value: Any) -> tuple[str, ...]:
    chosen = _distinct_options(item, value)
    if len(chosen) != item.pick:
        raise Refused(f"Rank exactly {item.pick} options, not {len(chosen)}.")
    return tuple(chosen)


def _allocation(item: Item, value: Any) -> tuple[int, ...]:
    if not isinstance(value, dict):
        raise Refused(f"This is {shown(value)}. Give an object of option ids and points.")
    _refuse_a_flood(item, value)
    messages = [f"One entry is {shown(key)}. Use {_ids(item)}." for key in value if key not in item.option_ids]
    messages += [
        f"{shown(key)} has {shown(points)}. Points are whole numbers from 0 to {POINTS}."
        for key, points in value.items()
        if type(points) is not int or not 0 <= points <= POINTS
    ]
    if messages:
        raise Refused(*messages)
    spread = tuple(value.get(option, 0) for option in item.option_ids)
    if sum(spread) != POINTS:
        raise Refused(f"The points sum to {sum(spread)}. Spread exactly {POINTS}.")
    return spread


def _number(item: Item, value: Any) -> float:
    low, high = item.bounds
    if type(value) in (int, float) and low <= value <= high:
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused(f"This is not a finite number. Give a number from {number_words(low)} to {number_words(high)}.")
    raise Refused(f"This is {shown(value)}. Give a number from {number_words(low)} to {number_words(high)}.")


def _text(item: Item, value: Any) -> str:
    return check_text(value, item.max_length or TEXT_LENGTH)


_DECODERS: dict[ItemType, Callable[[Item, Any], Decoded]] = {
    ItemType.SINGLE: _single,
    ItemType.SCALE: _scale,
    ItemType.MULTI: _multi,
    ItemType.RANKING: _ranking,
    ItemType.TOP: _top,
    ItemType.ALLOCATION: _allocation,
    ItemType.NUMBER: _number,
    ItemType.TEXT: _text,
}


def check_text(value: Any, longest: int) -> str:
    """The text itself. Raises Refused for what is not a text, too long, or holds what no file can carry.

    ``longest`` counts characters (code points). What is no text stands in characters.py.
    """
    if not isinstance(value, str):
        raise Refused(f"This is {shown(value)}. Give a text, in quotation marks.")
    messages = []
    if len(value) > longest:
        messages.append(f"The text has {len(value)} characters. Give at most {longest}.")
    messages += what_is_wrong(value)
    if messages:
        raise Refused(*messages)
    return value


def _distinct_options(item: Item, value: Any, *, all_of_them: bool = False) -> Sequence[str]:
    """The list of option ids itself. Raises Refused for what is not a list of distinct options of the item."""
    if not isinstance(value, list):
        raise Refused(f"This is {shown(value)}. Give a list of option ids.")
    _refuse_a_flood(item, value)
    known = item.option_ids
    unknown = [option for option in value if option not in known]
    enough = len(value) == len(known) or not all_of_them
    if enough and not unknown and len(set(value)) == len(value):
        return value
    missing = [option for option in known if all_of_them and option not in value]
    raise Refused(
        *(f"One entry is {shown(option)}. Use {_ids(item)}." for option in unknown),
        *(f"{shown(option)} is named twice. Name it once." for option in known if value.count(option) > 1),
        *(f"{shown(option)} is missing. Rank every option." for option in missing),
    )


def _refuse_a_flood(item: Item, value: Sized) -> None:
    """One fault, not thousands, for a value with far more entries than the item has options."""
    if len(value) > 2 * len(item.options):
        raise Refused(f"{len(value)} options are given. The item has {len(item.options)}.")


def _ids(item: Item) -> str:
    return ", ".join(f'"{option}"' for option in item.option_ids)
