"""The comparison of one pair: a frozen, typed result whose JSON form is that of docs/formats.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from gapcheck.vocabulary import Family, ItemType, State

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Both(Generic[T]):
    """One value for each of the two people, A first (A and B in the instrument's role order)."""

    a: T
    b: T

    def swapped(self) -> Both[T]:
        """The same two values seen from the other seat."""
        return Both(self.b, self.a)

    def __iter__(self) -> Iterator[T]:
        yield self.a
        yield self.b


@dataclass(frozen=True, slots=True)
class Match:
    """The five comparisons as flags: same within the item's threshold; None where a similarity is None."""

    agreement: bool | None
    understanding: Both[bool | None]
    assumed: Both[bool | None]


@dataclass(frozen=True, slots=True)
class Signed:
    """Signed differences in the item's own units (steps of a scale, units of a number).

    With own views a, b and guesses g (A's) and h (B's): actual b-a, expected (g-a, h-b), error (g-b, h-a).
    """

    actual: float | None
    expected: Both[float | None]
    error: Both[float | None]


@dataclass(frozen=True, slots=True)
class ItemComparison:
    """One item of one pair. Similarities are in [0, 1] and None where not computable, never 0 for missing."""

    id: str
    theme: str
    type: ItemType
    comparable: bool
    agreement: float | None
    understanding: Both[float | None]
    assumed: Both[float | None]
    match: Match
    state: State
    family: Family
    borderline: Both[bool | None]
    luck: float | None
    signed: Signed | None

    @property
    def is_borderline(self) -> bool:
        """True where either person's answers lie so close together that the state could be read otherwise."""
        return bool(self.borderline.a) or bool(self.borderline.b)


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """Counts over one theme's closed items; ``reported`` says whether they may be shown as a figure."""

    id: str
    comparable: int
    of: int
    same_view: int
    predicts: Both[int]
    reported: bool


@dataclass(frozen=True, slots=True)
class Indices:
    """Counts over all comparable items, with what luck and what assuming the same would have reached."""

    comparable: int
    of: int
    same_view: int
    predicts: Both[int]
    expected_same: Both[int]
    luck: float
    luck_reach: int
    insight: Both[int]
    declined: Both[int]
    reported: bool


@dataclass(frozen=True, slots=True)
class Priorities:
    """Item ids in the order of conversation. ``talk`` holds at most three, at most two of a theme."""

    talk: tuple[str, ...]
    decide: tuple[str, ...]
    quick_wins: tuple[str, ...]
    strengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole comparison of one pair. ``pair`` holds two role ids, A first."""

    instrument: str
    pair: tuple[str, str]
    engine: str
    items: tuple[ItemComparison, ...]
    themes: tuple[ThemeCounts, ...]
    indices: Indices
    priorities: Priorities

    def item(self, item_id: str) -> ItemComparison:
        """The comparison of one item. Raises KeyError."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved between two waves of the same pair, over the ``of`` items comparable in both.

    ``table[before][after]`` counts items by their state in each wave, for the states that occur. The lists hold item
    ids in questionnaire order. An item can be in more than one list, or in none.
    """

    first: int
    second: int
    pair: tuple[str, str]
    of: int
    table: Mapping[State, Mapping[State, int]]
    became_known: tuple[str, ...]
    became_shared: tuple[str, ...]
    newly_different: tuple[str, ...]
    unchanged_open: tuple[str, ...]
