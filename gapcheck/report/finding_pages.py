"""The page model of the findings: one minute, themes, families, what could not be compared, and the facilitator's."""

from __future__ import annotations

from dataclasses import dataclass

from gapcheck.charts import Strip, Tiles
from gapcheck.engine.sentences import Finding
from gapcheck.report.pictures import Picture, RowPicture


@dataclass(frozen=True, slots=True)
class Count:
    """One of the three counts beside luck and the own-view baseline, which is None for the count about both."""

    value: int
    of: int
    luck: float
    baseline: int | None
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
class Answers:
    """The four answers to one question in words. ``guess_a`` is the first person's guess of the second's view."""

    own_a: str
    own_b: str
    guess_a: str
    guess_b: str


@dataclass(frozen=True, slots=True)
class ItemBlock:
    """One question on a theme page.

    ``said`` holds the two own views in words where the chart itself shows positions only; ``close`` is the note on
    answers that lie close together, "" without one. ``apart`` is 1 - agreement, None without two own views; ``missed``
    is 1 - the understanding of the guess that is further off, None without two guesses of two own views.
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
    answers: Answers
    apart: float | None
    missed: float | None


@dataclass(frozen=True, slots=True)
class ThemeSection:
    """One theme: its finding, its counts in words ("" where they may not be shown), its questions."""

    title: str
    finding: Finding
    tally: str
    items: tuple[ItemBlock, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One question of a family: what was answered, and for the facilitator what was expected.

    ``state`` is "" where the family has only one; ``note`` is "" or a remark for the reader.
    """

    number: int
    short: str
    state: str
    sentence: str
    note: str
    picture: RowPicture | None
    answers: Answers


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
    """The facilitator's pages."""

    finding: Finding
    groups: tuple[StepGroup, ...]
    sameness: Finding | None
    expected: tuple[Count, ...]
    close: tuple[Close, ...]
