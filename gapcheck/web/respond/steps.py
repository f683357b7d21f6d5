"""The order of the question pages, and how long the rest of them takes."""

from __future__ import annotations

import math
from collections.abc import Sequence as Row
from dataclasses import dataclass

from gapcheck.instruments.answers import check
from gapcheck.instruments.model import Item, Theme
from gapcheck.services.answering import Asked, Questionnaire
from gapcheck.vocabulary import ItemType, Sequence, View

#: Seconds that one answer takes, reading included: an estimate for executives on a phone, rounded up.
SECONDS = {
    ItemType.SCALE: 11,
    ItemType.SINGLE: 15,
    ItemType.MULTI: 18,
    ItemType.NUMBER: 11,
    ItemType.TOP: 22,
    ItemType.RANKING: 28,
    ItemType.ALLOCATION: 30,
    ItemType.TEXT: 30,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One question page: an item and the roles that it asks about. ``number`` is None for an open question."""

    item: Item
    theme: Theme
    subjects: tuple[str, ...]
    number: int | None
    of: int
    #: ``own`` or ``guess`` where each has a page of its own, None where one page asks both.
    view: View | None = None


def is_answered(questionnaire: Questionnaire, item: Item, subject: str) -> bool:
    """True for a finished answer, one that declines included; False for a draft or nothing."""
    value = questionnaire.value(item.id, subject)
    return value is not None and not check(item, value, questionnaire.asked.view_of(subject))


def steps(asked: Asked) -> tuple[Step, ...]:
    """All question pages in order: item by item, or all own views before all guesses."""
    own = (asked.role.id,)
    others = tuple(role.id for role in asked.others)
    pages: list[tuple[Item, tuple[str, ...], View | None]]
    if asked.sequence is Sequence.PAIRED:
        pages = [(item, own + others if item.closed else own, None) for item in asked.items]
    else:
        pages = [(item, own, View.OWN) for item in asked.items]
        pages += [(item, others, View.GUESS) for item in asked.items if item.closed]
    return _numbered(asked, pages)


def _numbered(asked: Asked, pages: Row[tuple[Item, tuple[str, ...], View | None]]) -> tuple[Step, ...]:
    themes = {item.id: theme for theme in asked.instrument.themes for item in theme.items}
    of = sum(item.closed for item, _, _ in pages)
    numbered, number = [], 0
    for item, subjects, view in pages:
        number += item.closed
        numbered.append(Step(item, themes[item.id], subjects, number if item.closed else None, of, view))
    return tuple(numbered)


def find(all_steps: Row[Step], item_id: str, view: View | None) -> int | None:
    """The position of a page; a page that is asked for without its view is the first of that item."""
    for position, step in enumerate(all_steps):
        if step.item.id == item_id and view in (None, step.view):
            return position
    return None


def is_done(questionnaire: Questionnaire, step: Step) -> bool:
    """True where every answer that the page asks for is given; an open question may stay empty."""
    return not step.item.closed or all(is_answered(questionnaire, step.item, subject) for subject in step.subjects)


def first_open(questionnaire: Questionnaire, all_steps: Row[Step]) -> Step | None:
    """Where to go on: the first page with an answer missing; None where nothing is."""
    return next((step for step in all_steps if not is_done(questionnaire, step)), None)


def minutes_left(questionnaire: Questionnaire, all_steps: Row[Step]) -> int:
    """Minutes for what is not answered yet, rounded up; 0 where nothing is left."""
    seconds = sum(
        SECONDS[step.item.type]
        for step in all_steps
        for subject in step.subjects
        if not is_answered(questionnaire, step.item, subject)
    )
    return math.ceil(seconds / 60)
