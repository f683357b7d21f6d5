"""Errors of a questionnaire file's shape as sentences, each with its place in the file."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from gapcheck.faults import Fault
from gapcheck.instruments.schema import ITEM_TABLES, ItemTable, ShapeError

_TABLE_NAMES = {
    "QuestionnaireTable": "the head of a questionnaire",
    "RoleTable": "a role",
    "ScaleTable": "a scale",
    "ThemeTable": "a theme",
    "OptionTable": "an option",
    "ReferenceTable": "a reference",
}
_TYPES = ", ".join(ITEM_TABLES)
_LONGEST_SHOWN = 40


def shape_fault(error: ShapeError, document: dict[str, Any]) -> Fault:
    """The fault of one error of shape."""
    return Fault(place_of(error.location, document), _sentence(error))


def place_of(location: tuple[str | int, ...], document: dict[str, Any]) -> str:
    """``theme[2].item[1] GR1 options[3].id``: positions count from 1, an item carries its id."""
    place, here = "", document
    for depth, step in enumerate(location):
        here = _step(here, step)
        if isinstance(step, int):
            place += f"[{step + 1}]"
        else:
            place += f"{'' if not place or place.endswith(' ') else '.'}{printable(step)}"
        if depth == 3 and location[0] == "theme" and isinstance(item_id := _step(here, "id"), str):
            place += f" {printable(item_id)}{' ' if len(location) > 4 else ''}"
    return place


def _step(here: Any, step: str | int) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def printable(text: str) -> str:
    """Text from a file as it may stand in a message: one short line that no terminal acts upon."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[: _LONGEST_SHOWN + 1])
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def _sentence(error: ShapeError) -> str:
    key = f"'{printable(error.key)}'"
    words: str | None = error.context.get("words")
    match error.kind:
        case "wants":
            return f"Give {key} {words}."
        case "said":
            return (words or "").replace("{key}", key)
        case "missing":
            return f"Add {key}: {error.wanted}." if error.wanted else f"Add {key}."
        case "extra_forbidden":
            return _unknown_key(error, key)
        case "union_tag_not_found":
            return f"Add 'type': one of {_TYPES}."
        case "union_tag_invalid":
            return f"Give 'type' one of {_TYPES}."
        case "too_short":
            return f"Give {key} at least {error.context['min_length']} {_entries(error.context['min_length'])}."
        case "too_long":
            return f"Give {key} at most {error.context['max_length']} entries."
        case "list_type":
            return f"Give {key} a list."
        case _:
            return f"Write a table for {key}."


def _entries(count: int) -> str:
    return "entry" if count == 1 else "entries"


def _unknown_key(error: ShapeError, key: str) -> str:
    holder = _holder(error)
    if issubclass(error.table, ItemTable) and any(error.key in table.model_fields for table in ITEM_TABLES.values()):
        return f"{key} does not belong in {holder}. Take it out."
    known = list(error.table.model_fields)
    close = get_close_matches(error.key[:_LONGEST_SHOWN], known, n=1)
    return f"There is no key {key} in {holder}." + (f" Is it '{close[0]}'?" if close else " Take it out.")


def _holder(error: ShapeError) -> str:
    for item_type, table in ITEM_TABLES.items():
        if table is error.table:
            return f"an item of type {item_type}"
    return _TABLE_NAMES.get(error.table.__name__, "an item")
