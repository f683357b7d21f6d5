"""What stands beside the counts: their captions, luck, the own-view baseline, exact hits, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gapcheck.engine.detail import Distance, distances, hits
from gapcheck.engine.result import Both, Indices
from gapcheck.engine.sentences.facts import ItemFacts, Pair, why_missing
from gapcheck.engine.sentences.grammar import about, amount, counted, each_other, joined, quote, sentence, the
from gapcheck.engine.sentences.states import OWN_WORDS, absence
from gapcheck.engine.sentences.thresholds import steps_of_tolerance
from gapcheck.engine.states import NEVER_GIVEN
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType, NoAnswer, Sequence

AT_RANDOM = "Answering at random would do as well on these questions more than one time in ten."


@dataclass(frozen=True, slots=True)
class IndexCaptions:
    """What the three counts count, to stand behind ``9 of 15``."""

    same_view: str
    predicts: Both[str]


def index_captions(titles: Both[str]) -> IndexCaptions:
    """The captions of the three headline counts."""
    return IndexCaptions(
        same_view="questions on which your own views match",
        predicts=Both(*(f"times the {title} predicted the {other}'s answer" for title, other in each_other(titles))),
    )


def expected_captions(titles: Both[str]) -> Both[str]:
    """The captions of how often each expected the own view of the other."""
    return Both(*(f"times the {title} expected the own view of the {other}" for title, other in each_other(titles)))


def count_words(count: int, of: int) -> str:
    """``9 of 15``."""
    return f"{count} of {of}"


def luck_beside(indices: Indices) -> str:
    """What luck alone would give: ``Luck alone would give about 8.1 of 26.``"""
    return f"Luck alone would give about {about(indices.luck)} of {indices.comparable}."


def luck_remark(count: int, indices: Indices) -> str:
    """The remark on a count that luck reaches in more than one try of ten; "" for a count beyond that."""
    return AT_RANDOM if indices.comparable and count < indices.luck_reach else ""


def baseline_beside(indices: Indices) -> Both[str]:
    """Each person's matches beside those of guessing the own view everywhere (the own-view baseline)."""
    return Both(*(_baseline(insight, indices.same_view) for insight in indices.insight))


def _baseline(insight: int, same_view: int) -> str:
    start = f"Expecting the own view everywhere would give {same_view}"
    if insight == 0:
        return f"{start}, just as many."
    return f"{start}, {abs(insight)} {'fewer' if insight > 0 else 'more'}."


def too_few(comparable: int, of: int) -> str:
    """The sentence in place of a figure."""
    return f"Too few comparable answers ({comparable} of {of})."


def theme_tally(pair: Pair, theme_id: str) -> str:
    """A theme's three counts in words, or that there are too few; "" for a theme without closed items."""
    counts = pair.counts(theme_id)
    if counts.of == 0:
        return ""
    if counts.comparable == counts.of and not counts.reported:
        return f"{counted(counts.of, 'question')}: too few for a count."
    if not counts.reported:
        return too_few(counts.comparable, counts.of)
    parts = [f"Same view on {counts.same_view} of {counts.comparable}"]
    for (title, other), hit in zip(each_other(pair.titles), counts.predicts, strict=True):
        parts.append(f"{the(title)} predicts {the(other)} on {hit}")
    return f"{'; '.join(parts)}."


def hits_remark(pair: Pair) -> str:
    """Matches on scales beside the exact ones (``5 within one step, 3 exact``); "" without a scale with tolerance."""
    comparable = [facts for facts in pair if facts.found.comparable and facts.item.type is ItemType.SCALE]
    scales = [facts for facts in comparable if steps_of_tolerance(facts.item)]
    if not scales:
        return ""
    found = hits(facts.found for facts in scales)
    within = (
        "within one step"
        if all(steps_of_tolerance(facts.item) == 1 for facts in scales)
        else "within the question's tolerance"
    )
    parts = [f"own views {found.same_view} {within}, {found.same_view_exactly} exact"]
    people = zip(pair.titles, found.predicts, found.predicts_exactly, strict=True)
    parts += [f"the {title}'s guesses {hit} {within}, {exactly} exact" for title, hit, exactly in people]
    return f"On the {counted(found.of, 'question')} with a scale on which near answers match: {'; '.join(parts)}."


