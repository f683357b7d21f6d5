"""What sentences are made from: a pair's comparison with the words of its instrument, and one item's four answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gapcheck.engine.result import Both, Comparison, ItemComparison, ThemeCounts
from gapcheck.engine.states import NEVER_GIVEN
from gapcheck.engine.wave import Json, Wave
from gapcheck.instruments.answers import Decoded, decode, in_words
from gapcheck.instruments.model import Item, Theme
from gapcheck.vocabulary import Family, NoAnswer, View


@dataclass(frozen=True, slots=True)
class Finding:
    """A page's title, which is what was found, and the sentence or two under it ("" for none)."""

    title: str
    deck: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """One person's guess beside the answer that it is about.

    ``title`` is the guessing role, ``other`` the role that is guessed; ``words`` the guess as people read it, ``value``
    and ``answer`` the guess and the other's own view decoded (None where there is no value), ``s`` their similarity.
    """

    title: str
    other: str
    words: str
    value: Decoded | None
    answer: Decoded | None
    s: float | None


@dataclass(frozen=True)
class ItemFacts:
    """One item of a pair: its comparison and its four answers.

    ``own`` holds the own views of A and B, ``guess`` A's guess of B and B's guess of A, as JSON values; None was never
    given. ``titles`` are the short titles of the two roles.
    """

    item: Item
    found: ItemComparison
    titles: Both[str]
    own: Both[Json | None]
    guess: Both[Json | None]

    @cached_property
    def own_values(self) -> Both[Decoded | None]:
        """The own views decoded; None where there is no value."""
        return Both(self._value(self.own.a, View.OWN), self._value(self.own.b, View.OWN))

    @cached_property
    def guess_values(self) -> Both[Decoded | None]:
        """The guesses decoded, A's of B first; None where there is no value."""
        return Both(self._value(self.guess.a, View.GUESS), self._value(self.guess.b, View.GUESS))

    @cached_property
    def own_words(self) -> Both[str]:
        """The own views as people read them."""
        return Both(in_words(self.item, self.own.a), in_words(self.item, self.own.b))

    @cached_property
    def guess_words(self) -> Both[str]:
        """The guesses as people read them, A's of B first."""
        return Both(in_words(self.item, self.guess.a), in_words(self.item, self.guess.b))

    @cached_property
    def guesses(self) -> Both[Guess]:
        """Each person's guess, A's first."""
        own, guess, words, s = self.own_values, self.guess_values, self.guess_words, self.found.understanding
        return Both(
            Guess(self.titles.a, self.titles.b, words.a, guess.a, own.b, s.a),
            Guess(self.titles.b, self.titles.a, words.b, guess.b, own.a, s.b),
        )

    @property
    def both_answered(self) -> bool:
        """True where both own views are values."""
        return None not in (self.own_values.a, self.own_values.b)

    def _value(self, answer: Json | None, view: View) -> Decoded | None:
        decoded = None if answer is None else decode(self.item, answer, view)
        return None if isinstance(decoded, NoAnswer) else decoded


def why_missing(answer: Json | None) -> str | None:
    """The code of an answer that is no value: a ``NoAnswer``, or ``never_given``; None for a value."""
    if answer is None:
        return NEVER_GIVEN
    if isinstance(answer, dict) and "no_answer" in answer:
        return str(answer["no_answer"])
    return None


@dataclass(frozen=True)
class Pair:
    """A pair's comparison beside the wave that it was made from."""

    wave: Wave
    comparison: Comparison

    @cached_property
    def titles(self) -> Both[str]:
        """The short titles of the two roles, A first."""
        a, b = (self.wave.instrument.role(role).title for role in self.comparison.pair)
        return Both(a, b)

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.wave.items}

    @cached_property
    def _facts(self) -> dict[str, ItemFacts]:
        a, b = self.comparison.pair
        of_a, of_b = self.wave.seat(a).answers, self.wave.seat(b).answers
        facts = {}
        for found in self.comparison.items:
            by_a, by_b = of_a.get(found.id, {}), of_b.get(found.id, {})
            own, guess = Both(by_a.get(a), by_b.get(b)), Both(by_a.get(b), by_b.get(a))
            facts[found.id] = ItemFacts(self._items[found.id], found, self.titles, own, guess)
        return facts

    @cached_property
    def has_uncompared_difference(self) -> bool:
        """Whether own views differ on a question without a full comparison: who knows of it cannot be told in full."""
        return any(facts.found.match.agreement is False and not facts.found.comparable for facts in self)

    def facts(self, item_id: str) -> ItemFacts:
        """One item's facts. Raises KeyError for an item that is not in the wave."""
        return self._facts[item_id]

    def __iter__(self) -> Iterator[ItemFacts]:
        """Every item's facts, in questionnaire order, texts too."""
        return iter(self._facts.values())

    def of_family(self, family: Family) -> tuple[ItemFacts, ...]:
        """The closed items of a family, in questionnaire order."""
        return tuple(facts for facts in self if facts.item.closed and facts.found.family is family)

    def theme(self, theme_id: str) -> Theme:
        """A theme of the instrument. Raises KeyError."""
        for theme in self.wave.instrument.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)

    def counts(self, theme_id: str) -> ThemeCounts:
        """A theme's counts. Raises KeyError for a theme without items in this wave."""
        for theme in self.comparison.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)

    def of_theme(self, theme_id: str) -> tuple[ItemFacts, ...]:
        """The items of a theme that are in this wave, in questionnaire order."""
        return tuple(facts for facts in self if facts.item.theme == theme_id)
