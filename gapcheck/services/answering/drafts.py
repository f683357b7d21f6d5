"""What may be kept while it is being filled in: a valid answer, or a ranking or allocation that is not finished."""

from __future__ import annotations

from typing import Any

from gapcheck.instruments.answers import POINTS, Refused, check, check_text
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType, View

#: The longest comment, in characters.
COMMENT_LENGTH = 400


def is_complete(item: Item, value: Any, view: View) -> bool:
    """True for a value that counts as an answer; False for a draft that submitting would leave out."""
    return not check(item, value, view)


def check_draft(item: Item, value: Any, view: View) -> tuple[str, ...]:
    """The faults of a value as a draft, in words; empty where it can be kept."""
    faults = check(item, value, view)
    return () if not faults or _unfinished(item, value) else faults


def _unfinished(item: Item, value: Any) -> bool:
    match item.type:
        case ItemType.RANKING | ItemType.TOP:
            return (
                isinstance(value, list)
                and 0 < len(value) <= len(item.options)
                and all(isinstance(option, str) and option in item.option_ids for option in value)
                and len(set(value)) == len(value)
            )
        case ItemType.ALLOCATION:
            return isinstance(value, dict) and all(
                key in item.option_ids and type(points) is int and 0 <= points <= POINTS
                for key, points in value.items()
            )
        case _:
            return False


def check_comment(value: Any) -> tuple[str, ...]:
    """The faults of a comment as it is stored; empty for none."""
    if value is None:
        return ()
    try:
        check_text(value["text"], COMMENT_LENGTH)
    except Refused as refused:
        return refused.messages
    return ()
