"""What "the same" means for an item, and how its type is compared, in words for the method page."""

from __future__ import annotations

from gapcheck.engine.measures import TOLERANCE, threshold
from gapcheck.engine.sentences.grammar import amount, counted, number
from gapcheck.instruments.answers import POINTS
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType

_MEASURES = {
    ItemType.SINGLE: "the same option or not",
    ItemType.SCALE: "steps between the two positions, out of the steps of the scale",
    ItemType.MULTI: "options that both ticked, out of those that either ticked",
    ItemType.RANKING: "head-to-head orders in common, out of all pairs of options",
    ItemType.TOP: "share in common of the first one, the first two and so on, averaged",
    ItemType.ALLOCATION: "points that both put in the same place, out of 100",
    ItemType.NUMBER: "distance between the two numbers, out of the declared range",
    ItemType.TEXT: "not compared; shown side by side",
}


def measure_words(kind: ItemType) -> str:
    """How two answers of a type are compared."""
    return _MEASURES[kind]


def steps_of_tolerance(item: Item) -> int:
    """How many steps apart two answers on a scale may lie and still count as the same."""
    return int((1 - threshold(item)) * (len(item.labels) - 1) + TOLERANCE)


def same_words(item: Item) -> str:
    """From where on two answers to an item count as the same; "" for a text, which is not compared."""
    if not item.closed:
        return ""
    tau = threshold(item)
    if tau >= 1 - TOLERANCE or item.type is ItemType.SINGLE or item.pick == 1:
        return "the same answer"
    match item.type:
        case ItemType.SCALE:
            steps = steps_of_tolerance(item)
            return f"at most {counted(steps, 'step')} apart" if steps else "the same answer"
        case ItemType.NUMBER:
            low, high = item.bounds
            return f"at most {amount(item, (1 - tau) * (high - low))} apart"
        case ItemType.ALLOCATION:
            points = int((1 - tau) * POINTS + TOLERANCE)
            return f"at most {points} of {POINTS} points would have to move"
        case ItemType.TOP:
            return f"an average share in common of {number(tau)} or more"
        case ItemType.RANKING:
            return f"at least {number(tau * 100)} of 100 head-to-head orders in common"
        case _:
            return f"at least {number(tau * 100)} of 100 options in common"
