"""What every page is built from, gathered once: the pair's facts, the two people, the numbers of the questions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from gapcheck.engine.result import Both, Comparison
from gapcheck.engine.sentences import ItemFacts, Pair
from gapcheck.engine.wave import Wave
from gapcheck.report.people import Person
from gapcheck.vocabulary import Edition


class Gathered:
    """One pair of one wave, for one edition. Closed items are numbered from 1, as on the form; texts are not."""

    def __init__(self, wave: Wave, comparison: Comparison, edition: Edition) -> None:
        self.wave = wave
        self.comparison = comparison
        self.pair = Pair(wave, comparison)
        self.edition = edition
        closed = (facts.item.id for facts in self.pair if facts.item.closed)
        self.number: dict[str, int] = {item_id: number for number, item_id in enumerate(closed, 1)}

    @cached_property
    def people(self) -> Both[Person]:
        """The two, A first."""
        return Both(self._person(0), self._person(1))

    @property
    def for_facilitator(self) -> bool:
        """True for the edition with the facilitator's pages and notes."""
        return self.edition is Edition.FACILITATOR

    @property
    def closed(self) -> Iterator[ItemFacts]:
        """The facts of every closed item, in questionnaire order."""
        return (facts for facts in self.pair if facts.item.closed)

    def _person(self, index: int) -> Person:
        role = self.wave.instrument.role(self.comparison.pair[index])
        seat = self.wave.seat(role.id)
        return Person(index, role.title, role.name, seat.name, seat.submitted, seat.reopened)
