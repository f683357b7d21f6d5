"""What moved between two waves of a pair, in words that claim no more than the answers show."""

from __future__ import annotations

from collections.abc import Sequence

from gapcheck.engine.result import Movement
from gapcheck.engine.sentences.facts import Finding, ItemFacts
from gapcheck.engine.sentences.grammar import counted, joined, quote, sentence
from gapcheck.engine.sentences.states import state_name
from gapcheck.vocabulary import Family, State, family_of

#: The states in which each of the two knows the other's view.
_KNOWN = (State.ALIGNED_AWARE, State.DIFF_KK)
CAUTION = (
    "Views also change when the world does, and having read the first report makes guessing easier: "
    "more matches without new conversations are to be expected."
)


def new_start_title(changed: Sequence[str], since: int) -> Finding:
    """In place of what moved, where not the same two people answered. ``changed`` are the titles of the new ones."""
    who = f"The {changed[0]} is another person" if len(changed) == 1 else "Both of you are others"
    deck = (
        "Two waves are set side by side only where the same two people answered both. "
        f"This wave is a new start, and the report of wave {since} stays what it is."
    )
    return Finding(f"{who} than in wave {since}, so nothing is set beside it", deck)


def movement_title(moved: Movement) -> Finding:
    """The finding over two waves: on how many of the same questions each knows the other's view, now and then."""
    if moved.of == 0:
        return Finding("No question can be compared in both waves")
    before = sum(count for state, now in moved.table.items() for count in now.values() if state in _KNOWN)
    after = sum(count for now in moved.table.values() for state, count in now.items() if state in _KNOWN)
    how = "More" if after > before else "Fewer" if after < before else "As many"
    then = f"{after} of {moved.of}, after {before}" if after != before else f"{after} of {moved.of}"
    as_before = " as last time" if after == before else ""
    title = f"{how} of these questions are known to both{as_before}: {then}"
    return Finding(title, joined(_hidden_to_open(moved), CAUTION))


def _hidden_to_open(moved: Movement) -> str:
    """A difference that both now know counts as progress, although agreement did not rise."""
    count = sum(
        count
        for before, now in moved.table.items()
        for after, count in now.items()
        if family_of(before) is Family.HIDDEN_DIFFERENCE and family_of(after) is Family.OPEN_DIFFERENCE
    )
    if count == 0:
        return ""
    are = "is" if count == 1 else "are"
    return f"{counted(count, 'hidden difference')} {are} now open between you, which is progress."


def movement_remarks(moved: Movement) -> tuple[str, ...]:
    """One sentence for each of the four lists that holds anything."""
    lists = (
        (moved.became_known, "became known to both"),
        (moved.became_shared, "became shared"),
        (moved.newly_different, "{are} newly different"),
        (moved.unchanged_open, "{are} an unchanged difference"),
    )
    return tuple(_moved(len(ids), words) for ids, words in lists if ids)


def _moved(count: int, words: str) -> str:
    if count > 1:
        words = words.replace("an unchanged difference", "unchanged differences")
    return sentence(f"{counted(count, 'question')} {words.replace('{are}', 'is' if count == 1 else 'are')}")


def moved_sentence(before: ItemFacts, after: ItemFacts) -> str:
    """One item in two waves: ``From “Difference unseen by both” to “Open difference”.``"""
    then, now = (state_name(facts.found.state, facts.titles) for facts in (before, after))
    return f"Unchanged: {quote(now)}." if then == now else f"From {quote(then)} to {quote(now)}."
