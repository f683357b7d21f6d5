"""``gapcheck compare``: what one pair file says, or what moved between two, without a database."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar
from unicodedata import combining, east_asian_width

import click

from gapcheck import paths
from gapcheck.engine import compare as compare_pair
from gapcheck.engine import comparisons
from gapcheck.engine.as_json import to_json
from gapcheck.engine.movement import movement
from gapcheck.engine.pairfile import load
from gapcheck.engine.result import Comparison, ItemComparison, Movement
from gapcheck.engine.wave import Wave
from gapcheck.faults import Fault, InputFaults
from gapcheck.vocabulary import FAMILIES

T = TypeVar("T")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path), required=False)
@click.option("--pair", metavar="A,B", help="Two roles, where the file has more than two seats: --pair cio,cso.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def compare(file: Path, second: Path | None, pair: str | None, as_json: bool) -> None:
    """Compare the two people of a pair file, or with SECOND what moved between two waves.

    Every fault of a file is printed with its place, and nothing else is.
    """
    chosen = _pair(pair)
    wave = _of_file(file, lambda: load(file, _instrument_folders()))
    if second is None:
        found = _of_file(file, lambda: (compare_pair(wave, chosen),) if chosen else comparisons(wave))
        text = "\n\n\n".join(_findings(wave, comparison) for comparison in found)
        _print(found[0] if len(found) == 1 else found, text, as_json=as_json)
    else:
        later = _of_file(second, lambda: load(second, _instrument_folders()))
        moved = _of_file(second, lambda: movement(wave, later, chosen))
        _print(moved, _what_moved(wave, moved), as_json=as_json)


def _print(result: Comparison | Sequence[Comparison] | Movement, text: str, *, as_json: bool) -> None:
    click.echo(json.dumps(to_json(result), indent=2, ensure_ascii=False, allow_nan=False) if as_json else text)


def _pair(value: str | None) -> tuple[str, str] | None:
    if value is None:
        return None
    roles = value.split(",")
    if len(roles) != 2 or roles[0] == roles[1]:
        raise click.BadParameter("name two different roles with a comma between them", param_hint="--pair")
    return roles[0], roles[1]


def _instrument_folders() -> tuple[Path, ...]:
    """An installation's own questionnaires. None of its other settings matters here."""
    return (Path(os.environ.get("GAPCHECK_INSTANCE") or paths.INSTANCE) / "instruments",)


def _of_file(file: Path, step: Callable[[], T]) -> T:
    """The result of a step; its faults start with the file's name."""
    try:
        return step()
    except InputFaults as found:
        places = [f"{file}: {fault.place}" if fault.place else str(file) for fault in found.faults]
        raise InputFaults(
            Fault(place, fault.message) for place, fault in zip(places, found.faults, strict=True)
        ) from None


def _findings(wave: Wave, comparison: Comparison) -> str:
    a, b = (wave.instrument.role(role).title for role in comparison.pair)
    short = {item.id: item.short for item in wave.items}
    rows: list[tuple[str, ...]] = [("", "", "views", f"{a} of {b}", f"{b} of {a}", "")]
    rows += [_item_row(item, short[item.id]) for item in comparison.items if item.luck is not None]
    lines = [*_heading(wave, comparison.pair), "", *_headline(comparison, a, b), "", *_table(rows)]
    for title, ids in (
        ("To talk about", comparison.priorities.talk),
        ("To decide", comparison.priorities.decide),
        ("Quick wins", comparison.priorities.quick_wins),
        ("Strengths", comparison.priorities.strengths),
    ):
        if ids:
            lines += ["", title, *(f"  {item_id}  {short[item_id]}" for item_id in ids)]
    return "\n".join(lines)


def _heading(wave: Wave, pair: tuple[str, str]) -> list[str]:
    lines = [f"{wave.company} · wave {wave.number} · {wave.instrument.title} ({wave.instrument.key})"]
    for role in pair:
        name, title = wave.seat(role).name, wave.instrument.role(role).title
        lines.append(f"{title}: {name}" if name else title)
    return lines


def _headline(comparison: Comparison, a: str, b: str) -> list[str]:
    counts = comparison.indices
    if not counts.reported:
        return [f"Too few comparable answers ({counts.comparable} of {counts.of})."]
    of = f"of {counts.comparable}"
    return _table(
        [
            ("Same view", f"{counts.same_view} {of}"),
            (f"{a} predicts {b}", f"{counts.predicts.a} {of}"),
            (f"{b} predicts {a}", f"{counts.predicts.b} {of}"),
            ("Luck alone would give about", f"{counts.luck:.1f} {of}"),
        ]
    )


def _item_row(item: ItemComparison, short: str) -> tuple[str, ...]:
    family = FAMILIES[item.family].title
    shown = (_figure(each) for each in (item.agreement, *item.understanding))
    return (item.id, short, *shown, f"{family}, borderline" if item.is_borderline else family)


def _figure(s: float | None) -> str:
    return "-" if s is None else f"{s:.2f}"


def _what_moved(wave: Wave, moved: Movement) -> str:
    short = {item.id: item.short for item in wave.items}
    lines = [*_heading(wave, moved.pair), "", f"{moved.of} questions can be compared in both waves."]
    for title, ids in (
        ("Became known", moved.became_known),
        ("Became shared", moved.became_shared),
        ("Newly different", moved.newly_different),
        ("Unchanged and open", moved.unchanged_open),
    ):
        lines += ["", f"{title}: {len(ids)}", *(f"  {item_id}  {short[item_id]}" for item_id in ids)]
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows with their columns aligned, also where a letter is as wide as two, or as none."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(row, widths)).rstrip() for row in rows]


def _padded(row: Sequence[str], widths: Iterable[int]) -> Iterable[str]:
    return (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))


def _width(text: str) -> int:
    return sum(0 if combining(letter) else 1 + (east_asian_width(letter) in "WF") for letter in text)
