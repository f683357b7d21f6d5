"""What one question page shows, as plain data for its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gapcheck.instruments.answer_words import number_words, positions
from gapcheck.instruments.model import Item, Option
from gapcheck.services.answering import OtherPerson, Questionnaire, Stored
from gapcheck.vocabulary import NO_ANSWER_WORDS, OTHER, ItemType, View
from gapcheck.web.respond.controls import DECLINE, DECLINED, Control, from_value
from gapcheck.web.respond.posted import Problem
from gapcheck.web.respond.steps import Step


@dataclass(frozen=True, slots=True)
class Line:
    """One option of a ranking, a top or an allocation with what stands in its field."""

    id: str
    text: str
    typed: str


@dataclass(frozen=True, slots=True)
class Half:
    """One view of the item: what is asked, what stands in the fields, what is wrong with it."""

    subject: str
    own: bool
    #: Positions of the speaker and of the person asked about in the instrument's role order: colour and shape.
    speaker: int
    about: int
    other: OtherPerson | None
    item: Item
    control: Control
    revision: int
    decline_value: str
    decline_words: str
    problem: Problem | None = None

    @property
    def guess(self) -> str:
        """The instrument's question about the other person, who is named with the role."""
        if self.other is None or self.item.guess is None:
            return ""
        return self.item.guess.replace("{other}", f"{self.other.name} ({self.other.role.title})")

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options of a single or multi item; the positions of a scale, unlabelled ones in words."""
        if self.item.type is not ItemType.SCALE:
            return self.item.options
        return tuple(Option(str(place), words) for place, words in enumerate(positions(self.item), 1))

    @property
    def takes_words(self) -> bool:
        """True where the respondent may name something else in own words."""
        return self.item.type is ItemType.SINGLE and OTHER in self.item.option_ids

    @property
    def lines(self) -> tuple[Line, ...]:
        """The options with their places or points; a saved order comes first, the rest in the instrument's order."""
        typed = self.control.points if self.item.type is ItemType.ALLOCATION else self.control.places
        rows = [Line(option.id, option.text, typed.get(option.id, "")) for option in self.item.options]
        if self.item.type is ItemType.RANKING and len(typed) == len(rows) and self.problem is None:
            rows.sort(key=lambda row: int(row.typed))
        return tuple(rows)

    @property
    def bounds(self) -> tuple[str, str]:
        """The ends of a number item's range as people write them."""
        low, high = self.item.bounds
        return number_words(low), number_words(high)


@dataclass(frozen=True, slots=True)
class CommentField:
    """The comment on an item as it stands in its field."""

    text: str = ""
    share: bool = False
    revision: int = 0
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another device saved something else meanwhile: both answers in words, to choose from."""

    subject: str
    newer: str
    sent: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question page."""

    questionnaire: Questionnaire
    step: Step
    halves: tuple[Half, ...]
    comment: CommentField
    minutes_left: int
    saved: bool
    conflicts: tuple[Conflict, ...] = ()

    @property
    def problems(self) -> tuple[Half, ...]:
        """The halves with a fault, in the order of the page."""
        return tuple(half for half in self.halves if half.problem)

    @property
    def faulty(self) -> bool:
        """True where anything on the page must be put right first."""
        return bool(self.problems) or self.comment.too_long


def halves(
    questionnaire: Questionnaire,
    step: Step,
    typed: Mapping[str, Control] | None = None,
    problems: Mapping[str, Problem] | None = None,
    revisions: Mapping[str, int] | None = None,
) -> tuple[Half, ...]:
    """The halves of a page from what is stored, or from what was typed where that is given."""
    roles = [role.id for role in questionnaire.instrument.roles]
    others = {other.role.id: other for other in questionnaire.others}
    stored = questionnaire.answers.get(step.item.id, {})
    made = []
    for subject in step.subjects:
        view = questionnaire.asked.view_of(subject)
        saved = stored.get(subject, Stored(None, 0))
        made.append(
            Half(
                subject=subject,
                own=view is View.OWN,
                speaker=roles.index(questionnaire.role.id),
                about=roles.index(subject),
                other=others.get(subject),
                item=step.item,
                control=(typed or {}).get(subject) or from_value(step.item, saved.value),
                revision=(revisions or {}).get(subject, saved.revision),
                decline_value=f"{DECLINED}{DECLINE[view].value}",
                decline_words=NO_ANSWER_WORDS[DECLINE[view]],
                problem=(problems or {}).get(subject),
            )
        )
    return tuple(made)
