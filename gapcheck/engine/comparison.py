"""The comparison of a wave, pair by pair: ``compare`` for two people, ``comparisons`` for every pair of more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from gapcheck import __version__
from gapcheck.engine.indices import indices, themes
from gapcheck.engine.luck import luck
from gapcheck.engine.measures import Measure, least_same, measure, threshold
from gapcheck.engine.priorities import priorities
from gapcheck.engine.readings import SeatReading, read
from gapcheck.engine.result import Both, Comparison, ItemComparison, Match, Signed
from gapcheck.engine.states import missing, verdict
from gapcheck.engine.wave import Wave
from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments.answers import Decoded
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType, NoAnswer, State, family_of

Answer = Decoded | None

_NOTHING: dict[str, Decoded] = {}
#: A text item has no figure at all.
_NO_MATCH = Match(None, Both(None, None), Both(None, None))


def compare(wave: Wave, pair: tuple[str, str] | None = None) -> Comparison:
    """Compare two seats of a wave, item by item.

    ``pair`` names two roles, in any order; it may be left out where the wave has two seats. In the result A and B are
    the two in the instrument's role order. Raises InputFaults, with every fault of the wave at once.
    """
    readings = read(wave)
    a, b = _chosen(wave, pair)
    return _compare(wave, readings, a, b)


def comparisons(wave: Wave) -> tuple[Comparison, ...]:
    """Compare every pair of seats, in role order: own views once, and of each other role a guess.

    Raises InputFaults, with every fault of the wave at once.
    """
    readings = read(wave)
    return tuple(_compare(wave, readings, a, b) for a, b in combinations(_seated(wave), 2))


def _seated(wave: Wave) -> list[str]:
    """The roles that have a seat, in the instrument's order."""
    seats = {seat.role for seat in wave.seats}
    return [role.id for role in wave.instrument.roles if role.id in seats]


def _chosen(wave: Wave, pair: tuple[str, str] | None) -> tuple[str, str]:
    seated = _seated(wave)
    chosen = seated if pair is None else [role for role in seated if role in pair]
    if len(chosen) != 2 or (pair is not None and len(pair) != 2):
        raise InputFaults([Fault("pair", f"Name two of the wave's seats: {', '.join(seated)}.")])
    return chosen[0], chosen[1]


def _compare(wave: Wave, readings: dict[str, SeatReading], a: str, b: str) -> Comparison:
    of_a, of_b = readings[a], readings[b]
    items: list[ItemComparison] = []
    cannot_say = NoAnswer.CANNOT_SAY
    declined_a = declined_b = 0
    for item in wave.items:
        by_a, by_b = of_a.get(item.id, _NOTHING), of_b.get(item.id, _NOTHING)
        guess_a, guess_b = by_a.get(b), by_b.get(a)
        items.append(compare_item(item, by_a.get(a), by_b.get(b), guess_a, guess_b))
        declined_a += guess_a is cannot_say
        declined_b += guess_b is cannot_say
    return Comparison(
        instrument=wave.instrument.key,
        pair=(a, b),
        engine=__version__,
        items=tuple(items),
        themes=themes(items),
        indices=indices(items, declined=Both(declined_a, declined_b)),
        priorities=priorities(items),
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    """How the answers to one item are compared; ``least`` is the least similarity that counts as the same."""

    similarity: Measure
    least: float
    luck: float | None
    signed: bool


#: Rules by the identity of their item, which is kept so that its identity stays its own.
_RULES: dict[int, tuple[Item, _Rule]] = {}
_MOST_RULES = 4096


def _rule(item: Item) -> _Rule:
    """The item's rule, remembered by identity: to find an equal item field by field costs more than its rule."""
    kept = _RULES.get(id(item))
    if kept is None:
        if len(_RULES) >= _MOST_RULES:
            _RULES.clear()
        signed = item.type in (ItemType.SCALE, ItemType.NUMBER)
        kept = _RULES[id(item)] = item, _Rule(measure(item), least_same(threshold(item)), luck(item), signed)
    return kept[1]


def compare_item(item: Item, a: Answer, b: Answer, g: Answer, h: Answer) -> ItemComparison:
    """The five comparisons of one item, and what follows from them.

    ``a`` and ``b`` are the own views of A and B, ``g`` is A's guess of b and ``h`` B's guess of a, all decoded; None
    was never given.
    """
    if not item.closed:
        return _only_shown(item)
    rule = _rule(item)
    s, least = rule.similarity, rule.least
    no_a, no_b, no_g, no_h = missing(a), missing(b), missing(g), missing(h)
    agreement = None if no_a or no_b else s(a, b)
    understanding_a = None if no_g or no_b else s(g, b)
    understanding_b = None if no_h or no_a else s(h, a)
    assumed_a = None if no_a or no_g else s(a, g)
    assumed_b = None if no_b or no_h else s(b, h)
    found = verdict(
        (no_a, no_b),
        (no_g, no_h),
        None if agreement is None else agreement >= least,
        (
            None if understanding_a is None else understanding_a >= least,
            None if understanding_b is None else understanding_b >= least,
        ),
        (None if assumed_a is None else assumed_a >= least, None if assumed_b is None else assumed_b >= least),
    )
    return ItemComparison(
        id=item.id,
        theme=item.theme,
        type=item.type,
        comparable=found.comparable,
        agreement=agreement,
        understanding=_both(understanding_a, understanding_b),
        assumed=_both(assumed_a, assumed_b),
        match=found.match,
        state=found.state,
        family=found.family,
        borderline=found.borderline,
        luck=rule.luck,
        signed=_signed(None if no_a else a, None if no_b else b, None if no_g else g, None if no_h else h)
        if rule.signed
        else None,
    )


@lru_cache(maxsize=4096)  # few similarities are ever met, and one frozen pair of them serves every item
def _both(a: float | None, b: float | None) -> Both[float | None]:
    return Both(a, b)


@lru_cache(maxsize=4096, typed=True)  # a scale of seven has 2,401 combinations; steps are whole, units are floats
def _signed(a: Any, b: Any, g: Any, h: Any) -> Signed:
    """Differences in the item's own units: d = b - a; expected g - a and h - b; errors g - b and h - a."""
    return Signed(
        actual=None if a is None or b is None else b - a,
        expected=Both(None if g is None or a is None else g - a, None if h is None or b is None else h - b),
        error=Both(None if g is None or b is None else g - b, None if h is None or a is None else h - a),
    )


def _only_shown(item: Item) -> ItemComparison:
    return ItemComparison(
        id=item.id,
        theme=item.theme,
        type=item.type,
        comparable=False,
        agreement=None,
        understanding=Both(None, None),
        assumed=Both(None, None),
        match=_NO_MATCH,
        state=State.NOT_COMPARABLE,
        family=family_of(State.NOT_COMPARABLE),
        borderline=Both(None, None),
        luck=None,
        signed=None,
    )
