"""One line per item: what each answered and expected, how far apart it is, and which way round each expected it."""

from __future__ import annotations

from typing import Any

from gapcheck.engine.detail import crosses_the_middle, exact
from gapcheck.engine.result import Both
from gapcheck.engine.sentences.facts import Guess, ItemFacts
from gapcheck.engine.sentences.grammar import amount, counted, joined, number, quote, sentence, the
from gapcheck.engine.sentences.sides import contents
from gapcheck.engine.sentences.states import absence, guess_absence, state_clause
from gapcheck.instruments.answers import POINTS, Decoded
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import Direction, ItemType

#: The types whose answers are short enough to stand in a sentence as they are.
_SHORT_ANSWERS = (ItemType.SINGLE, ItemType.SCALE, ItemType.NUMBER)
CLOSE = "These answers lie close together; read the detail."


def guess_text(item: Item, other_title: str) -> str:
    """The wording of an item's guess about a role, outside the form: with the role's title in it."""
    return (item.guess or "").replace("{other}", the(other_title))


def verdict(facts: ItemFacts) -> str:
    """The end of a chart's row: how far the two own views lie apart, in the item's own units, or that none can be told.

    ``same answer`` · ``1 step apart`` · ``30 percentage points apart`` · ``2 of 5 options in common`` · ``7 of 10
    head-to-head orders in common`` · ``2 of 3 in common`` · ``20 of 100 points would have to move``
    """
    if facts.found.agreement is None:
        return "no comparison" if facts.item.closed else "in own words"
    return size(facts.item, facts.own_values.a, facts.own_values.b, facts.found.agreement)


def size(item: Item, x: Decoded | None, y: Decoded | None, s: float) -> str:
    """How far two decoded answers lie apart, in the item's own units; ``s`` is their similarity."""
    if exact(s):
        return "same answer"
    sizes = {ItemType.MULTI: _ticks_in_common, ItemType.TOP: _choices_in_common}
    if item.type in sizes:
        return sizes[item.type](x, y)
    if isinstance(x, int | float) and isinstance(y, int | float):
        return f"{amount(item, x - y)} apart"
    if item.type is ItemType.RANKING:
        pairs = len(item.options) * (len(item.options) - 1) // 2
        return f"{number(s * pairs)} of {counted(pairs, 'head-to-head order')} in common"
    if item.type is ItemType.ALLOCATION:
        return f"{number((1 - s) * POINTS)} of {POINTS} points would have to move"
    return "different answers"


def _ticks_in_common(x: Any, y: Any) -> str:
    return f"{len(x & y)} of {counted(len(x | y), 'option')} in common"


def _choices_in_common(x: Any, y: Any) -> str:
    if len(x) == 1:
        return "different answers"
    shared = len(set(x) & set(y))
    return f"{shared} of {len(x)} in common{', in another order' if shared == len(x) else ''}"


def item_sentence(facts: ItemFacts) -> str:
    """What each answered and expected, which way round, and what to know about it, in full sentences.

    The remark on answers that lie close together is left to ``close_remark``.
    """
    if not facts.item.closed:
        return contents(facts)
    return joined(answered(facts), expected(facts), directions(facts), middle_remark(facts))


def answered(facts: ItemFacts) -> str:
    """What the two gave as their own views: ``Both answered “Weekly”.``"""
    return contents(facts)


def expected(facts: ItemFacts) -> str:
    """What each expected of the other; for an item with an own view missing only what is there."""
    if all(exact(s) for s in facts.found.understanding):
        return "Both expected it." if exact(facts.found.agreement) else "Each expected exactly the other's answer."
    a, b = facts.guesses
    if a.value is not None and a.words == b.words and a.s == b.s and facts.item.type in _SHORT_ANSWERS:
        return sentence(f"both expected {quote(a.words)} of the other")
    clauses = [_expected(facts, guess) for guess in facts.guesses if guess.value is not None]
    return joined(sentence("; ".join(clauses)), guess_absence(facts) if facts.both_answered else "")


def _expected(facts: ItemFacts, guess: Guess) -> str:
    title, other = the(guess.title), the(guess.other)
    if exact(guess.s):
        return f"{title} expected it" if exact(facts.found.agreement) else f"{title} expected exactly {other}'s answer"
    if guess.s is None or facts.item.type in _SHORT_ANSWERS:
        return f"{title} expected {quote(guess.words)} of {other}"
    return f"{title}'s guess and {other}'s answer: {size(facts.item, guess.value, guess.answer, guess.s)}"


