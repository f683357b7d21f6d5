"""In which order a pair's items are worth talking about: deterministic, from the states and the gaps alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

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
#: Gaps closer than this many decimals are the same gap: thirds of one type and halves of another are sums in binary.
_GAP_DECIMALS = 9


def priorities(items: Iterable[ItemComparison]) -> Priorities:
    """The four lists, over the comparable items; ``items`` are in questionnaire order, which settles what is left.

    Tier by tier; within a tier unflagged before borderline, then the largest gap of the own views first, then the
    largest gap of the worse guess. Sorting is stable.
    """
    in_order = sorted(
        (item for item in items if item.comparable),
        key=lambda item: (_TIERS[item.state], item.is_borderline, *_similarities(item)),
    )

    def of(tiers: tuple[int, ...]) -> list[ItemComparison]:
        return [item for item in in_order if _TIERS[item.state] in tiers]

    return Priorities(
        talk=_first_to_talk_about(of(_TALK)),
        decide=_ids(of(_DECIDE)),
        quick_wins=_ids(of(_QUICK_WINS)),
        strengths=_ids(of(_STRENGTHS)),
    )


def _similarities(item: ItemComparison) -> tuple[float, float]:
    """The similarity of the own views and that of the worse guess: rising similarity is falling gap."""
    agreement, a, b = item.agreement, item.understanding.a, item.understanding.b
    assert agreement is not None
    assert a is not None
    assert b is not None
    return round(agreement, _GAP_DECIMALS), round(min(a, b), _GAP_DECIMALS)


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
