"""Both people's own views beside each other, in the way that each answer type is read, and what only one side has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from gapcheck.engine.detail import biggest_movers, exact, one_sided, same_first
from gapcheck.engine.result import Both
from gapcheck.engine.sentences.facts import ItemFacts
from gapcheck.engine.sentences.grammar import counted, each_other, joined, listed, named, number, quote, sentence, the
from gapcheck.engine.sentences.states import absence
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType


def contents(facts: ItemFacts) -> str:
    """What the two gave as their own views, in one or two sentences; for a missing one, that it is missing."""
    if not facts.item.closed:
        return _own_words(facts)
    if not facts.both_answered:
        return _one_of_two(facts)
    if exact(facts.found.agreement):
        return _same(facts)
    return _CONTENTS[facts.item.type](facts)


def _own_words(facts: ItemFacts) -> str:
    """What was written, each by its author; a text left blank is nothing written."""
    told = [
        sentence(f"{the(title)} wrote: {quote(text)}")
        for title, text, value in zip(facts.titles, facts.own_words, facts.own_values, strict=True)
        if value is not None and text.strip()
    ]
    return joined(*told) or "Neither wrote anything here."


def _one_of_two(facts: ItemFacts) -> str:
    return joined(absence(facts), given(facts))


def given(facts: ItemFacts) -> str:
    """The own views that are there, without a word about a missing one."""
    told = [
        sentence(f"{the(title)} answered {quote(words)}")
        for title, words, value in zip(facts.titles, facts.own_words, facts.own_values, strict=True)
        if value is not None
    ]
    return joined(*told)


def _same(facts: ItemFacts) -> str:
    """Equal answers; ticks given in another order are equal, so the words may come from either."""
    if facts.item.type is ItemType.RANKING:
        return sentence(f"both gave the same order: {facts.own_words.a}")
    return sentence(f"both answered {quote(facts.own_words.a)}")


def _one_each(facts: ItemFacts) -> str:
    people = zip(facts.titles, facts.own_words, strict=True)
    return sentence("; ".join(f"{the(title)} answered {quote(words)}" for title, words in people))


def _set(facts: ItemFacts) -> str:
    x, y = cast("Both[frozenset[str]]", facts.own_values)
    shared = _texts(facts.item, x & y)
    parts = [f"both named {named(shared)}" if shared else "no option was named by both"]
    for (title, _), only, options in zip(each_other(facts.titles), (x - y, y - x), (x, y), strict=True):
        if not options:
            parts.append(f"{the(title)} named none of these")
        elif only:
            parts.append(f"only {the(title)} named {named(_texts(facts.item, only))}")
    return sentence("; ".join(parts))


def _ranking(facts: ItemFacts) -> str:
    x, y = cast("Both[tuple[float, ...]]", facts.own_values)
    item = facts.item
    firsts = [named(first_options(item, ranks)) for ranks in (x, y)]
    if same_first(x, y):
        return joined(sentence(f"both put {firsts[0]} first"), movers(facts))
    people = zip(facts.titles, firsts, strict=True)
    first = sentence("; ".join(f"{the(title)} put {options} first" for title, options in people))
    return joined(first, movers(facts))


def _top(facts: ItemFacts) -> str:
    x, y = cast("Both[tuple[str, ...]]", facts.own_values)
    item = facts.item
    first = Both(*(f"put {quote(item.option_text(mine[0]))} first" for mine in (x, y)))
    people = zip(facts.titles, first, strict=True)
    firsts = [f"both {first.a}"] if x[0] == y[0] else [f"{the(title)} {words}" for title, words in people]
    if item.pick == 1:
        return sentence("; ".join(firsts))
    shared = _texts(item, set(x) & set(y))
    parts = [f"both named {named(shared)}" if shared else f"no option is among the first {item.pick} of both"]
    for title, mine, other in zip(facts.titles, (x, y), (y, x), strict=True):
        if only := _texts(item, set(mine) - set(other)):
            parts.append(f"only {the(title)} named {named(only)}")
    return sentence("; ".join([*parts, *firsts]))


def _allocation(facts: ItemFacts) -> str:
    """The option with the widest difference; the earlier one in the item's order where two are as wide."""
    x, y = cast("Both[tuple[int, ...]]", facts.own_values)
    place = max(range(len(x)), key=lambda index: abs(x[index] - y[index]))
    people = zip(facts.titles, (x[place], y[place]), strict=True)
    spread = ", ".join(f"{the(title)} {counted(points, 'point')}" for title, points in people)
    return sentence(f"the widest difference is on {quote(facts.item.options[place].text)}: {spread}")


_CONTENTS: dict[ItemType, Callable[[ItemFacts], str]] = {
    ItemType.SINGLE: _one_each,
    ItemType.SCALE: _one_each,
    ItemType.NUMBER: _one_each,
    ItemType.MULTI: _set,
    ItemType.RANKING: _ranking,
    ItemType.TOP: _top,
    ItemType.ALLOCATION: _allocation,
}


def movers(facts: ItemFacts) -> str:
    """A ranking's options with the widest difference in rank, at most two; "" where nothing moved or no rank is there.

    ``“Fraud” differs most: the CIO ranks it 5, the CSO 1.``
    """
    if facts.item.type is not ItemType.RANKING or not facts.both_answered:
        return ""
    moved = biggest_movers(facts.item, *cast("Both[tuple[float, ...]]", facts.own_values))
    told = [
        f"{quote(facts.item.option_text(move.option))} ({the(facts.titles.a)} {number(move.from_rank)}, "
        f"{the(facts.titles.b)} {number(move.to_rank)})"
        for move in moved
    ]
    return sentence(f"the ranks lie widest apart on {listed(told)}") if told else ""


@dataclass(frozen=True, slots=True)
class OneSidedLists:
    """For one person of the pair: what the other named and this one did not expect, and the other way round.

    The sentences introduce the lists; the option texts are in the order of the item.
    """

    named_not_expected: str
    named_options: tuple[str, ...]
    expected_not_named: str
    expected_options: tuple[str, ...]


def one_sided_lists(facts: ItemFacts) -> Both[OneSidedLists | None]:
    """Both one-sided lists of a set for each person's guess, A's guess first; None where an answer is missing."""
    if facts.item.type is not ItemType.MULTI:
        return Both(None, None)
    titles = each_other(facts.titles)
    return Both(
        _lists_of(facts.item, titles.a, facts.own_values.b, facts.guess_values.a),
        _lists_of(facts.item, titles.b, facts.own_values.a, facts.guess_values.b),
    )


def _lists_of(item: Item, titles: tuple[str, str], own: object, guess: object) -> OneSidedLists | None:
    if not isinstance(own, frozenset) or not isinstance(guess, frozenset):
        return None
    title, other = titles
    found = one_sided(item, own, guess)
    return OneSidedLists(
        f"named by {the(other)}, not expected by {the(title)}",
        tuple(item.option_text(option) for option in found.named_not_expected),
        f"expected by {the(title)}, not named by {the(other)}",
        tuple(item.option_text(option) for option in found.expected_not_named),
    )


def _texts(item: Item, options: frozenset[str] | set[str]) -> list[str]:
    return [option.text for option in item.options if option.id in options]


def first_options(item: Item, ranks: Sequence[float]) -> list[str]:
    """The texts of the options that rank highest; more than one where they are tied."""
    return [option.text for option, rank in zip(item.options, ranks, strict=True) if rank == min(ranks)]
