"""The comparison of a wave, pair by pair: ``compare`` for two people, ``comparisons`` for every pair of more."""

from __future__ import annotations

from itertools import combinations

from gapcheck import __version__
from gapcheck.engine.indices import indices, themes
from gapcheck.engine.luck import luck
from gapcheck.engine.measures import same, similarity, threshold
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
    declined_a = declined_b = 0
    for item in wave.items:
        by_a, by_b = of_a.get(item.id, {}), of_b.get(item.id, {})
        own, guess = Both(by_a.get(a), by_b.get(b)), Both(by_a.get(b), by_b.get(a))
        items.append(compare_item(item, own, guess))
        declined_a += guess.a is NoAnswer.CANNOT_SAY
        declined_b += guess.b is NoAnswer.CANNOT_SAY
    return Comparison(
        instrument=wave.instrument.key,
        pair=(a, b),
        engine=__version__,
        items=tuple(items),
        themes=themes(items),
        indices=indices(items, declined=Both(declined_a, declined_b)),
        priorities=priorities(items),
    )


def compare_item(item: Item, own: Both[Answer], guess: Both[Answer]) -> ItemComparison:
    """The five comparisons of one item, and what follows from them.

    ``own`` holds the own views a and b, ``guess`` A's guess of b and B's guess of a, all decoded; None was never given.
    """
    if not item.closed:
        return _only_shown(item)
    agreement = similarity(item, own.a, own.b)
    understanding = Both(similarity(item, guess.a, own.b), similarity(item, guess.b, own.a))
    assumed = Both(similarity(item, own.a, guess.a), similarity(item, own.b, guess.b))
    tau = threshold(item)
    found = verdict(
        (missing(own.a), missing(own.b)),
        (missing(guess.a), missing(guess.b)),
        _flag(agreement, tau),
        (_flag(understanding.a, tau), _flag(understanding.b, tau)),
        (_flag(assumed.a, tau), _flag(assumed.b, tau)),
    )
    return ItemComparison(
        id=item.id,
        theme=item.theme,
        type=item.type,
        comparable=found.comparable,
        agreement=agreement,
        understanding=understanding,
        assumed=assumed,
        match=found.match,
        state=found.state,
        family=found.family,
        borderline=found.borderline,
        luck=luck(item),
        signed=_signed(own, guess) if item.type in (ItemType.SCALE, ItemType.NUMBER) else None,
    )


def _flag(s: float | None, tau: float) -> bool | None:
    return None if s is None else same(s, tau)


def _signed(own: Both[Answer], guess: Both[Answer]) -> Signed:
    """Differences in the item's own units: d = b - a; expected g - a and h - b; errors g - b and h - a."""
    return Signed(
        actual=_difference(own.b, own.a),
        expected=Both(_difference(guess.a, own.a), _difference(guess.b, own.b)),
        error=Both(_difference(guess.a, own.b), _difference(guess.b, own.a)),
    )


def _difference(x: Answer, y: Answer) -> float | None:
    if isinstance(x, int | float) and isinstance(y, int | float):
        return x - y
    return None


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
