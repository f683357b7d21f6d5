"""One choice at full size: every option, who named it and who was expected to, and the published figures beside it."""

from __future__ import annotations

from dataclasses import dataclass

from gapcheck.engine import sentences as say
from gapcheck.engine.sentences import Finding, ItemFacts
from gapcheck.instruments.model import Item
from gapcheck.report.back_pages import Comment
from gapcheck.report.comments import comments
from gapcheck.report.gathered import Gathered
from gapcheck.report.pictures import OptionMarks, option_marks
from gapcheck.vocabulary import ItemType


@dataclass(frozen=True, slots=True)
class FocusOption:
    """One option with its two cells, and what was published about it."""

    marks: OptionMarks
    published: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FocusPage:
    """The question with its finding; ``introduction`` says what the published figures are."""

    theme: str
    number: int
    question: str
    finding: Finding
    source: str
    year: int
    options: tuple[FocusOption, ...]
    comments: tuple[Comment, ...]
    introduction: str
    ask: str


def focus_item(gathered: Gathered) -> Item | None:
    """The choice with the most published figures about its options; None where no choice has any."""
    by_figures = [(len(_about_options(facts.item)), facts.item) for facts in gathered.closed if _answered(facts)]
    most = max((count for count, _ in by_figures), default=0)
    return next((item for count, item in by_figures if count == most), None) if most else None


def _answered(facts: ItemFacts) -> bool:
    values = (*facts.own_values, *facts.guess_values)
    return facts.item.type is ItemType.SINGLE and any(value is not None for value in values)


def _about_options(item: Item) -> tuple[str, ...]:
    """The ids of the published figures that are about one of the item's options, each as often as it is."""
    return tuple(reference.id for reference in item.references if set(reference.options) & set(item.option_ids))


def focus_page(gathered: Gathered) -> FocusPage | None:
    """The page; None where no choice has a published figure about its options."""
    item = focus_item(gathered)
    if item is None:
        return None
    facts = gathered.pair.facts(item.id)
    first = item.references[0]
    return FocusPage(
        theme=gathered.pair.theme(item.theme).title,
        number=gathered.number[item.id],
        question=item.text,
        finding=say.item_title(facts),
        source=first.source,
        year=first.year,
        options=tuple(
            FocusOption(
                marks,
                tuple(say.reference_beside(each) for each in item.references if marks.row.option in each.options),
            )
            for marks in option_marks(facts)
        ),
        comments=comments(gathered, item),
        introduction=say.reference_introduction(first.year),
        ask=say.item_question(facts),
    )
