"""``gapcheck instrument``: the questionnaires that there are, what is in one, whether a file is one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from gapcheck.faults import InputFaults
from gapcheck.instruments import loader
from gapcheck.instruments.answer_words import number_words
from gapcheck.instruments.model import Instrument, Item
from gapcheck.vocabulary import Direction, ItemType

_FOUND, _BAD_INPUT = 1, 2


@click.group()
def instrument() -> None:
    """The questionnaires: list them, show one, check a file."""


@instrument.command("list")
def list_() -> None:
    """List the shipped questionnaires and the installation's own."""
    for listed in loader.available(_own_folders()):
        if listed.key is None:
            click.echo(f"{listed.path} is not readable; 'gapcheck instrument check' says why", err=True)
        else:
            click.echo(f"{listed.key}  {listed.title}")


@instrument.command()
@click.argument("key", metavar="ID")
def show(key: str) -> None:
    """Show the items of a questionnaire, named id@version or id for its newest version."""
    try:
        click.echo(_described(loader.find(key, _own_folders())))
    except InputFaults as faults:
        _refuse(faults, _BAD_INPUT)


@instrument.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a questionnaire file and print every fault with its place."""
    try:
        found = loader.load(file)
    except InputFaults as faults:
        _refuse(faults, _FOUND)
    forms = ", ".join(f"{name} {len(found.form_items(name))}" for name in found.form_names)
    themes = "one theme" if len(found.themes) == 1 else f"{len(found.themes)} themes"
    click.echo(f"{found.key} has no faults: {themes}; items per form: {forms}.")


@instrument.command()
def schema() -> None:
    """Print the JSON Schema of a questionnaire file, for editors."""
    click.echo(json.dumps(loader.json_schema(), indent=2, ensure_ascii=False))


def _own_folders() -> tuple[Path, ...]:
    from gapcheck import config

    return (config.load().instance / "instruments",)


def _refuse(faults: InputFaults, code: int) -> NoReturn:
    """Every fault on stderr, one a line, and the exit code."""
    click.echo(str(faults), err=True)
    sys.exit(code)


def _described(found: Instrument) -> str:
    lines = [found.title, f"{found.key} · {' and '.join(role.name for role in found.roles)}"]
    for theme in found.themes:
        lines += ["", theme.title]
        for item in theme.items:
            lines += _item_lines(item)
    return "\n".join(lines)


def _item_lines(item: Item) -> list[str]:
    forms = f" · {', '.join(sorted(item.forms))}" if item.forms else ""
    lines = [f"  {item.id} · {_kind(item)}{forms}", f"    {item.text}"]
    if item.guess is not None:
        lines.append(f"    {item.guess}")
    lines += [f"      {option.id}: {option.text}" for option in item.options]
    lines += [f"      {position}: {label}".rstrip() for position, label in enumerate(item.labels, start=1)]
    return lines + [f"    reference {each.id}: {each.text}" for each in item.references]


def _kind(item: Item) -> str:
    """The type with what belongs to it: ``top 3 of 8``, ``number 0 to 100 %``, ``scale, falling``."""
    match item.type:
        case ItemType.TOP:
            return f"top {item.pick} of {len(item.options)}"
        case ItemType.NUMBER:
            low, high = (number_words(bound) for bound in item.bounds)
            return f"number {low} to {high} {item.unit}".strip()
        case ItemType.SCALE:
            falling = item.scale is not None and item.scale.direction is Direction.FALLING
            return "scale, falling" if falling else "scale"
        case _:
            return item.type.value
