"""Long lists, cut into pages."""

from __future__ import annotations

#: Rows on a page: what a person looks through before searching.
PAGE_LENGTH = 50


class NoPage(Exception):
    """There is no page of that number, or nothing of what it should be about."""


def pages_of(total: int, number: int) -> int:
    """How many pages a list of this length takes, at least one. Raises NoPage where ``number`` is none of them."""
    pages = max(1, -(-total // PAGE_LENGTH))
    if not 1 <= number <= pages:
        raise NoPage
    return pages
