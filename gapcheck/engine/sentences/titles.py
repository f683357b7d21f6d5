"""Titles as findings: what a page shows, said in its title, from the same counts as its chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gapcheck.engine.result import Indices
from gapcheck.engine.sentences.facts import Finding, ItemFacts, Pair
from gapcheck.engine.sentences.grammar import amount, counted, joined, quote, sentence
from gapcheck.engine.sentences.remarks import AT_RANDOM, declined_remark, luck_beside, missing_remarks
from gapcheck.engine.sentences.states import absence, state_clause
from gapcheck.vocabulary import Family, ItemType

_SHARED, _HIDDEN_AGREEMENT = Family.SHARED_GROUND, Family.HIDDEN_AGREEMENT
_OPEN, _HIDDEN_DIFFERENCE = Family.OPEN_DIFFERENCE, Family.HIDDEN_DIFFERENCE
#: One side declined much: at least so many guesses, more than the other did, and at least half of what is missing.
_MUCH = 3


def overall_title(pair: Pair) -> Finding:
    """The report's headline, over all comparable items, with a fallback for every case that allows no headline."""
    indices = pair.comparison.indices
    if not indices.reported:
        return _too_few(pair, indices)
    n, agree = indices.comparable, indices.same_view
    families = Counter(facts.found.family for facts in pair if facts.found.comparable)
    if max(agree, *indices.predicts) < indices.luck_reach:
        title = f"{_agree_on(agree, n, indices.of)}, no more than luck alone would often give"
        return Finding(title, joined(luck_beside(indices), AT_RANDOM, "Read the questions one by one."))
    deck = joined(_differences(families), _one_place(pair), declined_remark(pair))
    return Finding(_agreement(agree, n, indices.of, families), deck)


def _too_few(pair: Pair, indices: Indices) -> Finding:
    deck = missing_remarks(pair)
    if indices.comparable == 0:
        return Finding("No question could be compared", deck)
    only = f"only {indices.comparable} of {questions(indices.of)} could be compared"
    for title, declined, other in zip(pair.titles, indices.declined, indices.declined.swapped(), strict=True):
        if declined >= _MUCH and declined > other and 2 * declined >= indices.of - indices.comparable:
            much = f"The {title} preferred not to predict on {declined} of {questions(indices.of)}"
            return Finding(much, joined(sentence(only), deck))
    return Finding(sentence(only).removesuffix("."), deck)


def _agreement(agree: int, n: int, of: int, families: Counter[Family]) -> str:
    if agree == 0:
        return f"You differ on {all_questions(n, of)}{_how_hidden(families[_HIDDEN_DIFFERENCE], n)}"
    start = _agree_on(agree, n, of)
    hidden = families[_HIDDEN_AGREEMENT]
    if hidden == 0:
        return f"{start}, and both of you know it"
    return f"{start}, and {_on_those(hidden, agree)}at least one of you does not know it"


def _agree_on(agree: int, n: int, of: int) -> str:
    return f"You agree on {all_questions(n, of) if agree == n else f'{agree} of {questions(n)}'}"


def _how_hidden(hidden: int, n: int) -> str:
    if hidden == 0:
        return ", and each knows the other's view"
    return f", and {_on_those(hidden, n)}at least one of you does not know how"


def _on_those(part: int, of: int) -> str:
    """In front of what is said about a part of the questions just named; "" where it is about the only one."""
    if part < of:
        return f"on {part} of them "
    return "" if of == 1 else "on both of them " if of == 2 else "on all of them "


def _differences(families: Counter[Family]) -> str:
    """What is known about the differences; "" without any."""
    known, hidden = families[_OPEN], families[_HIDDEN_DIFFERENCE]
    if known + hidden == 0 or families[_SHARED] + families[_HIDDEN_AGREEMENT] == 0:
        return ""
    start = f"You differ on {counted(known + hidden, 'question')}"
    if hidden == 0:
        return f"{start}, and each of you knows the other's view."
    if known == 0:
        return f"{start}, and at least one of you does not know how."
    return f"{start}: on {known} each of you knows the other's view, on {hidden} at least one of you does not."


def _one_place(pair: Pair) -> str:
    """The one theme that holds at least half of three or more differences; "" where there is none or more than one."""
    apart = [facts for facts in pair if facts.found.comparable and facts.found.match.agreement is False]
    themes = Counter(facts.item.theme for facts in apart).most_common(2)
    compared = {facts.item.theme for facts in pair if facts.found.comparable}
    if (
        len(compared) < 2
        or len(apart) < 3
        or 2 * themes[0][1] < len(apart)
        or (len(themes) > 1 and themes[0][1] == themes[1][1])
    ):
        return ""
    theme, count = themes[0]
    how_many = f"All {count}" if count == len(apart) else f"{count} of the {len(apart)}"
    return f"{how_many} differences lie in {quote(pair.theme(theme).title)}."


def theme_title(pair: Pair, theme_id: str) -> Finding:
    """A theme's finding. A theme with too few comparable items gets words for its items and no figure."""
    closed = [facts for facts in pair.of_theme(theme_id) if facts.item.closed]
    comparable = [facts for facts in closed if facts.found.comparable]
    if not closed:
        return Finding("In your own words", "Nobody guesses here, and nothing is compared.")
    if not comparable:
        return Finding("No question here could be compared", _why_not(closed))
    if not pair.counts(theme_id).reported:
        left_out = [facts for facts in closed if not facts.found.comparable]
        return Finding(_one_or_two(comparable, len(closed)), joined(_why_not(left_out), _widest(comparable)))
    families = Counter(facts.found.family for facts in comparable)
    agree, n = sum(facts.found.match.agreement is True for facts in comparable), len(comparable)
    apart = [facts.item.short for facts in comparable if facts.found.match.agreement is False]
    if 0 < agree < n:
        rest = f" and differ on {quote(apart[0])}" if len(apart) == 1 else _which_differ(comparable, len(apart))
        known = _known_agreements(families[_HIDDEN_AGREEMENT], agree)
        return Finding(f"You agree on {agree} of {questions(n)}{rest}", joined(known, _differences_here(families)))
    return Finding(_agreement(agree, n, len(closed), families), _widest(comparable))


