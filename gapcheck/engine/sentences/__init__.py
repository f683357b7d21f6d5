"""Every generated sentence that report, workshop and pages show. Pure functions of a comparison and its instrument.

The wording rules are those of docs/method.md: the sentences for the two people differ in the role's name only; the
subject is the question or both; counts stand before all else; no cause, no norm, no grade.

``Pair`` joins a wave with its comparison, ``Pair.facts`` gives one item with its four answers; the functions take one
of the two. ``Finding`` is a title with the sentences under it.
"""

from gapcheck.engine.sentences.facts import Finding, ItemFacts, Pair
from gapcheck.engine.sentences.items import (
    close_detail,
    close_remark,
    guess_text,
    item_sentence,
    short_sentence,
    verdict,
)
from gapcheck.engine.sentences.sides import OneSidedLists, movers, one_sided_lists
from gapcheck.engine.sentences.states import (
    absence,
    item_question,
    item_state_name,
    state_clause,
    state_meaning,
    state_name,
    state_question,
)

__all__ = [
    "Finding",
    "ItemFacts",
    "OneSidedLists",
    "Pair",
    "absence",
    "close_detail",
    "close_remark",
    "guess_text",
    "item_question",
    "item_sentence",
    "item_state_name",
    "movers",
    "one_sided_lists",
    "short_sentence",
    "state_clause",
    "state_meaning",
    "state_name",
    "state_question",
    "verdict",
]
