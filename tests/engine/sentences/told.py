"""Everything that the sentences say about a pair, and the pair with its two people swapped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from gapcheck.engine import compare
from gapcheck.engine import sentences as say
from gapcheck.engine.detail import distance
from gapcheck.engine.movement import movement
from gapcheck.engine.result import Both
from gapcheck.engine.sentences import Finding, ItemFacts, Pair
from gapcheck.engine.wave import Seat, Wave
from gapcheck.faults import InputFaults
from gapcheck.vocabulary import Sequence, State

TITLES = Both("CIO", "CSO")
SWAPPED = {"CIO": "CSO", "CSO": "CIO"}
#: The functions of one item that give a sentence, a name or a title.
OF_ITEM = (
    say.absence,
    say.answered,
    say.close_detail,
    say.close_remark,
    say.directions,
    say.expected,
    say.item_question,
    say.item_sentence,
    say.item_state_name,
    say.middle_remark,
    say.movers,
    say.short_sentence,
    say.verdict,
)
#: The functions of a pair that give a sentence.
OF_PAIR = (
    say.declined_remark,
    say.hits_remark,
    say.map_words,
    say.missing_remarks,
    say.next_step,
    say.no_firm_view_remark,
)
FINDINGS = (say.map_title, say.missing_title, say.overall_title, say.preparation_title, say.sameness_title)


def pair_of(wave: Wave) -> Pair:
    return Pair(wave, compare(wave))


def everything(pair: Pair) -> Iterator[tuple[str, str]]:
    """Every text about a pair, with the name of what said it; empty ones are left out."""
    for name, text in (*_of_pair(pair), *_of_items(pair), *_of_states(pair.titles)):
        if text:
            yield name, text


def _of_pair(pair: Pair) -> Iterator[tuple[str, str]]:
    indices = pair.comparison.indices
    for told in OF_PAIR:
        yield told.__name__, told(pair)
    for finding in FINDINGS:
        yield from _finding(finding.__name__, finding(pair))
    for family in dict.fromkeys(facts.found.family for facts in pair if facts.item.closed):
        yield from _finding(f"family_title {family}", say.family_title(pair, family))
    for theme in pair.comparison.themes:
        yield from _finding(f"theme_title {theme.id}", say.theme_title(pair, theme.id))
        yield f"theme_tally {theme.id}", say.theme_tally(pair, theme.id)
    yield from (("distance_remarks", words) for words in say.distance_remarks(pair))
    yield "luck_beside", say.luck_beside(indices)
    yield "luck_remark", say.luck_remark(indices.same_view, indices)
    yield from (("baseline_beside", words) for words in say.baseline_beside(indices))
    yield "index_captions", say.index_captions(pair.titles).same_view
    yield from (("index_captions", words) for words in say.index_captions(pair.titles).predicts)
    yield from (("expected_captions", words) for words in say.expected_captions(pair.titles))
    yield from (("sequence_remark", say.sequence_remark(sequence)) for sequence in Sequence)
    moved = movement(pair.wave, replace(pair.wave, number=2))
    yield from _finding("movement_title", say.movement_title(moved))
    for changed in (pair.titles.a,), (pair.titles.b,), tuple(pair.titles):
        yield from _finding(f"new_start_title {changed}", say.new_start_title(changed, 1))
    yield from _finding("guide_title", say.guide_title(75, starts_easy=True))
    yield from (("movement_remarks", words) for words in say.movement_remarks(moved))


def _of_items(pair: Pair) -> Iterator[tuple[str, str]]:
    for facts in pair:
        for told in OF_ITEM:
            yield f"{told.__name__} {facts.item.id}", told(facts)
        yield from _finding(f"item_title {facts.item.id}", say.item_title(facts))
        yield f"moved_sentence {facts.item.id}", say.moved_sentence(facts, facts)
        yield f"same_words {facts.item.id}", say.same_words(facts.item)
        yield f"measure_words {facts.item.id}", say.measure_words(facts.item.type)
        yield from ((f"guess_text {facts.item.id}", say.guess_text(facts.item, title)) for title in pair.titles)
        yield from _lists(facts)
        for reference in facts.item.references:
            yield "reference_sentence", say.reference_sentence(reference)
            yield "reference_figure", say.reference_figure(reference)
            yield "reference_beside", say.reference_beside(reference)
            yield from (("reference_answers", told) for told in say.reference_answers(pair, facts, reference))
    yield from _distances(pair)


def _lists(facts: ItemFacts) -> Iterator[tuple[str, str]]:
    for lists in say.one_sided_lists(facts):
        if lists is not None:
            yield f"one_sided_lists {facts.item.id}", f"{lists.named_not_expected}: {len(lists.named_options)}"
            yield f"one_sided_lists {facts.item.id}", f"{lists.expected_not_named}: {len(lists.expected_options)}"


def _distances(pair: Pair) -> Iterator[tuple[str, str]]:
    items = [facts.item for facts in pair]
    for first, second in pairwise(items):
        try:
            found = distance(pair.wave, pair.comparison.pair, first.id, second.id)
        except InputFaults:
            continue
        yield f"distance_sentence {first.id}", say.distance_sentence(second, pair.titles, found)


def _of_states(titles: Both[str]) -> Iterator[tuple[str, str]]:
    for state in State:
        for told in (say.state_name, say.state_meaning, say.state_clause, say.state_question):
            yield f"{told.__name__} {state}", told(state, titles)


def _finding(name: str, finding: Finding) -> Iterator[tuple[str, str]]:
    yield f"{name} title", finding.title
    yield f"{name} deck", finding.deck


def own_part(text: str) -> str:
    """The text without what an instrument or a person wrote, which stands in quotation marks."""
    return re.sub(r"“[^”]*”", "“”", text)


def names_swapped(text: str) -> str:
    return re.sub(r"\b(CIO|CSO)\b", lambda found: SWAPPED[found[1]], text)


def clauses(text: str) -> Counter[str]:
    """The parts of a text, in no order: each says one thing about one person or about both."""
    parts = re.split(r"[.;:,()?]|\band\b|(?<=“”) (?=[A-Z])", text)
    return Counter(part.strip().casefold() for part in parts if part.strip())


def people_swapped(wave: Wave) -> Wave:
    """The wave in which each of the two sits in the other's seat and gives the same answers from there."""
    a, b = (seat.role for seat in wave.seats)
    other = {a: b, b: a}

    def moved(seat: Seat) -> Seat:
        answers = {
            item: {other[subject]: value for subject, value in by_subject.items()}
            for item, by_subject in seat.answers.items()
        }
        return replace(seat, role=other[seat.role], answers=answers)

    return replace(wave, seats=tuple(moved(seat) for seat in reversed(wave.seats)))


def with_plain_words(wave: Wave) -> Wave:
    """The wave with every free text replaced, so that nothing a person wrote looks like a sentence of ours."""
    texts = {item.id for item in wave.items if not item.closed}

    def plain(seat: Seat) -> Seat:
        answers: dict[str, Any] = {
            item: {subject: "Some words" if isinstance(value, str) else value for subject, value in given.items()}
            if item in texts
            else given
            for item, given in seat.answers.items()
        }
        return replace(seat, answers=answers)

    return replace(wave, seats=tuple(plain(seat) for seat in wave.seats))
