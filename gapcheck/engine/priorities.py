"""In which order a pair's items are worth talking about: deterministic, from the states and the gaps alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from gapcheck.engine.result import ItemComparison, Priorities
from gapcheck.vocabulary import State

#: Each state's tier. Tiers 1 to 3: views differ, and at least one of the two does not know how (to talk about). Tier 4:
#: views differ, and both know it (to decide). Tiers 5 and 6: the same view, not known to both (quick wins). Tier 7: the
#: same view, known to both (strengths).
_TIERS = {
    State.DIFF_SS: 1,
    State.DIFF_SM: 1,
    State.DIFF_MS: 1,
    State.DIFF_SK: 2,
    State.DIFF_KS: 2,
    State.DIFF_MM: 2,
    State.DIFF_MK: 3,
    State.DIFF_KM: 3,
    State.DIFF_KK: 4,
    State.HIDDEN_AGREEMENT: 5,
    State.ALIGNED_A_UNAWARE: 6,
    State.ALIGNED_B_UNAWARE: 6,
    State.ALIGNED_AWARE: 7,
}
_TALK, _DECIDE, _QUICK_WINS, _STRENGTHS = (1, 2, 3), (4,), (5, 6), (7,)

_TALK_AT_MOST = 3
_TALK_AT_MOST_OF_A_THEME = 2
#: Gaps are told apart to the billionth: thirds of one type and halves of another are only nearly equal in binary.
_FINENESS = 1_000_000_000


def priorities(items: Iterable[ItemComparison]) -> Priorities:
    """The four lists, over the comparable items; ``items`` are in questionnaire order, as for ``ranked``."""
    tiers: dict[int, list[ItemComparison]] = {}
    for item in ranked(items):
        tiers.setdefault(_TIERS[item.state], []).append(item)

    def of(*wanted: int) -> Iterator[ItemComparison]:
        return (item for tier in wanted for item in tiers.get(tier, ()))

    return Priorities(
        talk=_first_to_talk_about(of(*_TALK)),
        decide=_ids(of(*_DECIDE)),
        quick_wins=_ids(of(*_QUICK_WINS)),
        strengths=_ids(of(*_STRENGTHS)),
    )


def ranked(items: Iterable[ItemComparison]) -> tuple[ItemComparison, ...]:
    """The comparable items, what is most worth talking about first; questionnaire order settles what is left.

    Tier by tier; within a tier unflagged before borderline, then the largest gap of the own views first, then the
    largest gap of the worse guess.
    """
    comparable = [(_rank(item, place), item) for place, item in enumerate(items) if item.comparable]
    return tuple(item for _, item in sorted(comparable, key=lambda each: each[0]))


def _rank(item: ItemComparison, place: int) -> tuple[int, bool, int, int, int]:
    """What comes first has the lowest rank: rising similarity is falling gap. No two items have the same."""
    agreement, a, b = item.agreement, item.understanding.a, item.understanding.b
    assert agreement is not None
    assert a is not None
    assert b is not None
    views, guess = round(agreement * _FINENESS), round(min(a, b) * _FINENESS)
    return _TIERS[item.state], item.is_borderline, views, guess, place


def _first_to_talk_about(items: Iterable[ItemComparison]) -> tuple[str, ...]:
    """The first three with at most two of a theme. Fewer stay fewer: a theme passed over is not taken up again."""
    chosen: list[str] = []
    of_theme: Counter[str] = Counter()
    for item in items:
        if len(chosen) < _TALK_AT_MOST and of_theme[item.theme] < _TALK_AT_MOST_OF_A_THEME:
            chosen.append(item.id)
            of_theme[item.theme] += 1
    return tuple(chosen)


def _ids(items: Iterable[ItemComparison]) -> tuple[str, ...]:
    return tuple(item.id for item in items)
