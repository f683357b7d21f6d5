"""For the conversation: where to start, what to do next, and how much sameness each expected."""

from __future__ import annotations

from gapcheck.engine.result import Both
from gapcheck.engine.sentences.facts import Finding, Pair
from gapcheck.engine.sentences.grammar import counted, joined, named, quote, sentence, the


def preparation_title(pair: Pair) -> Finding:
    """Where to start: the first of the lists of the conversation that holds anything."""
    priorities = pair.comparison.priorities
    if priorities.talk:
        shorts = [pair.facts(item_id).item.short for item_id in priorities.talk]
        return Finding(f"{counted(len(shorts), 'question')} to talk about first", sentence(named(shorts)))
    if priorities.decide:
        decide = f"{counted(len(priorities.decide), 'difference')} to decide about"
        return Finding(decide if pair.has_uncompared_difference else f"{decide}, and none is hidden")
    if priorities.quick_wins and pair.has_uncompared_difference:
        return Finding("Tell each other where you agree")
    if priorities.quick_wins:
        return Finding("No differences; tell each other where you agree")
    if priorities.strengths:
        return Finding("Shared ground on every question that could be compared")
    return Finding("Nothing could be compared", "Ask what stood in the way of an answer.")


def guide_title(minutes: int, *, starts_easy: bool) -> Finding:
    """How long the suggested conversation takes. ``starts_easy`` where agreements stand before what is hidden."""
    return Finding(f"{minutes} minutes together{', the easy part first' if starts_easy else ''}")


def next_step(pair: Pair) -> str:
    """The suggested next step, from the lists of the conversation."""
    priorities = pair.comparison.priorities
    steps = []
    if priorities.quick_wins:
        count = len(priorities.quick_wins)
        steps.append(f"tell each other about the {counted(count, 'agreement')} that one or both of you did not expect")
    if priorities.talk:
        steps.append(f"talk about {quote(pair.facts(priorities.talk[0]).item.short)}")
    elif priorities.decide:
        steps.append(f"decide whether {quote(pair.facts(priorities.decide[0]).item.short)} needs a common answer")
    elif not steps and priorities.strengths:
        return "Tell each other what keeps your views so clear."
    elif not steps:
        return "Ask each other the questions that were left open."
    commitments = "Leave with no more than three commitments." if priorities.talk or priorities.decide else ""
    start = "First " if len(steps) > 1 else ""
    return joined(sentence(f"{start}{', then '.join(steps)}"), commitments)


def sameness_title(pair: Pair) -> Finding:
    """How much agreement each expected, beside how much there is."""
    indices = pair.comparison.indices
    n = indices.comparable
    counts = Both(*(f"expected agreement on {count} of {counted(n, 'question')}" for count in indices.expected_same))
    title = _of_the_two(pair, counts, f"both {counts.a}")
    words = Both(*(_beside(count - indices.same_view) for count in indices.expected_same))
    told = _of_the_two(pair, Both(*(f"expects {each}" for each in words)), f"both expect {words.a}")
    deck = joined(f"You agree on {indices.same_view} of {counted(n, 'question')}.", sentence(told))
    return Finding(sentence(title).removesuffix("."), deck)


def _of_the_two(pair: Pair, predicates: Both[str], both: str) -> str:
    people = zip(pair.titles, predicates, strict=True)
    return both if predicates.a == predicates.b else "; ".join(f"{the(role)} {each}" for role, each in people)


def _beside(difference: int) -> str:
    if difference == 0:
        return "as much agreement as there is"
    return f"{'more' if difference > 0 else 'less'} agreement than there is"
