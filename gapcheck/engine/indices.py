"""Counts over a pair's items, and when they may be shown as a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from gapcheck.engine.luck import luck_reach
from gapcheck.engine.result import Both, Indices, ItemComparison, ThemeCounts

#: A theme's counts are shown as a figure from this many comparable items, which are at least 60 % of its closed items.
_THEME_AT_LEAST = 3
_THEME_PERCENT = 60
#: All items' counts: at least 70 % of the form's closed items, and at least ten unless the form has fewer.
_ALL_AT_LEAST = 10
_ALL_PERCENT = 70


def indices(items: Sequence[ItemComparison], declined: Both[int]) -> Indices:
    """The headline counts, all over the same items: those with all four answers.

    ``declined`` counts each person's guesses of "I can't say". insight = matches of the guess - matches of the own
    views: what guessing the own view everywhere would have reached (the baseline of Kenny & Acitelli 2001).
    """
    comparable = [item for item in items if item.comparable]
    of = _closed(items)
    same_view = _agreeing(comparable)
    predicts = _predicting(comparable)
    chances = tuple(item.luck for item in comparable if item.luck is not None)
    return Indices(
        comparable=len(comparable),
        of=of,
        same_view=same_view,
        predicts=predicts,
        expected_same=Both(
            len([item for item in comparable if item.match.assumed.a]),
            len([item for item in comparable if item.match.assumed.b]),
        ),
        luck=fsum(chances),
        luck_reach=luck_reach(chances),
        insight=Both(predicts.a - same_view, predicts.b - same_view),
        declined=declined,
        reported=indices_reported(len(comparable), of),
    )


def themes(items: Iterable[ItemComparison]) -> tuple[ThemeCounts, ...]:
    """Each theme's counts, in the order of the items. A theme of texts only has ``of`` 0."""
    by_theme: dict[str, list[ItemComparison]] = {}
    for item in items:
        by_theme.setdefault(item.theme, []).append(item)
    return tuple(_theme(theme, of_theme) for theme, of_theme in by_theme.items())


def _theme(theme: str, items: Sequence[ItemComparison]) -> ThemeCounts:
    comparable = [item for item in items if item.comparable]
    of = _closed(items)
    return ThemeCounts(
        id=theme,
        comparable=len(comparable),
        of=of,
        same_view=_agreeing(comparable),
        predicts=_predicting(comparable),
        reported=theme_reported(len(comparable), of),
    )


def indices_reported(comparable: int, of: int) -> bool:
    """Whether counts over all items may be shown as a figure: enough of them, and a large enough part of the form."""
    enough = comparable >= _ALL_AT_LEAST or 0 < of < _ALL_AT_LEAST
    return enough and 100 * comparable >= _ALL_PERCENT * of


def theme_reported(comparable: int, of: int) -> bool:
    """Whether a theme's counts may be shown as a figure."""
    return comparable >= _THEME_AT_LEAST and 100 * comparable >= _THEME_PERCENT * of


def _closed(items: Iterable[ItemComparison]) -> int:
    # Every closed item has a luck, and no text item has one.
    return len([item for item in items if item.luck is not None])


def _agreeing(comparable: Iterable[ItemComparison]) -> int:
    return len([item for item in comparable if item.match.agreement])


def _predicting(comparable: Sequence[ItemComparison]) -> Both[int]:
    return Both(
        len([item for item in comparable if item.match.understanding.a]),
        len([item for item in comparable if item.match.understanding.b]),
    )
