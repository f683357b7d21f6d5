"""Comments that may be shown: the one place of the report that reads any."""

from __future__ import annotations

from gapcheck.instruments.model import Item
from gapcheck.report.back_pages import Comment
from gapcheck.report.gathered import Gathered


def comments(gathered: Gathered, item: Item) -> tuple[Comment, ...]:
    """The comments on an item whose author has ticked that they may be shown; no other is ever read here."""
    shown = []
    for person, role in zip(gathered.people, gathered.comparison.pair, strict=True):
        comment = gathered.wave.seat(role).comments.get(item.id)
        if comment is not None and comment.share and comment.text.strip():
            shown.append(Comment(person, comment.text))
    return tuple(shown)
