"""In which order a pair's items are worth talking about: deterministic, from the states and the gaps alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from gapcheck.engine.result import ItemComparison, Priorities
from gapcheck.vocabulary import State

#: To talk about: views differ, and at least one of the two does not know how.
_TALK_TIERS = (
    {State.DIFF_SS, State.DIFF_SM, State.DIFF_MS},
    {State.DIFF_SK, State.DIFF_KS, State.DIFF_MM},
    {State.DIFF_MK, State.DIFF_KM},
)
#: To decide: views differ, and both know it.
_DECIDE_TIERS = ({State.DIFF_KK},)
#: Quick wins: the same view, not known to both.
_QUICK_WIN_TIERS = ({State.HIDDEN_AGREEMENT}, {State.ALIGNED_A_UNAWARE, State.ALIGNED_B_UNAWARE})
#: Strengths: the same view, known to both.
_STRENGTH_TIERS = ({State.ALIGNED_AWARE},)

_TALK_AT_MOST = 3
_TALK_AT_MOST_OF_A_THEME = 2
#: Gaps closer than this many decimals are the same gap: thirds of one type and halves of another are sums in binary.
_GAP_DECIMALS = 9


def priorities(items: Sequence[ItemComparison]) -> Priorities:
    """The four lists, over the comparable items; ``items`` are in questionnaire order, which settles what is left."""
    return Priorities(
        talk=_first_to_talk_about(_in_order(items, _TALK_TIERS)),
        decide=_ids(_in_order(items, _DECIDE_TIERS)),
        quick_wins=_ids(_in_order(items, _QUICK_WIN_TIERS)),
        strengths=_ids(_in_order(items, _STRENGTH_TIERS)),
    )


def _in_order(items: Iterable[ItemComparison], tiers: Sequence[set[State]]) -> list[ItemComparison]:
    """The items of the tiers: tier by tier, unflagged first, then the largest own-own gap, then the worst guess.

    Sorting is stable: where all of these are equal, questionnaire order stays.
    """
    tier_of = {state: number for number, states in enumerate(tiers) for state in states}
    chosen = [item for item in items if item.comparable and item.state in tier_of]
    return sorted(chosen, key=lambda item: (tier_of[item.state], item.is_borderline, *_gaps(item)))


def _gaps(item: ItemComparison) -> tuple[float, float]:
    """The similarity of the own views and the lesser of the two guesses', which sort the largest gap first."""
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
