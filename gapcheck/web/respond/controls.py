"""One answer as a form shows it: the step between a stored value and HTML, and between HTML and a value.

A control holds what stands in the fields, right or wrong, so that a page with a fault shows what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from gapcheck.instruments.answer_words import number_words
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import OTHER, ItemType, NoAnswer, View
from gapcheck.web.incoming import TwiceGiven, clean, single

#: The value by which a radio or a tick declines. No option id can hold the colon.
DECLINED = "declined:"
DECLINE = {View.OWN: NoAnswer.NO_FIRM_VIEW, View.GUESS: NoAnswer.CANNOT_SAY}


@dataclass(frozen=True, slots=True)
class Control:
    """The fields of one answer as texts, whatever the item's type; ``twice`` where a field came more than once."""

    chosen: tuple[str, ...] = ()
    words: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    declined: bool = False
    twice: bool = False


def from_fields(item: Item, subject: str, fields: MultiDict[str, str]) -> Control:
    """What was posted about ``subject``. Fields that the item does not have are not looked at."""
    try:
        return _posted(item, subject, fields)
    except TwiceGiven:
        return Control(twice=True)


def _posted(item: Item, subject: str, fields: MultiDict[str, str]) -> Control:
    name = f"answer.{subject}"
    declined = single(fields, f"decline.{subject}") != ""
    match item.type:
        case ItemType.SINGLE | ItemType.SCALE:
            value = single(fields, name)
            words = clean(single(fields, f"words.{subject}"))
            return Control((value,) if value else (), words, declined=value.startswith(DECLINED))
        case ItemType.MULTI:
            return Control(tuple(fields.getlist(name)), declined=declined)
        case ItemType.RANKING | ItemType.TOP:
            return Control(places=_per_option(item, f"place.{subject}", fields), declined=declined)
        case ItemType.ALLOCATION:
            return Control(points=_per_option(item, f"points.{subject}", fields), declined=declined)
        case ItemType.NUMBER | ItemType.TEXT:
            return Control(text=clean(single(fields, name)), declined=declined)


def _per_option(item: Item, prefix: str, fields: MultiDict[str, str]) -> dict[str, str]:
    typed = {option: single(fields, f"{prefix}.{option}").strip() for option in item.option_ids}
    return {option: text for option, text in typed.items() if text}


def from_value(item: Item, value: Any) -> Control:
    """How a stored value (or a draft, or None) stands in the fields."""
    if value is None:
        return Control()
    if isinstance(value, dict) and "no_answer" in value:
        return Control((f"{DECLINED}{value['no_answer']}",), declined=True)
    return _FROM_VALUE[item.type](value)


def _from_single(value: str | dict[str, str]) -> Control:
    return Control((OTHER,), value["text"]) if isinstance(value, dict) else Control((value,))


def _from_order(value: list[str]) -> Control:
    return Control(places={option: str(place) for place, option in enumerate(value, 1)})


_FROM_VALUE: dict[ItemType, Callable[[Any], Control]] = {
    ItemType.SINGLE: _from_single,
    ItemType.SCALE: lambda value: Control((str(value),)),
    ItemType.MULTI: lambda value: Control(tuple(value)),
    ItemType.RANKING: _from_order,
    ItemType.TOP: _from_order,
    ItemType.ALLOCATION: lambda value: Control(points={option: str(points) for option, points in value.items()}),
    ItemType.NUMBER: lambda value: Control(text=number_words(value)),
    ItemType.TEXT: lambda value: Control(text=value),
}
