"""The facilitator's pages: the order of conversation, expected sameness, and answers that lie close together."""

from __future__ import annotations

from collections.abc import Iterator

from gapcheck.engine import sentences as say
from gapcheck.engine.sentences import ItemFacts
from gapcheck.report.finding_pages import Close, Count, Preparation, Step, StepGroup
from gapcheck.report.findings import count
from gapcheck.report.gathered import Gathered
from gapcheck.vocabulary import Family


def preparation(gathered: Gathered) -> Preparation:
    """The facilitator's pages."""
    indices = gathered.comparison.indices
    counted = indices.reported and indices.comparable > 0
    return Preparation(
        finding=say.preparation_title(gathered.pair),
        groups=tuple(_conversation(gathered)),
        sameness=say.sameness_title(gathered.pair) if counted else None,
        expected=_expected(gathered) if counted else (),
        close=_close_together(gathered),
    )


def _conversation(gathered: Gathered) -> Iterator[StepGroup]:
    """The order of conversation: the engine's lists, and after the first three the other hidden differences."""
    priorities = gathered.comparison.priorities
    hidden = gathered.pair.of_family(Family.HIDDEN_DIFFERENCE)
    others = [facts.item.id for facts in hidden if facts.item.id not in priorities.talk]
    for title, ids in (
        ("Talk about these first", priorities.talk),
        ("Say these aloud", priorities.quick_wins),
        ("Decide about these", priorities.decide),
        ("If there is time", others),
        ("Build on these", priorities.strengths),
    ):
        facts = [gathered.pair.facts(item_id) for item_id in ids]
        questions = {say.item_question(each) for each in facts}
        if facts:
            yield StepGroup(
                title, questions.pop() if len(questions) == 1 else "", tuple(_step(gathered, each) for each in facts)
            )


def _step(gathered: Gathered, facts: ItemFacts) -> Step:
    number = gathered.number[facts.item.id]
    return Step(number, facts.item.short, say.short_sentence(facts), say.item_question(facts))


def _close_together(gathered: Gathered) -> tuple[Close, ...]:
    """The borderline questions, those of one sentence together."""
    together: dict[str, list[tuple[int, str]]] = {}
    for facts in gathered.closed:
        if sentence := say.close_detail(facts):
            together.setdefault(sentence, []).append((gathered.number[facts.item.id], facts.item.short))
    return tuple(Close(sentence, tuple(items)) for sentence, items in together.items())


def _expected(gathered: Gathered) -> tuple[Count, ...]:
    """How much sameness there is, and how much each expected."""
    indices, titles = gathered.comparison.indices, gathered.pair.titles
    captions = (say.index_captions(titles).same_view, *say.expected_captions(titles))
    counted = (indices.same_view, *indices.expected_same)
    return tuple(
        count(gathered, place, value, caption, (say.luck_beside(indices),))
        for place, (value, caption) in enumerate(zip(counted, captions, strict=True))
    )
