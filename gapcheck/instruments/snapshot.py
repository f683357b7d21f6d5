"""A wave's own copy of its instrument: the questionnaire file as JSON, which is what the database keeps."""

from __future__ import annotations

from typing import Any

from gapcheck.instruments.build import build
from gapcheck.instruments.model import Instrument, Item, Reference, Scale
from gapcheck.vocabulary import Direction, ItemType


def to_snapshot(instrument: Instrument) -> dict[str, Any]:
    """The instrument with the keys of a questionnaire file, JSON values only; equal instruments give equal snapshots.

    ``from_snapshot(to_snapshot(instrument)) == instrument`` always. Raises ValueError where two different scales have
    one name, which no file can say.
    """
    scales = _scales(instrument)
    return {
        "id": instrument.id,
        "version": instrument.version,
        "title": instrument.title,
        "language": instrument.language,
        "sequence": instrument.sequence.value,
        "role": [{"id": role.id, "title": role.title, "name": role.name} for role in instrument.roles],
        "scale": {name: _scale(scales[name]) for name in sorted(scales)},
        "theme": [
            {"id": theme.id, "title": theme.title, "item": [_item(item) for item in theme.items]}
            for theme in instrument.themes
        ],
    }


def from_snapshot(snapshot: dict[str, Any]) -> Instrument:
    """The instrument of a snapshot. Raises InputFaults if it was altered into something else."""
    return build(snapshot)


def _scales(instrument: Instrument) -> dict[str, Scale]:
    scales: dict[str, Scale] = {}
    for item in instrument.items:
        if item.scale is not None and scales.setdefault(item.scale.id, item.scale) != item.scale:
            raise ValueError(f"two different scales are called {item.scale.id}")
    return scales


def _scale(scale: Scale) -> dict[str, Any]:
    turned = {} if scale.direction is Direction.RISING else {"direction": scale.direction.value}
    return {"options": list(scale.options), **turned}


def _item(item: Item) -> dict[str, Any]:
    """The item's own keys: those that its type has, without those at their default."""
    table: dict[str, Any] = {"id": item.id, "type": item.type.value, "text": item.text, "short": item.short}
    for key in ("guess", "pick", "min", "max", "max_length", "tau", "target_of"):
        if (value := getattr(item, key)) is not None:
            table[key] = value
    if item.type is ItemType.NUMBER and item.unit:
        table["unit"] = item.unit
    if item.scale is not None:
        table["scale"] = item.scale.id
    if item.options:
        table["options"] = [{"id": option.id, "text": option.text} for option in item.options]
    if item.forms:
        table["form"] = sorted(item.forms)
    if item.references:
        table["reference"] = [_reference(reference) for reference in item.references]
    return table


def _reference(reference: Reference) -> dict[str, Any]:
    table: dict[str, Any] = {
        "id": reference.id,
        "text": reference.text,
        "who": reference.who,
        "view": reference.view.value,
        "year": reference.year,
        "source": reference.source,
    }
    if reference.roles:
        table["role"] = list(reference.roles)
    if reference.value is not None:
        table["value"] = reference.value
    if reference.rank is not None:
        table["rank"] = reference.rank
    if reference.options:
        table["option"] = list(reference.options)
    return table