def declined_remark(pair: Pair) -> str:
    """On how many questions each preferred not to predict; "" where neither did."""
    return _told(pair, pair.comparison.indices.declined, "{who} preferred not to predict on {where}")


def missing_remarks(pair: Pair) -> str:
    """Every reason for which a question has no comparison, with who gave it how often; "" where nothing is missing."""
    own = (
        (NEVER_GIVEN, "{who} left {where} unanswered"),
        (NoAnswer.NO_FIRM_VIEW, "{who} gave no firm view on {where}"),
        (NoAnswer.NOT_APPLICABLE, "{who} marked {where} as not applying"),
    )
    told = [_told(pair, _missing(pair, lambda facts: facts.own, code), words) for code, words in own]
    never = _missing(pair, lambda facts: facts.guess, NEVER_GIVEN)
    not_applicable = _missing(pair, lambda facts: facts.guess, NoAnswer.NOT_APPLICABLE)
    no_guess = Both(never.a + not_applicable.a, never.b + not_applicable.b)
    told += [declined_remark(pair), _told(pair, no_guess, "{who} gave no guess on {where}")]
    if own_words := sum(absence(facts) == OWN_WORDS for facts in pair):
        told.append(f"On {counted(own_words, 'question')} {OWN_WORDS[0].lower()}{OWN_WORDS[1:]}")
    return joined(*told)


def no_firm_view_remark(pair: Pair) -> str:
    """On how many questions each has no firm view; "" where both have one everywhere."""
    counts = _missing(pair, lambda facts: facts.own, NoAnswer.NO_FIRM_VIEW)
    return _told(pair, counts, "{who} gave no firm view on {where}")


def _missing(pair: Pair, answers: Callable[[ItemFacts], Iterable[object]], code: str) -> Both[int]:
    a = b = 0
    for facts in pair:
        if facts.item.closed:
            missing = [why_missing(answer) == code for answer in answers(facts)]
            a, b = a + missing[0], b + missing[1]
    return Both(a, b)


def _told(pair: Pair, counts: Both[int], words: str) -> str:
    """One sentence for the two, without a person who has nothing to be told."""
    if counts.a == counts.b and counts.a:
        return sentence(words.replace("{who}", "both").replace("{where}", f"{counted(counts.a, 'question')} each"))
    parts = [
        words.replace("{who}", the(title)).replace("{where}", counted(count, "question"))
        for title, count in zip(pair.titles, counts, strict=True)
        if count
    ]
    return sentence("; ".join(parts))


def sequence_remark(sequence: Sequence) -> str:
    """In which order the two answers were asked."""
    if sequence is Sequence.BLOCKED:
        return "All own views were asked first, then all guesses, in the same order for both."
    return "Each question asked for the own view first and then for the guess, in the same order for both."


def distance_remarks(pair: Pair) -> tuple[str, ...]:
    """The distance sentence of each item that asks how it should be, with the item's label; empty without any."""
    told = (
        (item, distance_sentence(item, pair.titles, found))
        for item, found in distances(pair.wave, pair.comparison.pair)
    )
    return tuple(f"{quote(item.short)}. {words}" for item, words in told if words)


def distance_sentence(item: Item, titles: Both[str], found: Distance) -> str:
    """The derived item "how far from where it should be": each person's own distance, and what the other expected.

    ``item`` is the one that asks for the target, whose scale or unit the distance has.
    """
    own = [
        f"for {the(title)} {_towards(item, value)}"
        for title, value in zip(titles, found.own, strict=True)
        if value is not None
    ]
    expected = [
        f"{the(title)} expected {_towards(item, value)} of {the(other)}"
        for (title, other), value in zip(each_other(titles), found.expected, strict=True)
        if value is not None
    ]
    start = f"from where it is to where it should be: {'; '.join(own)}" if own else ""
    return joined(sentence(start), sentence("; ".join(expected)))


def _towards(item: Item, value: float) -> str:
    if value == 0:
        return "no change"
    if item.scale is None:
        return f"{amount(item, value)} {'upwards' if value > 0 else 'downwards'}"
    return f"{amount(item, value)} towards {quote(item.labels[-1 if value > 0 else 0])}"