def _one_or_two(comparable: Sequence[ItemFacts], of: int) -> str:
    """One or two questions in words; more, and still too few to count, are only named."""
    if len(comparable) == 1:
        (facts,) = comparable
        views = "agree" if facts.found.match.agreement else "differ"
        where = "here" if of == 1 else f"on {all_questions(1, of)}"
        return f"You {views} {where}; {state_clause(facts.found.state, facts.titles)}"
    if len(comparable) > 2:
        return "Too few questions here could be compared"
    agree = [facts.item.short for facts in comparable if facts.found.match.agreement]
    if len(agree) != 1:
        where = f"{all_questions(2, of)}{' here' if of == 2 else ''}"
        return f"You {'agree' if agree else 'differ'} on {where}"
    apart = next(facts.item.short for facts in comparable if not facts.found.match.agreement)
    return f"You agree on {quote(agree[0])} and differ on {quote(apart)}"


def _known_agreements(hidden: int, agree: int) -> str:
    if hidden == 0:
        return "Both of you know where you agree."
    if hidden == agree:
        return "At least one of you does not know where you agree."
    return f"On {hidden} of the {agree} where you agree at least one of you does not know it."


def _differences_here(families: Counter[Family]) -> str:
    known, hidden = families[_OPEN], families[_HIDDEN_DIFFERENCE]
    if hidden == 0:
        return "Where you differ, each of you knows the other's view."
    if known == 0:
        return "Where you differ, at least one of you does not know how."
    return f"Where you differ, each of you knows the other's view on {known}, and on {hidden} at least one does not."


def _which_differ(comparable: Sequence[ItemFacts], count: int) -> str:
    """The end of a title: the widest gap where one question that differs alone has it, else how many differ."""
    found = _widest_gap(comparable)
    if found is None or found.found.match.agreement:
        return f" and differ on {count}"
    return f"; the widest gap, {amount(found.item, _steps_apart(found))}, is on {quote(found.item.short)}"


def _widest(comparable: Sequence[ItemFacts]) -> str:
    """The same as a sentence; "" where no question alone has the widest gap."""
    found = _widest_gap(comparable)
    if found is None:
        return ""
    return f"The widest gap is on {quote(found.item.short)}: {amount(found.item, _steps_apart(found))}."


def _widest_gap(comparable: Sequence[ItemFacts]) -> ItemFacts | None:
    """The question with the widest gap on a scale, where it has it alone and it is two steps or more."""
    widest = max(map(_steps_apart, comparable), default=0)
    having = [facts for facts in comparable if _steps_apart(facts) == widest]
    return having[0] if widest >= 2 and len(having) == 1 else None


def _steps_apart(facts: ItemFacts) -> float:
    """How many steps the own views on a scale lie apart; 0 for every other type."""
    signed = facts.found.signed
    if facts.item.type is not ItemType.SCALE or signed is None or signed.actual is None:
        return 0
    return abs(signed.actual)


def _why_not(missing: Sequence[ItemFacts]) -> str:
    """Each question without a comparison and the reason, or their number where there are many."""
    if len(missing) > 2:
        return f"{counted(len(missing), 'question')} could not be compared."
    return joined(*(f"{quote(facts.item.short)}: {absence(facts)}" for facts in missing))


_FAMILY_TITLES = {
    _SHARED: ("You agree on {questions}, and both of you know it", "This is what you can build on."),
    _HIDDEN_AGREEMENT: (
        "You agree on {questions} without both of you knowing it",
        "It is enough to tell each other.",
    ),
    _OPEN: (
        "You differ on {questions}, and each of you knows the other's view",
        "Nothing is hidden here; what is left to settle is whether a common answer is needed.",
    ),
    _HIDDEN_DIFFERENCE: (
        "You differ on {questions}, and at least one of you does not know how",
        "Ask what each of you has seen that the other has not.",
    ),
}


def family_title(pair: Pair, family: Family) -> Finding:
    """The finding over all questions of a family that has some; for those without a comparison ``missing_title``."""
    if family is Family.NO_COMPARISON:
        return missing_title(pair)
    title, deck = _FAMILY_TITLES[family]
    return Finding(title.replace("{questions}", questions(len(pair.of_family(family)))), deck)


def missing_title(pair: Pair) -> Finding:
    """The finding over the closed questions that could not be compared in full."""
    count = len(pair.of_family(Family.NO_COMPARISON))
    deck = missing_remarks(pair)
    if count == 0:
        return Finding("All questions could be compared")
    return Finding(f"{counted(count, 'question')} could not be compared", deck)


def questions(count: int) -> str:
    """``1 question``, ``15 questions``."""
    return counted(count, "question")


def all_questions(count: int, of: int) -> str:
    """``the one question``, ``both questions``, ``all 15 questions``; of more, those ``that could be compared``."""
    all_of_them = "the one question" if count == 1 else "both questions" if count == 2 else f"all {count} questions"
    return f"{all_of_them}{'' if count == of else ' that could be compared'}"
