"""An item at full size: its finding as a title, for each answer type."""

from __future__ import annotations

from typing import cast

from gapcheck.engine.detail import exact, same_first
from gapcheck.engine.result import Both
from gapcheck.engine.sentences.facts import Finding, ItemFacts
from gapcheck.engine.sentences.grammar import joined, named, number, quote, sentence, the
from gapcheck.engine.sentences.items import expected, verdict
from gapcheck.engine.sentences.sides import contents, first_options, given, movers
from gapcheck.engine.sentences.states import absence, state_clause
from gapcheck.instruments.answers import POINTS
from gapcheck.vocabulary import ItemType


def item_title(facts: ItemFacts) -> Finding:
    """The finding of one item of any type; for one without a comparison, why there is none."""
    if not facts.item.closed:
        return Finding("In your own words")
    if not facts.both_answered or facts.found.agreement is None:
        return Finding(absence(facts).removesuffix("."), given(facts))
    clause = state_clause(facts.found.state, facts.titles) if facts.found.comparable else ""
    if exact(facts.found.agreement):
        return Finding(_and(_alike(facts), clause), expected(facts))
    match facts.item.type:
        case ItemType.RANKING:
            return Finding(_ranking(facts), joined(sentence(clause), movers(facts)))
        case ItemType.ALLOCATION:
            return Finding(_allocation(facts), joined(sentence(clause), contents(facts)))
        case kind if kind is ItemType.SINGLE or facts.item.pick == 1:
            return Finding(_and("Your answers differ", clause), joined(contents(facts), expected(facts)))
        case ItemType.TOP | ItemType.MULTI:
            return Finding(_and(_near(facts, f"You have {verdict(facts)}"), clause), contents(facts))
        case _:
            return Finding(
                _and(_near(facts, f"Your answers are {verdict(facts)}"), clause),
                joined(contents(facts), expected(facts)),
            )


def _alike(facts: ItemFacts) -> str:
    match facts.item.type:
        case ItemType.RANKING:
            return "You gave the same order"
        case ItemType.ALLOCATION:
            return "You spread the points in the same way"
        case ItemType.TOP if facts.item.pick == 1:
            (first,) = cast("tuple[str]", facts.own_values.a)
            return f"You both put {quote(facts.item.option_text(first))} first"
        case ItemType.TOP:
            return f"You named the same {facts.item.pick} in the same order"
        case ItemType.MULTI if facts.own_values.a:
            return "You named the same options"
        case _:
            return f"You both answered {quote(facts.own_words.a)}"


def _near(facts: ItemFacts, views: str) -> str:
    """The views, said to be the same where they match within tolerance."""
    return f"You hold the same view, {verdict(facts)}" if facts.found.match.agreement else views


def _and(views: str, clause: str) -> str:
    """The views with who expected what: joined by "and" where it is about both, by a semicolon where about one."""
    if not clause:
        return views
    about_both = clause.startswith(("both", "neither", "each"))
    return f"{views}, and {clause}" if about_both else f"{views}; {clause}"


def _ranking(facts: ItemFacts) -> str:
    x, y = cast("Both[tuple[float, ...]]", facts.own_values)
    shared = f"you have {verdict(facts)}"
    firsts = [named(first_options(facts.item, ranks)) for ranks in (x, y)]
    if same_first(x, y):
        return f"You both put {firsts[0]} first; {shared}"
    people = zip(facts.titles, firsts, strict=True)
    apart = "; ".join(f"{the(title)} put {options} first" for title, options in people)
    return sentence(f"{apart}; {shared}").removesuffix(".")


def _allocation(facts: ItemFacts) -> str:
    points = number((1 - (facts.found.agreement or 0.0)) * POINTS)
    return f"{points} of {POINTS} points would have to move to make your answers the same"
