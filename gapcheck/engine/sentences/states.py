"""The states in words: their names in the report, what they mean, and what a facilitator asks about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gapcheck.engine.result import Both
from gapcheck.engine.sentences.facts import ItemFacts, why_missing
from gapcheck.engine.sentences.grammar import sentence, the
from gapcheck.engine.states import NEVER_GIVEN
from gapcheck.engine.wave import Json
from gapcheck.vocabulary import NoAnswer, State, Status, is_aligned, state_letters

_K, _N, _S, _M, _U = Status.KNOWS, Status.NOT_AWARE, Status.ASSUMES_SAME, Status.MISREADS, Status.DECLINED


@dataclass(frozen=True, slots=True)
class _Words:
    """``{x}`` is the person with the first letter of the key, ``{y}`` the other.

    ``clause`` says who expects what and nothing about the views, so that it can follow them in a sentence.
    """

    name: str
    meaning: str
    clause: str
    question: str


_ALIGNED = {
    (_K, _K): _Words(
        "Shared and known",
        "Same view, and both expected it.",
        "both expected it",
        "What keeps this clear between you, and where else could that help?",
    ),
    (_N, _K): _Words(
        "Shared, not yet known to the {x}",
        "Same view; the {x} expected another answer.",
        "the {x} expected another answer",
        "What gave the impression of a difference?",
    ),
    (_N, _N): _Words(
        "Shared, known to neither",
        "Same view, and neither expected it.",
        "neither expected it",
        "What have you been holding back or working around that you now need not?",
    ),
}
_APART = {
    (_K, _K): _Words(
        "Open difference",
        "Different views, and each knows the other's.",
        "each knows the other's view",
        "Is a common answer needed? Who decides, and by when?",
    ),
    (_S, _K): _Words(
        "Difference not yet visible to the {x}",
        "The {x} expects agreement; the {y} knows it is not so.",
        "the {x} expects agreement",
        "{y}: where has your view been said out loud? {x}: what would you have needed to hear?",
    ),
    (_M, _K): _Words(
        "Difference read differently by the {x}",
        "The {x} expects a difference, but another one; the {y} knows the {x}'s view.",
        "the {x} expects another difference",
        "What did you think was at stake, and what is?",
    ),
    (_S, _S): _Words(
        "Difference unseen by both",
        "Different views; both believed they agreed.",
        "both expect agreement",
        "Which recent decision rested on the belief that you agreed?",
    ),
    (_S, _M): _Words(
        "Unseen by the {x}, read differently by the {y}",
        "Neither has the other's answer: the {x} expects agreement, the {y} another difference.",
        "the {x} expects agreement, the {y} another difference",
        "Tell each other your answer and one reason; what surprises you?",
    ),
    (_M, _M): _Words(
        "Crossed expectations",
        "Both expect a difference, both another one than there is.",
        "both expect another difference",
        "What picture of the other were you answering to?",
    ),
}
_DECLINED_QUESTION = "What would you need to know to make a guess?"
#: What the person who did predict expected, where the other declined to.
_PREDICTED = {
    (True, _K): "the {x} expected it",
    (True, _N): "the {x} expected another answer",
    (False, _K): "the {x} knows the {y}'s view",
    (False, _S): "the {x} expects agreement",
    (False, _M): "the {x} expects a difference, but another one",
}
OWN_WORDS = "Answers in own words stand beside each other and are not compared."
_NO_POSITION = _Words(
    "No firm view",
    "At least one of you has no firm view here.",
    "there is no firm view on both sides",
    "Is a view needed, and by when?",
)
_NOT_COMPARABLE = _Words(
    "Not compared",
    "An answer that the comparison needs was not given, or two are in own words.",
    "an answer is missing",
    "",
)


def state_name(state: State, titles: Both[str]) -> str:
    """The state's name in the report. ``titles`` are the short titles of A's and B's roles."""
    return _words(state, titles).name


def state_meaning(state: State, titles: Both[str]) -> str:
    """The state in one sentence."""
    return _words(state, titles).meaning


def state_clause(state: State, titles: Both[str]) -> str:
    """Who expects what, as a part of a sentence about the two views: ``neither expected it``."""
    return _words(state, titles).clause


