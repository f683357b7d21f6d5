"""Published figures beside a pair's answers: introduced as what they are, never as a norm, never as above or below."""

from __future__ import annotations

import re

from gapcheck.engine.result import Both
from gapcheck.engine.sentences.facts import ItemFacts, Pair, why_missing
from gapcheck.engine.sentences.grammar import each_other, number, quote, sentence, the
from gapcheck.instruments.model import Reference
from gapcheck.vocabulary import View

#: How an instrument quotes a share that its source gives as a word: ``(published as "half")``.
_PUBLISHED_AS = re.compile(r'published as ["“]([^"”]+)["”]')
_ORDINALS = {1: "first", 2: "second", 3: "third"}


def reference_introduction(year: int) -> str:
    """The sentence over a list of published figures."""
    return (
        f"For reference, in a {year} survey of others; sample size not stated. "
        "The figures are published answers to related questions; they say nothing about the two of you."
    )


def reference_sentence(reference: Reference) -> str:
    """One published figure in full.

    ``For reference, in a 2015 survey of CIOs (sample size not stated), 77 % said: ...``
    """
    start = f"For reference, in a {reference.year} survey of {reference.who} (sample size not stated)"
    return sentence(f"{start}, {_lead(reference)}: {reference.text}")


def reference_figure(reference: Reference) -> str:
    """The published figure in a few characters: ``77 %``, ``half``, ``named first``, ``no figure``."""
    if reference.value is not None:
        return _share(reference.value, reference.text)
    if reference.rank is not None:
        return f"named {_ordinal(reference.rank)}"
    return "no figure"


def reference_beside(reference: Reference) -> str:
    """The published figure and whose it is, to stand beside an option: ``77 % of CIOs``, ``named first by CSOs``."""
    guessed = reference.view is View.GUESS
    if reference.value is not None:
        return f"{'expected by ' if guessed else ''}{_share(reference.value, reference.text)} of {reference.who}"
    if reference.rank is not None:
        return f"{'expected' if guessed else 'named'} {_ordinal(reference.rank)} by {reference.who}"
    return f"{reference.who}, no figure"


def _lead(reference: Reference) -> str:
    expected = reference.view is View.GUESS
    if reference.value is not None:
        return f"{_share(reference.value, reference.text)} {'expected' if expected else 'said'}"
    if reference.rank is not None:
        return f"this was {'expected' if expected else 'named'} {_ordinal(reference.rank)}"
    return "this was said, without a figure"


def _share(value: float, text: str) -> str:
    """The share as its source gives it: a word, where the statement quotes one, is no percentage."""
    word = _PUBLISHED_AS.search(text)
    return word.group(1) if word else f"{number(value)} %"


def _ordinal(rank: int) -> str:
    return _ORDINALS.get(rank, f"in place {rank}")


def reference_answers(pair: Pair, facts: ItemFacts, reference: Reference) -> Both[str]:
    """What each of the two answered, or expected, beside a published figure; "" for a role it does not go with."""
    roles = pair.comparison.pair
    answers = facts.guess if reference.view is View.GUESS else facts.own
    words = facts.guess_words if reference.view is View.GUESS else facts.own_words
    told = []
    for role, (title, other), answer, said in zip(roles, each_other(pair.titles), answers, words, strict=True):
        if reference.roles and role not in reference.roles:
            told.append("")
        elif why_missing(answer) is not None:
            told.append(sentence(f"{the(title)}: {said}"))
        elif reference.view is View.GUESS:
            told.append(sentence(f"{the(title)} expected {quote(said)} of {the(other)}"))
        else:
            told.append(sentence(f"{the(title)} answered {quote(said)}"))
    return Both(*told)
