"""Errors of a questionnaire file's shape as sentences, each with its place in the file."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from gapcheck.faults import Fault, printable
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


def _sentence(error: ShapeError) -> str:
    key = f"'{printable(error.key)}'"
    least = error.context.get("min_length")
    entries = "entry" if least == 1 else "entries"
    sentences = {
        "wants": f"Give {key} {error.context.get('words')}.",
        "said": str(error.context.get("words")).replace("{key}", key),
        "missing": f"Add {key}: {error.wanted}." if error.wanted else f"Add {key}.",
        "extra_forbidden": _unknown_key(error, key) if error.kind == "extra_forbidden" else "",
        "union_tag_not_found": f"Add 'type': one of {_TYPES}.",
        "union_tag_invalid": f"Give 'type' one of {_TYPES}.",
        "too_short": f"Give {key} at least {least} {entries}.",
        "too_long": f"Give {key} at most {error.context.get('max_length')} entries.",
        "list_type": f"Give {key} a list.",
    }
    return sentences.get(error.kind, f"Write a table for {key}.")


def _unknown_key(error: ShapeError, key: str) -> str:
    holder = _holder(error)
    if issubclass(error.table, ItemTable) and any(error.key in table.model_fields for table in ITEM_TABLES.values()):
        return f"{key} does not belong in {holder}. Take it out."
    known = list(error.table.model_fields)
    close = get_close_matches(error.key[:60], known, n=1)
    return f"There is no key {key} in {holder}." + (f" Is it '{close[0]}'?" if close else " Take it out.")


def _holder(error: ShapeError) -> str:
    for item_type, table in ITEM_TABLES.items():
        if table is error.table:
            return f"an item of type {item_type}"
    return _TABLE_NAMES.get(error.table.__name__, "an item")
