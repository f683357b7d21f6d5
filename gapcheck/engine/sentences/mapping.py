"""The alignment map in words: how many questions stand in which quadrant."""

from __future__ import annotations

from collections import Counter

from gapcheck.engine.sentences.facts import Finding, Pair
from gapcheck.engine.sentences.grammar import sentence
from gapcheck.engine.sentences.titles import all_questions, questions
from gapcheck.vocabulary import FAMILIES, Family

_ORDER = (Family.SHARED_GROUND, Family.HIDDEN_AGREEMENT, Family.OPEN_DIFFERENCE, Family.HIDDEN_DIFFERENCE)
#: One and many of each family, at the end of a sentence.
_IS_ONE = {
    Family.SHARED_GROUND: ("is shared ground", "are shared ground"),
    Family.HIDDEN_AGREEMENT: ("is a hidden agreement", "are hidden agreements"),
    Family.OPEN_DIFFERENCE: ("is an open difference", "are open differences"),
    Family.HIDDEN_DIFFERENCE: ("is a hidden difference", "are hidden differences"),
}


def map_title(pair: Pair) -> Finding:
    """What the map shows: how much is shared ground and how much is hidden; where all stand alike, that they do."""
    counts = Counter(facts.found.family for facts in pair if facts.found.comparable)
    n = sum(counts.values())
    if n == 0:
        return Finding("No question could be compared")
    held = [family for family in _ORDER if counts[family]]
    if len(held) == 1:
        return Finding(
            sentence(f"{all_questions(n, pair.comparison.indices.of)} {_IS_ONE[held[0]][n != 1]}").removesuffix(".")
        )
    shared, hidden = counts[Family.SHARED_GROUND], counts[Family.HIDDEN_DIFFERENCE]
    start = f"{shared} of {questions(n)}" if shared else "No question"
    ground = f"{start} {_IS_ONE[Family.SHARED_GROUND][shared > 1]}"
    if not hidden:
        return Finding(ground if pair.has_uncompared_difference else f"{ground}, and no difference is hidden")
    return Finding(f"{ground}; {hidden} {_IS_ONE[Family.HIDDEN_DIFFERENCE][hidden != 1]}")


def map_words(pair: Pair) -> str:
    """Every quadrant with its questions' labels, for those who do not see the map."""
    told = []
    for family in _ORDER:
        shorts = [facts.item.short for facts in pair.of_family(family)]
        told.append(f"{FAMILIES[family].title}: {'; '.join(shorts) if shorts else 'none'}.")
    return " ".join(told)
