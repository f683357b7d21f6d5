"""From the fields of a form to an answer value (docs/formats.md), or to what is wrong with them.

What is wrong is a kind and its numbers; templates/macros/faults.html has the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gapcheck.instruments.answers import POINTS, TEXT_LENGTH, check
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import NONE_OF_THESE, OTHER, ItemType, View
from gapcheck.web.respond.controls import DECLINE, Control

#: Digits with at most one decimal sign; nothing that float() would take but a person would not write.
_NUMBER = re.compile(r"[-+\u2212]?\d{1,15}(?:[.,]\d{1,9})?")
#: Digits set off in threes, as thousands are: with one comma or dot it may be decimals as well.
_GROUPED = re.compile(r"([-\u2212]?)\+?(\d{1,3}(?:[.,'\u2019\s]\d{3}){1,4})")
_WHOLE = re.compile(r"\d{1,4}")


class Kind(StrEnum):
    """What can be wrong with the fields of one answer."""

    TWICE = "twice"
    NOT_AN_OPTION = "not_an_option"
    DECLINED_TOO = "declined_too"
    NONE_TOO = "none_too"
    PLACE_UNKNOWN = "place_unknown"
    PLACE_SHARED = "place_shared"
    PLACES_MISSING = "places_missing"
    POINTS_NOT_WHOLE = "points_not_whole"
    POINTS_LEFT = "points_left"
    POINTS_OVER = "points_over"
    NOT_A_NUMBER = "not_a_number"
    THOUSANDS = "thousands"
    TOO_LONG = "too_long"


#: Faults of an answer that is begun and can be finished later: kept as a draft, named on the check page.
UNFINISHED = frozenset({Kind.PLACES_MISSING, Kind.POINTS_LEFT, Kind.POINTS_OVER})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, with the number that its words need; ``option`` names the line at fault, if it is one line."""

    kind: Kind
    number: int = 0
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """An answer as it was sent. ``value`` may be kept (None for no answer) unless ``keep`` is False."""

    value: Any
    problem: Problem | None = None

    @property
    def keep(self) -> bool:
        """True where the value can be saved: no fault, or one that leaves a draft."""
        return self.problem is None or self.problem.kind in UNFINISHED


class _Wrong(Exception):
    def __init__(self, kind: Kind, number: int = 0, option: str | None = None, draft: Any = None) -> None:
        super().__init__(kind)
        self.problem = Problem(kind, number, option)
        self.draft = draft


def read(item: Item, view: View, control: Control) -> Posted:
    """The value that the fields stand for, or what is wrong with them. Never raises, whatever was sent."""
    try:
        value = _value(item, view, control)
    except _Wrong as wrong:
        return Posted(wrong.draft, wrong.problem)
    if value is not None and check(item, value, view):
        return Posted(None, Problem(Kind.NOT_AN_OPTION))
    return Posted(value)


def _value(item: Item, view: View, control: Control) -> Any:
    if control.twice:
        raise _Wrong(Kind.TWICE)
    if control.declined and item.type in (ItemType.SINGLE, ItemType.SCALE):
        return {"no_answer": control.chosen[0].partition(":")[2]}
    value = _READERS[item.type](item, control)
    if not control.declined:
        return value
    if value is not None:
        raise _Wrong(Kind.DECLINED_TOO)
    return {"no_answer": DECLINE[view].value}


def _single(_: Item, control: Control) -> Any:
    if not control.chosen:
        return None
    option = control.chosen[0]
    if option == OTHER and control.words:
        return {"option": OTHER, "text": _within(control.words, TEXT_LENGTH)}
    return option


def _scale(_: Item, control: Control) -> int | None:
    if not control.chosen:
        return None
    if not _WHOLE.fullmatch(control.chosen[0]):
        raise _Wrong(Kind.NOT_AN_OPTION)
    return int(control.chosen[0])


def _multi(item: Item, control: Control) -> list[str] | None:
    chosen = list(control.chosen)
    if not chosen:
        return None
    if len(set(chosen)) < len(chosen):
        raise _Wrong(Kind.TWICE)
    if NONE_OF_THESE in chosen and len(chosen) > 1 and set(chosen) <= set(item.option_ids):
        raise _Wrong(Kind.NONE_TOO)
    return chosen


def _places(item: Item, control: Control) -> list[str] | None:
    if not control.places:
        return None
    last = item.pick or len(item.options)
    for option, typed in control.places.items():
        if not _WHOLE.fullmatch(typed) or not 1 <= int(typed) <= last:
            raise _Wrong(Kind.PLACE_UNKNOWN, last, option)
    places = {option: int(typed) for option, typed in control.places.items()}
    place, lines = Counter(places.values()).most_common(1)[0]
    if lines > 1:
        raise _Wrong(Kind.PLACE_SHARED, place, next(option for option in places if places[option] == place))
    in_order = sorted(places, key=places.__getitem__)
    if len(in_order) < last:
        raise _Wrong(Kind.PLACES_MISSING, last - len(in_order), draft=in_order)
    return in_order


def _points(_: Item, control: Control) -> dict[str, int] | None:
    for option, typed in control.points.items():
        if not _WHOLE.fullmatch(typed) or int(typed) > POINTS:
            raise _Wrong(Kind.POINTS_NOT_WHOLE, POINTS, option)
    points = {option: int(typed) for option, typed in control.points.items() if int(typed)}
    if not points:
        return None
    left = POINTS - sum(points.values())
    if left:
        raise _Wrong(Kind.POINTS_LEFT if left > 0 else Kind.POINTS_OVER, abs(left), draft=points)
    return points


def _number(item: Item, control: Control) -> int | float | None:
    typed = control.text.removesuffix(item.unit).strip() if item.unit else control.text
    if not typed:
        return None
    if _may_be_thousands(item, typed):
        raise _Wrong(Kind.THOUSANDS)
    if not _NUMBER.fullmatch(typed) or item.min is None or item.max is None:
        raise _Wrong(Kind.NOT_A_NUMBER)
    number = float(typed.replace("\u2212", "-").replace(",", "."))
    if not item.min <= number <= item.max:
        raise _Wrong(Kind.NOT_A_NUMBER)
    return int(number) if number.is_integer() else number


def _may_be_thousands(item: Item, typed: str) -> bool:
    """True for "1,000" where a thousand is an answer: to some it is one, to others it has decimals."""
    grouped = _GROUPED.fullmatch(typed)
    if grouped is None or item.min is None or item.max is None:
        return False
    whole = int(re.sub(r"\D", "", grouped[2]))
    return whole >= 1000 and item.min <= (-whole if grouped[1] else whole) <= item.max


def _text(item: Item, control: Control) -> str | None:
    return _within(control.text, item.max_length or TEXT_LENGTH) or None


def _within(text: str, longest: int) -> str:
    if len(text) > longest:
        raise _Wrong(Kind.TOO_LONG, longest)
    return text


_READERS: dict[ItemType, Callable[[Item, Control], Any]] = {
    ItemType.SINGLE: _single,
    ItemType.SCALE: _scale,
    ItemType.MULTI: _multi,
    ItemType.RANKING: _places,
    ItemType.TOP: _places,
    ItemType.ALLOCATION: _points,
    ItemType.NUMBER: _number,
    ItemType.TEXT: _text,
}