def state_question(state: State, titles: Both[str]) -> str:
    """What a facilitator asks about an item in this state; "" where there is nothing to ask."""
    return _words(state, titles).question


def _words(state: State, titles: Both[str]) -> _Words:
    letters = state_letters(state)
    if letters is None:
        return _NO_POSITION if state is State.NO_POSITION else _NOT_COMPARABLE
    aligned = is_aligned(state)
    if Status.DECLINED in letters:
        return _declined(aligned, Both(*letters), titles)
    table = _ALIGNED if aligned else _APART
    if letters in table:
        return _filled(table[letters], titles.a, titles.b)
    return _filled(table[letters[1], letters[0]], titles.b, titles.a)


def _filled(words: _Words, x: str, y: str) -> _Words:
    def fill(text: str) -> str:
        return text.replace("{x}", x).replace("{y}", y)

    return _Words(fill(words.name), fill(words.meaning), fill(words.clause), fill(words.question))


def _declined(aligned: bool, letters: Both[Status], titles: Both[str]) -> _Words:
    views = "Same view" if aligned else "Different views"
    if letters.a is letters.b:
        clause = "both preferred not to predict"
        return _Words(f"{views}; {clause}", f"{views}; {clause}.", clause, _DECLINED_QUESTION)
    x, y, letter = (titles.b, titles.a, letters.b) if letters.a is _U else (titles.a, titles.b, letters.a)
    declines = f"{the(y)} preferred not to predict"
    clause = f"{_PREDICTED[aligned, letter].replace('{x}', x).replace('{y}', y)}; {declines}"
    return _Words(f"{views}; {declines}", f"{views}; {clause}.", clause, _DECLINED_QUESTION)


def item_state_name(facts: ItemFacts) -> str:
    """The name of an item's state, saying who has no firm view or why there is no comparison."""
    if facts.found.state in (State.NO_POSITION, State.NOT_COMPARABLE) and facts.item.closed:
        return absence(facts).removesuffix(".")
    return state_name(facts.found.state, facts.titles)


def item_question(facts: ItemFacts) -> str:
    """What a facilitator asks about an item; "" where there is nothing to ask."""
    return state_question(facts.found.state, facts.titles)


def absence(facts: ItemFacts) -> str:
    """Why a closed item has no full comparison, naming who gave which answer; "" where all four answers were given.

    The most telling reason comes alone, in the order in which the state is decided: no answer, then no firm view, then
    no guess, then own words on both sides, then a guess that was declined.
    """
    if not facts.item.closed or facts.found.comparable:
        return ""
    if told := _why(facts.own, _OWN_REASONS, facts.titles):
        return told
    missing = [why_missing(answer) for answer in facts.guess]
    guessed = NEVER_GIVEN not in missing and NoAnswer.NOT_APPLICABLE not in missing
    return OWN_WORDS if guessed and facts.found.state is State.NOT_COMPARABLE else guess_absence(facts)


def guess_absence(facts: ItemFacts) -> str:
    """Who gave no guess, and why; "" where both gave one."""
    return _why(facts.guess, _GUESS_REASONS, facts.titles)


def _why(answers: Both[Json | None], reasons: Mapping[str, tuple[str, str]], titles: Both[str]) -> str:
    """The first reason for which an answer is missing, said of one of the two or of both."""
    for code, (one, both) in reasons.items():
        missing = [why_missing(answer) == code for answer in answers]
        if all(missing):
            return sentence(both)
        for absent, title in zip(missing, titles, strict=True):
            if absent:
                return sentence(one.replace("{x}", title))
    return ""


_OWN_REASONS = {
    NEVER_GIVEN: ("the {x} did not answer", "neither answered"),
    NoAnswer.NOT_APPLICABLE: ("for the {x} this does not apply", "for both this does not apply"),
    NoAnswer.NO_FIRM_VIEW: ("the {x} has no firm view here", "neither has a firm view here"),
}
_GUESS_REASONS = {
    NEVER_GIVEN: ("the {x} gave no guess", "neither gave a guess"),
    NoAnswer.NOT_APPLICABLE: ("for the {x} a guess does not apply", "for both a guess does not apply"),
    NoAnswer.CANNOT_SAY: ("the {x} preferred not to predict", "both preferred not to predict"),
}
