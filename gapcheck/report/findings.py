"""The pages about the findings: one minute, and the themes with all of their questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gapcheck.charts import strip, tiles
from gapcheck.engine import sentences as say
from gapcheck.engine.result import ThemeCounts
from gapcheck.engine.sentences import ItemFacts
from gapcheck.report.finding_pages import (
    Answers,
    Count,
    FamilyRow,
    ItemBlock,
    Line,
    Minute,
    ThemeSection,
)
from gapcheck.report.gathered import Gathered
from gapcheck.report.pictures import COUNT_WIDTH, TILES_WIDTH, picture
from gapcheck.vocabulary import FAMILIES, Family, ItemType

#: A page shows so many of each list of the conversation.
SHOWN = 3
#: Squares are filled where both know how they stand.
_ROWS = (
    (Family.SHARED_GROUND, True),
    (Family.HIDDEN_AGREEMENT, False),
    (Family.OPEN_DIFFERENCE, True),
    (Family.HIDDEN_DIFFERENCE, False),
)


def minute(gathered: Gathered) -> Minute:
    """The report in one minute."""
    pair, priorities = gathered.pair, gathered.comparison.priorities
    indices = gathered.comparison.indices
    return Minute(
        finding=say.overall_title(pair),
        counts=_counts(gathered) if indices.reported and indices.comparable else (),
        caveat="" if indices.reported else say.too_few(indices.comparable, indices.of),
        families=_family_rows(gathered) if indices.comparable else (),
        strengths=_lines(gathered, priorities.strengths),
        talk=_lines(gathered, priorities.talk),
        quick_wins=_lines(gathered, priorities.quick_wins),
        next_step=say.next_step(pair),
    )


def _counts(gathered: Gathered) -> tuple[Count, ...]:
    """The three counts, each beside luck and, for the two guesses, beside what the own view would have reached."""
    indices, captions = gathered.comparison.indices, say.index_captions(gathered.pair.titles)
    beside = (None, *say.baseline_beside(indices))
    counted = (indices.same_view, *indices.predicts)
    return tuple(
        count(gathered, place, value, caption, (say.luck_beside(indices), baseline, say.luck_remark(value, indices)))
        for place, (value, caption, baseline) in enumerate(
            zip(counted, (captions.same_view, *captions.predicts), beside, strict=True)
        )
    )


def count(gathered: Gathered, place: int, value: int, caption: str, beside: Iterable[str | None]) -> Count:
    """One of three: the first is about both, the second the first person's, the third the second's."""
    indices = gathered.comparison.indices
    baseline = None if place == 0 else indices.same_view
    return Count(
        value=value,
        of=indices.comparable,
        luck=indices.luck,
        baseline=baseline,
        caption=caption,
        strip=strip(
            value,
            indices.comparable,
            indices.luck,
            COUNT_WIDTH,
            speaker=None if place == 0 else place - 1,
            baseline=baseline,
        ),
        beside=tuple(remark for remark in beside if remark),
    )


def _family_rows(gathered: Gathered) -> tuple[FamilyRow, ...]:
    rows = []
    for family, filled in _ROWS:
        numbers = [gathered.number[facts.item.id] for facts in gathered.pair.of_family(family)]
        words = FAMILIES[family]
        squares = tiles(numbers, TILES_WIDTH, filled=filled) if numbers else None
        rows.append(FamilyRow(words.title, words.definition, tuple(numbers), squares))
    return tuple(rows)


def _lines(gathered: Gathered, ids: Sequence[str]) -> tuple[Line, ...]:
    shown = (gathered.pair.facts(item_id) for item_id in ids[:SHOWN])
    return tuple(Line(gathered.number[facts.item.id], facts.item.short, say.short_sentence(facts)) for facts in shown)


def themes(gathered: Gathered) -> tuple[ThemeSection, ...]:
    """Every theme with a closed question, with all of its questions."""
    sections = []
    for counts in gathered.comparison.themes:
        blocks = [_block(gathered, facts) for facts in gathered.pair.of_theme(counts.id) if facts.item.closed]
        if blocks:
            sections.append(
                ThemeSection(
                    title=gathered.pair.theme(counts.id).title,
                    finding=say.theme_title(gathered.pair, counts.id),
                    # That a theme is too small for a count is no news where every question of it was compared.
                    tally="" if _complete_but_small(counts) else say.theme_tally(gathered.pair, counts.id),
                    items=tuple(blocks),
                )
            )
    return tuple(sections)


def _complete_but_small(counts: ThemeCounts) -> bool:
    return counts.comparable == counts.of and not counts.reported


def _block(gathered: Gathered, facts: ItemFacts) -> ItemBlock:
    positions_only = facts.item.type in (ItemType.SCALE, ItemType.NUMBER)
    return ItemBlock(
        number=gathered.number[facts.item.id],
        short=facts.item.short,
        question=facts.item.text,
        state=say.item_state_name(facts),
        said=tuple(facts.own_words) if positions_only else (),
        verdict=_end_of_row(facts, alone=not positions_only),
        close=close_note(gathered, facts),
        picture=picture(facts),
        sentence=say.item_sentence(facts),
        answers=answers_of(facts),
        apart=None if facts.found.agreement is None else 1 - facts.found.agreement,
        missed=_missed(facts),
    )


def _missed(facts: ItemFacts) -> float | None:
    a, b = facts.found.understanding
    return None if a is None or b is None else 1 - min(a, b)


def answers_of(facts: ItemFacts) -> Answers:
    """The four answers in words."""
    return Answers(*facts.own_words, *facts.guess_words)


def _end_of_row(facts: ItemFacts, *, alone: bool) -> str:
    """How far apart the two are; with a capital where no answers in words stand before it. "" without a comparison."""
    if facts.found.agreement is None:
        return ""
    words = say.verdict(facts)
    return f"{words[:1].upper()}{words[1:]}" if alone else words


def close_note(gathered: Gathered, facts: ItemFacts) -> str:
    """The facilitator reads whose comparisons do not fit together; the two read that the answers lie close."""
    return say.close_detail(facts) if gathered.for_facilitator else say.close_remark(facts)
