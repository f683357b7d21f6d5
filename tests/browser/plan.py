"""One answer to every item, and four ways to give it: by touch, by keyboard, and without script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType
from tests.browser.conftest import Visitor

COMMENT = "We changed this in spring."


@dataclass(frozen=True, slots=True)
class Answer:
    """What to give to one half, in terms of what stands on the page."""

    item: Item
    subject: str
    #: None declines; else a label index, label indices, an order of moves, points by index, or text.
    give: Any

    @property
    def value(self) -> Any:
        """The value that must be stored for it."""
        ids = self.item.option_ids
        match self.item.type:
            case _ if self.give is None:
                return {"no_answer": "no_firm_view" if self.subject == "cio" else "cannot_say"}
            case ItemType.SINGLE:
                return ids[self.give]
            case ItemType.SCALE:
                return self.give + 1
            case ItemType.MULTI:
                return [ids[index] for index in self.give]
            case ItemType.RANKING | ItemType.TOP:
                return [ids[index] for index in self.give]
            case ItemType.ALLOCATION:
                return {ids[index]: points for index, points in self.give.items()}
            case ItemType.NUMBER:
                return int(self.give)
            case ItemType.TEXT:
                return self.give


def plan(items: tuple[Item, ...]) -> list[list[Answer]]:
    """For each item the CIO's own view and guess; every kind of answer and of declining occurs."""
    return [
        [Answer(item, "cio", _own(item, index))] + ([Answer(item, "cso", _guess(item, index))] if item.closed else [])
        for index, item in enumerate(items)
    ]


def _own(item: Item, index: int) -> Any:
    match item.type:
        case ItemType.SINGLE:
            return index % (len(item.options) - 1)
        case ItemType.SCALE:
            return index % len(item.labels)
        case ItemType.MULTI:
            return [1, 3]
        case ItemType.RANKING:
            # The third line moved up twice.
            return [2, 0, 1, *range(3, len(item.options))]
        case ItemType.TOP:
            return [4, 0, 6]
        case ItemType.ALLOCATION:
            return {0: 15, 1: 80, 2: 5}
        case ItemType.NUMBER:
            return "35"
        case ItemType.TEXT:
            return "Meet before the budget round."


def _guess(item: Item, index: int) -> Any:
    if item.type is ItemType.RANKING:
        return list(range(len(item.options)))
    if index % 3 == 0:
        return None
    return _own(item, index + 1)


def expected(all_answers: list[list[Answer]]) -> dict[str, dict[str, Any]]:
    """What must be stored in the end."""
    return {answers[0].item.id: {answer.subject: answer.value for answer in answers} for answers in all_answers}


Press = Callable[[Locator], None]


class ByPointing:
    """With script: ``press`` taps or clicks."""

    def __init__(self, visitor: Visitor, press: Press) -> None:
        self.visitor, self.press = visitor, press

    def gives(self, answer: Answer) -> None:
        """Give one answer."""
        half = self.visitor.half(answer.subject)
        if answer.give is None:
            words = "No firm view" if answer.subject == "cio" else "I can't say"
            self.press(half.locator("label.choice", has_text=words))
            return
        getattr(self, f"_{answer.item.type.value}")(half, answer.give)

    def _single(self, half: Locator, index: int) -> None:
        self.press(half.locator("label.choice").nth(index))

    _scale = _single

    def _multi(self, half: Locator, indices: list[int]) -> None:
        for index in indices:
            self.press(half.locator("label.choice").nth(index))

    def _ranking(self, half: Locator, order: list[int]) -> None:
        if order == sorted(order):
            self.press(half.get_by_role("button", name="This order is right"))
            return
        third = half.locator(".line").nth(2).locator(".line__text").inner_text()
        for _ in range(2):
            self.press(half.get_by_role("button", name=f"Move {third} up"))

    def _top(self, half: Locator, order: list[int]) -> None:
        for index in order:
            self.press(half.locator(".line__tick").nth(index))

    def _allocation(self, half: Locator, points: dict[int, int]) -> None:
        for index, amount in points.items():
            row = half.locator(".line").nth(index)
            if amount > 20:
                row.locator("input").fill(str(amount))
            else:
                for _ in range(amount // 5):
                    self.press(row.locator(".step").nth(1))

    def _number(self, half: Locator, text: str) -> None:
        half.locator(".input").fill(text)

    def _text(self, half: Locator, text: str) -> None:
        half.locator("textarea").fill(text)


class WithoutScript(ByPointing):
    """The lists of places and plain fields that stand on the page by themselves."""

    def _ranking(self, half: Locator, order: list[int]) -> None:
        for place, index in enumerate(order, 1):
            half.locator("select").nth(index).select_option(str(place))

    _top = _ranking

    def _allocation(self, half: Locator, points: dict[int, int]) -> None:
        for index, amount in points.items():
            half.locator(".line input").nth(index).fill(str(amount))


class Keyboard:
    """Keys only: Tab to go on, arrows and space to choose. Never a pointer, never a focus set by the test."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def goes_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus."""
        wanted = target.element_handle()
        for _ in range(120):
            if self.page.evaluate("target => document.activeElement === target", wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def presses(self, target: Locator, key: str = "Space") -> None:
        """Go to the target and press a key on it."""
        self.goes_to(target)
        self.page.keyboard.press(key)

    def gives(self, visitor: Visitor, answer: Answer) -> None:
        """Give one answer."""
        half = visitor.half(answer.subject)
        kind = answer.item.type
        if kind in (ItemType.SINGLE, ItemType.SCALE):
            radios = half.locator("input[type=radio]")
            self._radio(radios, radios.count() - 1 if answer.give is None else answer.give)
        elif answer.give is None:
            self.presses(half.locator("[data-decline]"))
        elif kind is ItemType.MULTI:
            for index in answer.give:
                self.presses(half.locator("input[type=checkbox]").nth(index))
        elif kind is ItemType.RANKING:
            self._ranking(half, answer.give)
        elif kind is ItemType.TOP:
            for index in sorted(answer.give):
                self.presses(half.locator(".line__tick input").nth(index))
            self._reorder(half, answer)
        elif kind is ItemType.ALLOCATION:
            for index, amount in answer.give.items():
                self.goes_to(half.locator(".line input").nth(index))
                self.page.keyboard.type(str(amount))
        else:
            self.goes_to(half.locator(".with-unit .input, textarea"))
            self.page.keyboard.type(answer.give)

    def _radio(self, radios: Locator, index: int) -> None:
        self.goes_to(radios.first)
        if index == 0:
            self.page.keyboard.press("Space")
        for _ in range(index):
            self.page.keyboard.press("ArrowDown")

    def _ranking(self, half: Locator, order: list[int]) -> None:
        if order == sorted(order):
            self.presses(half.get_by_role("button", name="This order is right"))
            return
        third = half.locator(".line").nth(2).locator(".line__text").inner_text()
        self.goes_to(half.get_by_role("button", name=f"Move {third} up"))
        # The focus stays on the pressed button, so the second press needs no way to it.
        for _ in range(2):
            self.page.keyboard.press("Enter")

    def _reorder(self, half: Locator, answer: Answer) -> None:
        texts = [answer.item.options[index].text for index in answer.give]
        first = answer.item.options[sorted(answer.give)[0]].text
        # Ticked from top to bottom; the one on top of the list is wanted in second place.
        assert texts[1] == first
        self.presses(half.get_by_role("button", name=f"Move {first} down"), "Enter")
