"""How many pairs a second are compared, and whether the time grows with the items only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.figure import Figure, milliseconds, seconds_a_call
from gapcheck.engine import compare
from gapcheck.engine.pairfile import load
from gapcheck.engine.wave import Wave

PAIR = Path(__file__).resolve().parent.parent / "examples" / "northmoor-full.json"
LEAST_PAIRS = 2000
#: Twice the items may take this much longer at most.
MOST_GROWTH = 2.5


def figures() -> Iterator[Figure]:
    """The comparison of a full pair, beside reading its file with the standard library's JSON."""
    wave = load(PAIR)
    text = PAIR.read_text(encoding="utf-8")
    anchor = seconds_a_call(lambda: json.loads(text))
    whole = seconds_a_call(lambda: compare(wave))
    count = len(wave.items)
    yield Figure(
        f"compare a pair of {count} items",
        f"{1 / whole:,.0f} pairs/s ({milliseconds(whole)})",
        f"at least {LEAST_PAIRS:,} pairs/s",
        1 / whole >= LEAST_PAIRS,
        f"json.loads of the pair file takes {milliseconds(anchor)}: {whole / anchor:.1f} times that",
    )
    half = first_items(wave, count // 2)
    growth = whole / seconds_a_call(lambda: compare(half))
    yield Figure(
        f"{count} items against {count // 2}", f"{growth:.1f} times the time", "linear in items", growth <= MOST_GROWTH
    )


def first_items(wave: Wave, count: int) -> Wave:
    """The same wave with its first items only."""
    kept = wave.items[:count]
    ids = {item.id for item in kept}
    seats = tuple(
        replace(seat, answers={item: given for item, given in seat.answers.items() if item in ids}, comments={})
        for seat in wave.seats
    )
    return replace(wave, items=kept, seats=seats)
