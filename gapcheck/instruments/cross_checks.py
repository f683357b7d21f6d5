"""What no table can know by itself: ids that meet, counts that fit each other, references that lead somewhere.

These checks read the raw document and step over whatever has the wrong shape, which the schema names: so one run finds
every fault of both kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gapcheck.faults import Fault, printable, shown
from gapcheck.instruments.schema.tables import MOST_PICKED
from gapcheck.instruments.shape_words import place_of

#: Not to be used as item ids: the form has pages of these names.
PAGE_NAMES = frozenset(
    (
        *("answers", "answers.json", "check", "done", "example", "later", "leave"),
        *("not-me", "reminders", "report", "report.pdf", "resume", "submit", "told", "withdraw", "workshop"),
    )
)

Location = tuple[str | int, ...]
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Found:
    """A table of the document and the way to it."""

    location: Location
    table: Table

    def text(self, key: str) -> str | None:
        value = self.table.get(key)
        return value if isinstance(value, str) else None


def cross_faults(document: Table) -> Iterator[Fault]:
    """Every fault that lies between the tables of the document, in no particular order."""
    for location, message in _all(document):
        yield Fault(place_of(location, document), message)


def _all(document: Table) -> Iterator[tuple[Location, str]]:
    roles = list(_tables(document, (), "role"))
    themes = list(_tables(document, (), "theme"))
    items = [item for theme in themes for item in _tables(theme.table, theme.location, "item")]
    yield from _twice(roles, "id", "role id")
    yield from _twice(roles, "title", "role title")
    yield from _twice(themes, "id", "theme id")
    yield from _twice(items, "id", "item id")
    yield from _scale_faults(document)
    role_ids = {role.text("id") for role in roles}
    by_id = {item.text("id"): item for item in items}
    for item in items:
        yield from _item_faults(item, document)
        yield from _target_faults(item, by_id)
        yield from _reference_faults(item, document, role_ids)
    if items and all(item.text("type") == "text" for item in items):
        yield ("theme",), "Add an item that is not of type text: there is nothing to compare."


def _tables(parent: Any, location: Location, key: str) -> Iterator[_Found]:
    entries = parent.get(key)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield _Found((*location, key, index), entry)


def _twice(found: Iterable[_Found], key: str, called: str) -> Iterator[tuple[Location, str]]:
    seen: set[str] = set()
    for each in found:
        text = each.text(key)
        if text is not None and text in seen:
            yield (*each.location, key), f"The {called} '{printable(text)}' is already taken. Choose another."
        elif text is not None:
            seen.add(text)


def _scales(document: Table) -> Table:
    scales = document.get("scale")
    return scales if isinstance(scales, dict) else {}


def _scale_faults(document: Table) -> Iterator[tuple[Location, str]]:
    for name, scale in _scales(document).items():
        location: Location = ("scale", name)
        if not name.replace("-", "").replace("_", "").isalnum() or len(name) > 60:
            yield location, "Name the scale with letters, digits, '-' and '_' only."
        labels = scale.get("options") if isinstance(scale, dict) else None
        if not isinstance(labels, list) or not labels:
            continue
        for end in {0, len(labels) - 1}:
            if isinstance(labels[end], str) and not labels[end].strip():
                yield (*location, "options", end), "Name both ends of the scale; only labels between them may be empty."
        named = [label for label in labels if isinstance(label, str) and label.strip()]
        if len(set(named)) < len(named):
            yield (*location, "options"), "Two labels of the scale are the same. Make them differ."


def _item_faults(item: _Found, document: Table) -> Iterator[tuple[Location, str]]:
    location, table = item.location, item.table
    options = list(_tables(table, location, "options"))
    yield from _twice(options, "id", "option id")
    if item.text("id") in PAGE_NAMES:
        yield (*item.location, "id"), "The form has a page of this name. Give the item another id."
    yield from _twice(options, "text", "option text")
    kind = item.text("type")
    if kind == "scale" and (name := item.text("scale")) is not None and name not in _scales(document):
        yield (*location, "scale"), f"There is no scale '{printable(name)}'. Add [scale.{printable(name)}]."
    pick = table.get("pick")
    if kind == "top" and isinstance(pick, int) and MOST_PICKED >= pick > len(options) >= 2:
        yield (*location, "pick"), f"Give 'pick' a whole number from 1 to {len(options)}."
    low, high = table.get("min"), table.get("max")
    if kind == "number" and isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
        yield (*location, "max"), "Give 'max' a number above 'min'."
    if isinstance(forms := table.get("form"), list) and "full" in forms:
        yield (*location, "form"), "Take 'full' out: every item is in the full form."


#: What says in which units an item is answered.
_UNITS = ("type", "scale", "min", "max", "unit")


def _target_faults(item: _Found, by_id: Mapping[str | None, _Found]) -> Iterator[tuple[Location, str]]:
    """An item that asks how it should be has the scale, or the bounds and unit, of the one that asks how it is."""
    named = item.text("target_of")
    if named is None or item.text("type") not in ("scale", "number"):
        return
    today = by_id.get(named)
    if today is None or today.location == item.location:
        yield (*item.location, "target_of"), f"There is no other item '{printable(named)}'."
    elif any((item.table.get(key) or None) != (today.table.get(key) or None) for key in _UNITS):
        units = "scale" if item.text("type") == "scale" else "'min', 'max' and 'unit'"
        yield (*item.location, "target_of"), f"Give this item and '{printable(named)}' the same {units}."


def _reference_faults(item: _Found, document: Table, roles: set[str | None]) -> Iterator[tuple[Location, str]]:
    cited: set[tuple[str | None, str]] = set()
    for reference in _tables(item.table, item.location, "reference"):
        location = reference.location
        if {"value", "rank"} <= reference.table.keys():
            yield (*location, "rank"), "Give a reference 'value' or 'rank', not both."
        for index, role in enumerate(_entries(reference.table, "role")):
            if isinstance(role, str) and role not in roles:
                yield (*location, "role", index), f"There is no role '{printable(role)}'."
        named = _entries(reference.table, "option")
        for index, option in enumerate(named):
            if isinstance(option, str | int) and not _has_option(item, option, document):
                yield (*location, "option", index), f"The item has no option {shown(option)}."
        citation = reference.text("id"), repr(named[:30])
        if citation in cited:
            yield (*location, "id"), "The same reference stands here twice. Take one out or name other options."
        cited.add(citation)


def _entries(table: Table, key: str) -> list[Any]:
    entries = table.get(key)
    return entries if isinstance(entries, list) else []


def _has_option(item: _Found, option: str | int, document: Table) -> bool:
    if item.text("type") == "scale":
        scale = _scales(document).get(item.text("scale") or "")
        if not isinstance(scale, dict):
            return True  # the missing scale is a fault of its own
        return type(option) is int and 1 <= option <= len(_entries(scale, "options"))
    return any(each.text("id") == option for each in _tables(item.table, item.location, "options"))
