"""``gapcheck compare``: what one pair file says, or what moved between two, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from unicodedata import combining, east_asian_width

import click

from gapcheck.commands.pair_files import chosen_pair, of_file, read_wave
from gapcheck.engine import compare as compare_pair
from gapcheck.engine import comparisons, sentences
from gapcheck.engine.as_json import to_json
from gapcheck.engine.movement import movement
from gapcheck.engine.result import Comparison, Movement
from gapcheck.engine.wave import Wave


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path), required=False)
@click.option("--pair", metavar="A,B", help="Two roles, where the file has more than two seats: --pair cio,cso.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def compare(file: Path, second: Path | None, pair: str | None, as_json: bool) -> None:
    """Compare the two people of a pair file, or with SECOND what moved between two waves.

    Every fault of a file is printed with its place, and nothing else is.
    """
    chosen = chosen_pair(pair)
    wave = read_wave(file)
    if second is None:
        found = of_file(file, lambda: (compare_pair(wave, chosen),) if chosen else comparisons(wave))
        text = "\n\n\n".join(_findings(wave, comparison) for comparison in found)
        _print(found[0] if len(found) == 1 else found, text, as_json=as_json)
    else:
        later = read_wave(second)
        moved = of_file(second, lambda: movement(wave, later, chosen))
        _print(moved, _what_moved(wave, later, moved), as_json=as_json)


def _print(result: Comparison | Sequence[Comparison] | Movement, text: str, *, as_json: bool) -> None:
    click.echo(json.dumps(to_json(result), indent=2, ensure_ascii=False, allow_nan=False) if as_json else text)


def _findings(wave: Wave, comparison: Comparison) -> str:
    pair = sentences.Pair(wave, comparison)
    title = sentences.overall_title(pair)
    lines = [*_heading(wave, comparison.pair), "", *filter(None, (title.title, title.deck))]
    if comparison.indices.reported:
        lines += ["", *_counts(pair)]
    lines += ["", *_table([_item_head(pair), *(_item_row(facts) for facts in pair if facts.item.closed)])]
    lists = comparison.priorities
    for name, ids in (
        ("To talk about", lists.talk),
        ("To decide", lists.decide),
        ("Quick wins", lists.quick_wins),
        ("Strengths", lists.strengths),
    ):
        if ids:
            facts_of = [pair.facts(item_id) for item_id in ids]
            rows = [(f"  {facts.item.id}", facts.item.short, sentences.short_sentence(facts)) for facts in facts_of]
            lines += ["", name, *_table(rows)]
    return "\n".join(lines)


def _heading(wave: Wave, pair: tuple[str, str]) -> list[str]:
    lines = [f"{wave.company} · wave {wave.number} · {wave.instrument.title} ({wave.instrument.key})"]
    for role in pair:
        name, title = wave.seat(role).name, wave.instrument.role(role).title
        lines.append(f"{title}: {name}" if name else title)
    return lines


def _counts(pair: sentences.Pair) -> list[str]:
    """The three counts with what they count, and what luck alone would give."""
    indices, captions = pair.comparison.indices, sentences.index_captions(pair.titles)
    rows = [
        (sentences.count_words(count, indices.comparable), caption, sentences.luck_remark(count, indices))
        for count, caption in zip(
            (indices.same_view, *indices.predicts), (captions.same_view, *captions.predicts), strict=True
        )
    ]
    return [*_table(rows), sentences.luck_beside(indices)]


def _item_head(pair: sentences.Pair) -> tuple[str, ...]:
    return ("", "", "views", f"{pair.titles.a} of {pair.titles.b}", f"{pair.titles.b} of {pair.titles.a}", "")


def _item_row(facts: sentences.ItemFacts) -> tuple[str, ...]:
    found = facts.found
    figures = ("-" if s is None else f"{s:.2f}" for s in (found.agreement, *found.understanding))
    state = sentences.item_state_name(facts)
    return (facts.item.id, facts.item.short, *figures, f"{state} (answers lie close)" if found.is_borderline else state)


def _what_moved(before: Wave, after: Wave, moved: Movement) -> str:
    title = sentences.movement_title(moved)
    first, second = (sentences.Pair(wave, compare_pair(wave, moved.pair)) for wave in (before, after))
    lines = [*_heading(after, moved.pair), "", *filter(None, (title.title, title.deck))]
    for name, ids in (
        ("Became known", moved.became_known),
        ("Became shared", moved.became_shared),
        ("Newly different", moved.newly_different),
        ("Unchanged and open", moved.unchanged_open),
    ):
        steps = [(first.facts(item_id), second.facts(item_id)) for item_id in ids]
        rows = [(f"  {now.item.id}", now.item.short, sentences.moved_sentence(then, now)) for then, now in steps]
        lines += ["", f"{name}: {len(ids)} of {moved.of}", *_table(rows)]
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows with their columns aligned, also where a letter is as wide as two, or as none."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(row, widths)).rstrip() for row in rows]


def _padded(row: Sequence[str], widths: Iterable[int]) -> Iterable[str]:
    return (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))


def _width(text: str) -> int:
    return sum(0 if combining(letter) else 1 + (east_asian_width(letter) in "WF") for letter in text)
