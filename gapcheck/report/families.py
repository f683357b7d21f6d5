"""The pages of the families: every question with one sentence and what to ask, and those that could not be compared."""

from __future__ import annotations

from collections.abc import Iterable

from gapcheck.engine import sentences as say
from gapcheck.engine.sentences import ItemFacts
from gapcheck.report.finding_pages import Ask, Card, FamilySection, Missing, MissingSection
from gapcheck.report.findings import answers_of, close_note
from gapcheck.report.gathered import Gathered
from gapcheck.report.pictures import CARD_WIDTH, row_picture
from gapcheck.vocabulary import FAMILIES, Family, ItemType

#: The order of the family pages: what to talk about first.
_FAMILY_ORDER = (
    Family.HIDDEN_DIFFERENCE,
    Family.OPEN_DIFFERENCE,
    Family.HIDDEN_AGREEMENT,
    Family.SHARED_GROUND,
)


def families(gathered: Gathered) -> tuple[FamilySection, ...]:
    """The four families that have questions, each question with one sentence, and for each state what to ask."""
    sections = []
    for family in _FAMILY_ORDER:
        facts = gathered.pair.of_family(family)
        if facts:
            ordered = _by_priority(gathered, facts)
            sections.append(
                FamilySection(
                    title=FAMILIES[family].title,
                    finding=say.family_title(gathered.pair, family),
                    cards=tuple(_card(gathered, each) for each in ordered),
                    asks=_asks(gathered, ordered),
                )
            )
    return tuple(sections)


def _by_priority(gathered: Gathered, facts: Iterable[ItemFacts]) -> list[ItemFacts]:
    """The questions that the conversation takes first, then the rest in questionnaire order."""
    priorities = gathered.comparison.priorities
    first = [*priorities.talk, *priorities.decide, *priorities.quick_wins, *priorities.strengths]
    place = {item_id: number for number, item_id in enumerate(first)}
    return sorted(facts, key=lambda each: place.get(each.item.id, len(first)))


def _asks(gathered: Gathered, ordered: Iterable[ItemFacts]) -> tuple[Ask, ...]:
    """Each question to ask once, with the numbers of what it is about: it belongs to a state, not to one item."""
    about: dict[str, list[int]] = {}
    for facts in ordered:
        about.setdefault(say.item_question(facts), []).append(gathered.number[facts.item.id])
    return tuple(Ask(question, tuple(sorted(numbers))) for question, numbers in about.items() if question)


def _card(gathered: Gathered, facts: ItemFacts) -> Card:
    """The facilitator's note says more: which way round each expected it, and whose comparisons do not fit together."""
    note = f"{say.directions(facts)} {close_note(gathered, facts)}".strip() if gathered.for_facilitator else ""
    return Card(
        number=gathered.number[facts.item.id],
        short=facts.item.short,
        state=say.item_state_name(facts) if facts.found.family in _MANY_STATES else "",
        sentence=_told(facts) if gathered.for_facilitator else say.answered(facts),
        note=note or close_note(gathered, facts),
        picture=row_picture(facts, CARD_WIDTH) if _worth_a_picture(facts) else None,
        answers=answers_of(facts),
    )


#: Families of more than one state: in the others the heading says it all.
_MANY_STATES = (Family.HIDDEN_AGREEMENT, Family.HIDDEN_DIFFERENCE)


def _worth_a_picture(facts: ItemFacts) -> bool:
    """Ordered answers, but where both see it alike and know it: there a sentence says it all."""
    ordered = facts.item.type in (ItemType.SCALE, ItemType.NUMBER)
    return ordered and facts.found.family is not Family.SHARED_GROUND


def _told(facts: ItemFacts) -> str:
    """What the two answered and expected."""
    return f"{say.answered(facts)} {say.expected(facts)}".strip()


def missing(gathered: Gathered) -> MissingSection | None:
    """The questions without a comparison; None where there is none."""
    facts = gathered.pair.of_family(Family.NO_COMPARISON)
    if not facts:
        return None
    return MissingSection(
        finding=say.missing_title(gathered.pair),
        items=tuple(
            Missing(
                number=gathered.number[each.item.id],
                short=each.item.short,
                sentence=_told(each),
                question=say.item_question(each),
            )
            for each in facts
        ),
    )
