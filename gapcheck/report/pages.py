"""The page model: what stands on each page, as words, numbers and laid-out charts. Templates only set it.

A page without data is None or empty, and the templates leave it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gapcheck.charts import Bar, Example, Fingerprint, Strip, Tiles
from gapcheck.engine.sentences import Finding
from gapcheck.report.pictures import Picture, RowPicture
from gapcheck.vocabulary import Edition


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two: ``index`` 0 or 1 in role order, the role's short title and full name, and what else is known."""

    index: int
    title: str
    role: str
    name: str | None
    submitted: date | None


@dataclass(frozen=True, slots=True)
class Cover:
    """The pair's own picture; None where no two own views can be compared."""

    fingerprint: Fingerprint | None


@dataclass(frozen=True, slots=True)
class Count:
    """One of the three counts beside luck and the own-view baseline."""

    value: int
    of: int
    caption: str
    strip: Strip
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """The questions of one family as squares."""

    title: str
    definition: str
    numbers: tuple[int, ...]
    tiles: Tiles | None


@dataclass(frozen=True, slots=True)
class Line:
    """One question in a short list: its number, its label and one sentence."""

    number: int
    short: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Minute:
    """The report in one minute. ``counts`` is empty where too little could be compared; ``caveat`` then says so."""

    finding: Finding
    counts: tuple[Count, ...]
    caveat: str
    families: tuple[FamilyRow, ...]
    strengths: tuple[Line, ...]
    talk: tuple[Line, ...]
    quick_wins: tuple[Line, ...]
    next_step: str


@dataclass(frozen=True, slots=True)
class ItemBlock:
    """One question on a theme page.

    ``said`` holds the two own views in words where the chart itself shows positions only; ``close`` is the note on
    answers that lie close together, "" without one.
    """

    number: int
    short: str
    question: str
    state: str
    said: tuple[str, ...]
    verdict: str
    close: str
    picture: Picture | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ThemeSection:
    """One theme: its finding, its counts in words ("" where they may not be shown), its questions."""

    title: str
    finding: Finding
    tally: str
    items: tuple[ItemBlock, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One question of a family: what was answered and expected. ``note`` is "" or a remark for the reader."""

    number: int
    short: str
    state: str
    sentence: str
    note: str
    picture: RowPicture | None


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask, and about which questions."""

    question: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FamilySection:
    """All questions of one family, in the order of conversation, and what to ask about them."""

    title: str
    finding: Finding
    cards: tuple[Card, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """One question without a comparison: why, what was answered, and what to ask."""

    number: int
    short: str
    sentence: str
    question: str


@dataclass(frozen=True, slots=True)
class MissingSection:
    """The questions that could not be compared."""

    finding: Finding
    items: tuple[Missing, ...]


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
    """How the report was made. ``sources`` names where published figures come from; empty without any."""

    sequence: str
    exact_hits: str
    thresholds: tuple[Threshold, ...]
    versions: tuple[Words, ...]
    sources: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Step:
    """One question in the order of conversation, for the facilitator."""

    number: int
    short: str
    sentence: str
    question: str


@dataclass(frozen=True, slots=True)
class StepGroup:
    """One part of the conversation. ``question`` is what to ask of all its questions alike, "" where it differs."""

    title: str
    question: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """Questions whose answers lie close together in the same way, as number and label."""

    sentence: str
    items: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """The facilitator's pages. ``decide`` is True where open differences wait for a decision."""

    finding: Finding
    groups: tuple[StepGroup, ...]
    decide: bool
    sameness: Finding | None
    expected: tuple[Count, ...]
    close: tuple[Close, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report, ready to be set. ``footer`` holds only what the data names; today's date is no part of it."""

    language: str
    title: str
    company: str
    edition: Edition
    paper: str
    created: date | None
    facilitator: str | None
    a: Person
    b: Person
    facts: tuple[str, ...]
    footer: tuple[str, ...]
    cover: Cover
    minute: Minute
    example: Example
    themes: tuple[ThemeSection, ...]
    families: tuple[FamilySection, ...]
    missing: MissingSection | None
    surveys: tuple[Survey, ...]
    commitments: tuple[Decided, ...]
    preparation: Preparation | None
    words: tuple[Words, ...]
    method: Method
    appendix: tuple[AppendixTheme, ...]
