"""The discussion guide: how long each part of the conversation takes, which questions it is about, and what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gapcheck.engine import sentences as say
from gapcheck.engine.sentences import Finding
from gapcheck.report.gathered import Gathered

#: Minutes of each part; a hidden difference takes ten.
OPENING, SHARED, AGREEMENTS, DIFFERENCE, DECISIONS, COMMITMENTS = 5, 10, 10, 10, 5, 15


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One part of the conversation. ``kind`` names it; ``items`` are number and label of what it is about.

    ``asks`` are the questions that belong to its items; empty where the part has words of its own.
    """

    kind: str
    minutes: int
    items: tuple[tuple[int, str], ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole conversation, the easy part first."""

    finding: Finding
    steps: tuple[GuideStep, ...]


def guide(gathered: Gathered) -> Guide:
    """The guide of one pair. A part without questions is left out."""
    steps = (GuideStep("opening", OPENING), *_middle(gathered), GuideStep("commitments", COMMITMENTS))
    priorities = gathered.comparison.priorities
    easy = bool(priorities.strengths or priorities.quick_wins)
    return Guide(say.guide_title(sum(step.minutes for step in steps), starts_easy=easy and len(steps) > 3), steps)


def _middle(gathered: Gathered) -> Iterator[GuideStep]:
    priorities = gathered.comparison.priorities
    if priorities.strengths:
        yield GuideStep("strengths", SHARED, _named(gathered, priorities.strengths))
    if priorities.quick_wins:
        yield _step(gathered, "quick_wins", AGREEMENTS, priorities.quick_wins)
    for item_id in priorities.talk:
        yield _step(gathered, "talk", DIFFERENCE, (item_id,))
    if priorities.decide:
        yield _step(gathered, "decide", DECISIONS, priorities.decide)
    if not gathered.comparison.indices.comparable:
        ids = [facts.item.id for facts in gathered.closed]
        yield GuideStep("missing", DIFFERENCE, _named(gathered, ids) if len(ids) <= 3 else ())


def _step(gathered: Gathered, kind: str, minutes: int, ids: Sequence[str]) -> GuideStep:
    questions = dict.fromkeys(say.item_question(gathered.pair.facts(item_id)) for item_id in ids)
    return GuideStep(kind, minutes, _named(gathered, ids), tuple(question for question in questions if question))


def _named(gathered: Gathered, ids: Iterable[str]) -> tuple[tuple[int, str], ...]:
    return tuple((gathered.number[item_id], gathered.pair.facts(item_id).item.short) for item_id in ids)
