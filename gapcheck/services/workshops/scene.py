"""What one screen may show at one step: built from the comparison, and from no answer that the step does not show.

A scene is all that the projector's template gets. The answers of a later step are cut off in ``_shown`` before anything
is laid out, so neither a mark, a word, a width nor an order on the screen can depend on them. The family or the state
of an item is never part of a scene: its name alone would tell the finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from gapcheck.engine import sentences as say
from gapcheck.engine.result import Both
from gapcheck.engine.sentences import ItemFacts, Pair
from gapcheck.services.workshops.scene_charts import Captions, Shown
from gapcheck.services.workshops.scene_deciding import ScreenDecision, size_of
from gapcheck.services.workshops.scene_fitting import Fitted, charts
from gapcheck.services.workshops.scene_height import NARROW, WIDE, beside, statement_lines
from gapcheck.services.workshops.scene_words import (
    Said,
    ScreenPerson,
    comments,
    key,
    name_of,
    people_of,
    said,
    told,
    words,
)
from gapcheck.vocabulary import RevealOrder

#: A statement of more lines gives way to the item's short title when the chart comes.
HEADING_LINES = 2
#: Comments of more characters together stand in place of the chart, which was seen before.
SHORT_COMMENTS = 90
#: Words below a chart that take more points of height than this stand in its place.
MOST_BESIDE = 55.0


class ItemStep(StrEnum):
    """The five steps of an item."""

    STATEMENT = "statement"
    GUESSES = "guesses"
    OWN = "own"
    TALK = "talk"
    DECIDE = "decide"


#: The steps in the order in which each order of reveal takes them.
STEPS = {
    RevealOrder.GUESSES_FIRST: tuple(ItemStep),
    RevealOrder.OWN_FIRST: (ItemStep.STATEMENT, ItemStep.OWN, ItemStep.GUESSES, ItemStep.TALK, ItemStep.DECIDE),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the facilitator has chosen for an item: the own question, and whose comments may be shown (role ids)."""

    question: str = ""
    comments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ItemScene:
    """One item at one step. ``place`` of ``of`` counts the items of the agenda. What is not yet shown is empty.

    There is no chart while deciding, and none where so many words were said that they stand in its place.
    """

    kind: ClassVar[str] = "item"
    step: ItemStep
    steps: tuple[ItemStep, ...]
    place: int
    of: int
    theme: str
    headings: Both[str]
    short: str
    people: Both[ScreenPerson]
    guesses: bool
    own: bool
    charts: Both[Fitted] | None
    told: tuple[Said, ...]
    said: tuple[Said, ...]
    verdict: str
    comments: tuple[Said, ...]
    question: str
    decisions: tuple[ScreenDecision, ...]

    @property
    def size(self) -> str:
        """How large the decisions are set."""
        return size_of(self.decisions, self.headings)

    @property
    def spoken(self) -> int:
        """The most characters that one person's answers and comments beside the chart take up."""
        each = (*self.said, *self.comments)
        return max(sum(len(said.words) for said in each if said.speaker == person) for person in (0, 1))


def item_scene(
    pair: Pair,
    item_id: str,
    step: int,
    reveal: RevealOrder,
    place: tuple[int, int],
    choices: Choices | None = None,
    decisions: tuple[ScreenDecision, ...] = (),
) -> ItemScene:
    """The scene of an item at a step, 0 to 4. Raises KeyError for an item that the pair has not."""
    facts = pair.facts(item_id)
    steps = STEPS[reveal]
    now, done = steps[step], steps[: step + 1]
    guesses, own = ItemStep.GUESSES in done, ItemStep.OWN in done
    people = people_of(pair)
    verdict = say.verdict(facts) if own and facts.found.agreement is not None else ""
    spoken = said(facts, guesses=guesses, own=own)
    around = _beside_chart(pair, facts, spoken, choices or Choices(), talking=ItemStep.TALK in done)
    all_told = told(facts, guesses=guesses, own=own)
    pictured = now is not ItemStep.DECIDE and around.leaves_room
    return ItemScene(
        step=now,
        steps=steps,
        place=place[0],
        of=place[1],
        theme=pair.theme(facts.item.theme).title,
        headings=_headings(facts, now),
        short=facts.item.short,
        people=people,
        guesses=guesses,
        own=own,
        charts=_charts(facts, people, verdict, around.height, guesses=guesses, own=own) if pictured else None,
        told=all_told,
        said=all_told if around.crowds_out else spoken,
        verdict=verdict,
        comments=around.comments,
        question=around.question,
        decisions=decisions if now is ItemStep.DECIDE else (),
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """The words of a step beside its chart, and the height that they and the answers said there take from it."""

    comments: tuple[Said, ...]
    question: str
    height: Both[float]

    @property
    def crowds_out(self) -> bool:
        """They stand in the chart's place, and every answer is said with them."""
        return max(self.height) > MOST_BESIDE

    @property
    def leaves_room(self) -> bool:
        """A chart is drawn. Comments of some length stand without one, which was seen before."""
        return not self.crowds_out and sum(len(remark.words) for remark in self.comments) <= SHORT_COMMENTS


def _beside_chart(
    pair: Pair, facts: ItemFacts, spoken: tuple[Said, ...], choices: Choices, *, talking: bool
) -> _Beside:
    remarks = comments(pair, facts, choices.comments) if talking else ()
    question = (choices.question or say.item_question(facts)) if talking else ""
    people = people_of(pair)
    lines = [(name_of(each, people), each.words) for each in (*spoken, *remarks)]
    return _Beside(remarks, question, beside(lines, question))


def _charts(
    facts: ItemFacts, people: Both[ScreenPerson], verdict: str, taken: Both[float], *, guesses: bool, own: bool
) -> Both[Fitted] | None:
    shown = _shown(facts, guesses=guesses, own=own)
    captions = Captions(words(facts, people, shown), key(people, guesses=guesses, own=own), verdict)
    return charts(facts.item, shown, captions, taken)


def _shown(facts: ItemFacts, *, guesses: bool, own: bool) -> Shown:
    """The answers that the step shows. Every other one is left behind here."""
    views, expected = facts.own_values, facts.guess_values
    return Shown(
        own_a=views.a if own else None,
        own_b=views.b if own else None,
        guess_a=expected.a if guesses else None,
        guess_b=expected.b if guesses else None,
    )


def _headings(facts: ItemFacts, step: ItemStep) -> Both[str]:
    """The statement for a narrow and for a wide screen: whole while it stands alone, short where it would crowd."""
    item = facts.item

    def heading(width: float) -> str:
        short = step is not ItemStep.STATEMENT and statement_lines(item.text, width) > HEADING_LINES
        return item.short if short else item.text

    return Both(heading(NARROW), heading(WIDE))
