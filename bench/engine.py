"""How many pairs a second are compared, and how the time grows with the items and with the roles.

Waves are random, with one answer in twenty missing, so that nothing that is remembered between two comparisons helps
more than it would for two real pairs. Every answer is checked as it is in use. Times are processor time: one process
does nothing but compare, and what else the machine does is not the engine's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

from bench.figure import Figure, milliseconds
from gapcheck.engine import comparisons
from gapcheck.engine.pairfile import load
from gapcheck.engine.wave import Seat, Wave
from gapcheck.instruments import loader
from gapcheck.instruments.model import Instrument, Item, Role, Theme
from gapcheck.vocabulary import ItemType

PAIR = Path(__file__).resolve().parent.parent / "examples" / "northmoor-full.json"
INSTRUMENT = "cio-cso-partnership@1"
LEAST_PAIRS = 2000
ITEMS = (10, 30, 100, 300)
ROLES = ("cio", "cso", "cfo", "coo")
#: Different waves per size: more than are ever remembered of one kind.
WAVES = 40
MISSING = 0.05
#: An item of a long questionnaire may take this much longer than one of a short questionnaire.
MOST_GROWTH = 1.5


def figures() -> Iterator[Figure]:
    """Pairs per second for 30 items, then the growth with items and with roles."""
    random = Random(20150612)  # noqa: S311 - the same waves in every run
    text = PAIR.read_text(encoding="utf-8")
    anchor = processor_seconds(lambda: json.loads(text))
    yield from _example(anchor)
    per_item: dict[int, float] = {}
    for count in ITEMS:
        waves = [random_wave(instrument(count, ROLES[:2]), random) for _ in range(WAVES)]
        seconds = seconds_a_wave(waves)
        per_item[count] = seconds / count
        thirty = count == 30
        growth = per_item[count] / per_item[ITEMS[0]]
        yield Figure(
            f"random pairs of {count} items",
            f"{1 / seconds:,.0f} pairs/s ({milliseconds(seconds)}, {seconds / count * 1e6:.1f} µs an item)",
            f"at least {LEAST_PAIRS:,} pairs/s" if thirty else f"at most {MOST_GROWTH} times {ITEMS[0]}'s per item",
            1 / seconds >= LEAST_PAIRS if thirty else growth <= MOST_GROWTH,
            f"an item takes {growth:.2f} times what it takes among {ITEMS[0]}",
        )
    yield from _roles(random)


def _example(anchor: float) -> Iterator[Figure]:
    wave = load(PAIR)
    seconds = processor_seconds(lambda: comparisons(wave))
    yield Figure(
        f"the example pair of {len(wave.items)} items",
        f"{1 / seconds:,.0f} pairs/s ({milliseconds(seconds)})",
        f"at least {LEAST_PAIRS:,} pairs/s",
        1 / seconds >= LEAST_PAIRS,
        f"json.loads of the pair file takes {milliseconds(anchor)}: {seconds / anchor:.1f} times that",
    )


def _roles(random: Random) -> Iterator[Figure]:
    for count in (2, 3, 4):
        roles = ROLES[:count]
        waves = [random_wave(instrument(30, roles), random) for _ in range(WAVES)]
        seconds = seconds_a_wave(waves)
        pairs = len(list(combinations(roles, 2)))
        yield Figure(
            f"{count} roles, 30 items: every pair",
            f"{pairs / seconds:,.0f} pairs/s ({milliseconds(seconds)} for {pairs})",
            f"at least {LEAST_PAIRS:,} pairs/s",
            pairs / seconds >= LEAST_PAIRS,
        )


def seconds_a_wave(waves: Sequence[Wave]) -> float:
    """The processor time of comparing every pair of one wave."""
    return processor_seconds(lambda: [comparisons(wave) for wave in waves]) / len(waves)


def processor_seconds(work: Callable[[], object], least: float = 0.2, rounds: int = 5) -> float:
    """The processor time of a call in the fastest of some rounds; a round has calls for ``least`` seconds."""
    work()  # imports and what is remembered of an instrument are not what is measured
    best = float("inf")
    for _ in range(rounds):
        calls, started = 0, time.process_time()
        while (elapsed := time.process_time() - started) < least:
            work()
            calls += 1
        best = min(best, elapsed / calls)
    return best


def instrument(count: int, roles: tuple[str, ...]) -> Instrument:
    """The shipped questionnaire, as often as it takes to have ``count`` items, for some roles."""
    shipped = loader.find(INSTRUMENT)
    items = [
        replace(item, id=f"{item.id}-{number}", theme=f"{item.theme}-{number}")
        for number in range(count // len(shipped.items) + 1)
        for item in shipped
    ][:count]
    themes = dict.fromkeys(item.theme for item in items)
    return replace(
        shipped,
        roles=tuple(Role(role, role.upper(), role) for role in roles),
        themes=tuple(Theme(theme, theme, tuple(item for item in items if item.theme == theme)) for theme in themes),
    )


def random_wave(of: Instrument, random: Random) -> Wave:
    """A wave in which everybody answers and guesses at random, and leaves one answer in twenty out."""
    roles = [role.id for role in of.roles]
    seats = tuple(
        Seat(
            speaker,
            {
                item.id: {
                    subject: random_value(item, random)
                    for subject in roles
                    if (item.closed or subject == speaker) and random.random() >= MISSING
                }
                for item in of
            },
        )
        for speaker in roles
    )
    return Wave(of, "Bench", of.items, seats)


def random_value(item: Item, random: Random) -> Any:
    """A valid answer to an item, every one of them possible."""
    return _RANDOM[item.type](item, list(item.option_ids), random)


def _points(_: Item, ids: list[str], random: Random) -> dict[str, int]:
    cuts = [0, *sorted(random.randint(0, 100) for _ in ids[1:]), 100]
    return {option: end - start for option, (start, end) in zip(ids, pairwise(cuts), strict=True)}


_RANDOM: dict[ItemType, Callable[[Item, list[str], Random], Any]] = {
    ItemType.SINGLE: lambda _, ids, random: random.choice(ids),
    ItemType.SCALE: lambda item, _, random: random.randint(1, len(item.labels)),
    ItemType.MULTI: lambda _, ids, random: random.sample(ids[:-1], random.randint(1, len(ids) - 1)),
    ItemType.RANKING: lambda _, ids, random: random.sample(ids, len(ids)),
    ItemType.TOP: lambda item, ids, random: random.sample(ids, item.pick or 0),
    ItemType.ALLOCATION: _points,
    ItemType.NUMBER: lambda item, _, random: random.randint(*map(int, item.bounds)),
    ItemType.TEXT: lambda *_: "In own words.",
}
