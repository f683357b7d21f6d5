"""From a questionnaire document to an Instrument: every check, then the frozen form that all else sees."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice
from typing import Any

from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments import schema
from gapcheck.instruments.cross_checks import cross_faults
from gapcheck.instruments.model import Instrument, Item, Option, Reference, Role, Scale, Theme
from gapcheck.instruments.shape_words import shape_fault
from gapcheck.instruments.toml_text import MAX_ITEMS
from gapcheck.vocabulary import Direction, ItemType, Sequence, View

#: No list and no table of a questionnaire has more entries; beyond it a file is refused before it is looked at.
MAX_ENTRIES = MAX_ITEMS
#: So many faults are named; a file with more is not a questionnaire with mistakes.
MAX_FAULTS = 500


def build(document: dict[str, Any], place: str = "") -> Instrument:
    """The instrument of a questionnaire document.

    Raises InputFaults with every fault; each place starts with ``place``, and positions in it count from 1.
    """
    if crowded := _crowded(document):
        raise InputFaults([Fault(place, crowded)])
    tables, errors = schema.parse(document)
    found = chain((shape_fault(error, document) for error in errors), cross_faults(document))
    faults = sorted({Fault(f"{place} {fault.place}".strip(), fault.message) for fault in islice(found, MAX_FAULTS)})
    if faults or tables is None:
        raise InputFaults(faults)
    return _instrument(tables)


def _crowded(document: dict[str, Any]) -> str | None:
    """What there is too much of, or None. Walks no further than the limits."""
    themes = document.get("theme")
    lists = [theme.get("item") for theme in themes if isinstance(theme, dict)] if isinstance(themes, list) else []
    if sum(len(items) for items in lists if isinstance(items, list)) > MAX_ITEMS:
        return f"There are more than {MAX_ITEMS} items. Split the questionnaire."
    waiting: list[Any] = [document]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, dict | list):
            continue
        if len(here) > MAX_ENTRIES:
            return f"A list or table has more than {MAX_ENTRIES} entries. Shorten it."
        waiting.extend(here.values() if isinstance(here, dict) else here)
    return None


def _instrument(tables: schema.QuestionnaireTable) -> Instrument:
    scales = {
        name: Scale(name, tuple(scale.options), Direction(scale.direction)) for name, scale in tables.scale.items()
    }
    return Instrument(
        id=tables.id,
        version=tables.version,
        title=tables.title,
        language=tables.language,
        sequence=Sequence(tables.sequence),
        roles=tuple(Role(role.id, role.title, role.name) for role in tables.role),
        themes=tuple(
            Theme(theme.id, theme.title, tuple(_item(item, theme.id, scales) for item in theme.item))
            for theme in tables.theme
        ),
    )


def _item(table: schema.AnyItem, theme: str, scales: dict[str, Scale]) -> Item:
    item = Item(
        id=table.id,
        theme=theme,
        type=ItemType(table.type),
        text=table.text,
        short=table.short,
        forms=frozenset(table.form),
        references=tuple(_reference(each) for each in table.reference),
    )
    if isinstance(table, schema.TextTable):
        return replace(item, max_length=table.max_length)
    item = replace(item, guess=table.guess, tau=table.tau)
    match table:
        case schema.ScaleItemTable():
            return replace(item, scale=scales[table.scale], target_of=table.target_of)
        case schema.NumberTable():
            return replace(item, min=table.min, max=table.max, unit=table.unit, target_of=table.target_of)
        case _:
            pick = table.pick if isinstance(table, schema.TopTable) else None
            return replace(item, options=tuple(Option(each.id, each.text) for each in table.options), pick=pick)


def _reference(table: schema.ReferenceTable) -> Reference:
    return Reference(
        id=table.id,
        text=table.text,
        who=table.who,
        view=View(table.view),
        year=table.year,
        source=table.source,
        roles=tuple(table.role),
        value=table.value,
        rank=table.rank,
        options=tuple(table.option),
    )