def directions(facts: ItemFacts) -> str:
    """For ordered answers: whose lies higher, and how each expected difference stands to the one there is.

    Each person's differences are seen from the own side: actual D = other's view - own view, expected p = guess - own
    view. |p| < |D| with the same sign under-estimates, |p| > |D| over-estimates, opposite signs expect it the other way
    round. The end of a scale that is named is the one that is the most: the first on a falling scale.
    """
    signed = facts.found.signed
    if signed is None or signed.actual is None:
        return ""
    actual = Both(signed.actual, -signed.actual)
    words = Both(
        *(
            "" if p is None or exact(s) else _estimate(facts.item, d, p)
            for d, p, s in zip(actual, signed.expected, facts.found.understanding, strict=True)
        )
    )
    parts = (f"{the(title)} {each}" for each, title in zip(words, facts.titles, strict=True) if each)
    told = f"both {_plural(words.a)}" if words.a and words.a == words.b else "; ".join(parts)
    return joined(_higher(facts, signed.actual), sentence(told))


def _estimate(item: Item, actual: float, expected: float) -> str:
    """How the expected difference stands to the actual one, which is another one, as a predicate of one person."""
    if expected == 0:
        return "expects no difference"
    if actual * expected < 0:
        return "expects the difference the other way round"
    found = number(abs(actual)) if actual else "none"
    kind = "over" if abs(expected) > abs(actual) else "under"
    return f"{kind}-estimates the difference ({amount(item, expected)} expected, {found} found)"


def _plural(predicate: str) -> str:
    return predicate.replace("-estimates", "-estimate", 1).replace("expects", "expect", 1)


def _higher(facts: ItemFacts, difference: float) -> str:
    """Whose answer is the higher; the subject is the one who gave it, so that the sentence has no side."""
    if difference == 0:
        return ""
    scale = facts.item.scale
    falling = scale is not None and scale.direction is Direction.FALLING
    b_is_higher = (difference > 0) is not falling
    upper, lower = (facts.titles.b, facts.titles.a) if b_is_higher else (facts.titles.a, facts.titles.b)
    apart = amount(facts.item, difference)
    if scale is None:
        return sentence(f"{the(upper)}'s answer is {apart} higher than {the(lower)}'s")
    most = scale.options[0 if falling else -1]
    return sentence(f"{the(upper)}'s answer is {apart} closer to {quote(most)} than {the(lower)}'s")


def middle_remark(facts: ItemFacts) -> str:
    """On an even scale: that two answers that match lie on opposite sides of its middle; else ""."""
    x, y = facts.own_values
    if not facts.found.match.agreement or facts.item.type is not ItemType.SCALE or x is None or y is None:
        return ""
    if not crosses_the_middle(facts.item, x, y):
        return ""
    return "The two answers are near, but on opposite sides of the middle."


def close_remark(facts: ItemFacts) -> str:
    """The remark on answers so close together that the state could be read otherwise; "" where they are not."""
    return CLOSE if facts.found.is_borderline else ""


def close_detail(facts: ItemFacts) -> str:
    """For the facilitator: whose three comparisons do not fit together; "" where all do.

    "The same within tolerance" does not carry over: a guess can match both answers although these do not match.
    """
    flags = facts.found.borderline
    if not facts.found.is_borderline:
        return ""
    whose = "each" if flags.a and flags.b else the(facts.titles.a if flags.a else facts.titles.b)
    return f"{CLOSE.removesuffix('.')}: two of the three comparisons match for {whose}, one does not."


def short_sentence(facts: ItemFacts) -> str:
    """One short line: how far apart, and who expected what: ``2 steps apart; the CIO expects agreement.``"""
    if not facts.item.closed:
        return contents(facts)
    if not facts.found.comparable:
        return absence(facts)
    if exact(facts.found.agreement) and facts.item.type in _SHORT_ANSWERS:
        told = f"both answered {quote(facts.own_words.a)}"
    else:
        told = f"{'same view, ' if facts.found.match.agreement else ''}{verdict(facts)}"
    return sentence(f"{told}; {state_clause(facts.found.state, facts.titles)}")
