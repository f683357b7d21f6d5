"""The page model behind the findings: published figures, commitments, the method, and every answer verbatim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gapcheck.charts import Bar
from gapcheck.report.people import Person


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure beside the two people's answers. ``bar`` is None where no share was published."""

    number: int
    figure: str
    bar: Bar | None
    who: str
    guess: bool
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """The published figures of one source, with the sentence that introduces them."""

    source: str
    year: int
    introduction: str
    rows: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """One commitment as it was written down."""

    text: str
    owner: str
    due: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """How some questions are compared: from where on two answers are the same, and how often luck makes them so.

    ``luck`` holds each chance that occurs with the numbers of its questions.
    """

    measure: str
    same: str
    luck: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A word of the report and what it means."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Method:
    """How the report was made. ``sources`` names where published figures come from; empty without any.

    ``reopened`` are those whose answers were opened again after they had been submitted.
    """

    sequence: str
    exact_hits: str
    thresholds: tuple[Threshold, ...]
    versions: tuple[Words, ...]
    sources: tuple[str, ...]
    reopened: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment whose author allows it to be shown."""

    by: Person
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the appendix with the answers verbatim; number and guesses are None for a text."""

    number: int | None
    id: str
    question: str
    own_a: str
    own_b: str
    guess_a: str | None
    guess_b: str | None
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class AppendixTheme:
    """The questions of one theme, verbatim."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def guessed(self) -> bool:
        """True where any of the questions asked for a guess."""
        return any(entry.guess_a is not None for entry in self.entries)
