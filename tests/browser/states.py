"""Every state of every page that a respondent can see, by name; each is a way to bring the page into it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator

from gapcheck.services import seats
from tests.browser.conftest import Visitor
from tests.browser.plan import Answer, ByPointing

State = Callable[[Visitor], None]


def _enter(visitor: Visitor) -> None:
    if not visitor.base:
        visitor.starts("cio")


def _question(item: str, *, filled: bool = False) -> State:
    def show(visitor: Visitor) -> None:
        _enter(visitor)
        visitor.opens(item)
        if filled:
            _fill(visitor, item)

    return show


GIVEN = {
    "SV1": 3,
    "SV2": 5,
    "PS1": [1, 3],
    "GR3": [2, 0, 1, 3, 4],
    "CC3": [4, 0, 6],
    "BI1": {0: 15, 1: 80, 2: 5},
    "PS4": "35",
    "OF1": "Meet before the budget round.",
}


def _fill(visitor: Visitor, item: str) -> None:
    definition = visitor.site.stored("cio").instrument.item(item)
    pointer = ByPointing(visitor, Locator.click)
    pointer.gives(Answer(definition, "cio", GIVEN[item]))
    if definition.closed:
        pointer.gives(Answer(definition, "cso", None))
    visitor.sees_saved()


def _fault(item: str, field: str, typed: str) -> State:
    def show(visitor: Visitor) -> None:
        _enter(visitor)
        visitor.opens(item)
        visitor.page.locator(field).fill(typed)
        visitor.continues()
        visitor.page.locator("#problems").wait_for()

    return show


def _unsaved(visitor: Visitor) -> None:
    _enter(visitor)
    visitor.opens("SV1")
    visitor.page.route("**/save", lambda route: route.abort())
    visitor.half("cio").locator("label.choice").first.click()
    visitor.page.locator('[data-save-state][data-state="waiting"]').wait_for()


def _conflict(visitor: Visitor) -> None:
    _enter(visitor)
    visitor.opens("SV1")
    visitor.page.evaluate("document.querySelector('[name=\"revision.cio\"]').value = 99")
    visitor.half("cio").locator("label.choice").nth(1).click()
    visitor.continues()
    visitor.page.locator("#newer").wait_for()


def _comment(visitor: Visitor) -> None:
    _enter(visitor)
    visitor.opens("SV1")
    visitor.page.get_by_text("Add a comment").click()


def _wrong_form(visitor: Visitor) -> None:
    _enter(visitor)
    visitor.opens("OF1")
    visitor.page.locator("textarea").fill("Some words that must not be lost")
    visitor.page.evaluate("document.querySelector('#question [name=pid]').value = 'somebody-else'")
    visitor.continues()
    visitor.page.get_by_role("heading", name="This page belongs to somebody else").wait_for()


def _page(path: str) -> State:
    def show(visitor: Visitor) -> None:
        _enter(visitor)
        visitor.opens(path)

    return show


def _submitted(visitor: Visitor) -> None:
    _enter(visitor)
    visitor.opens("check")
    visitor.page.get_by_role("button", name="Submit my answers").click()
    visitor.page.wait_for_url("**/done")


def _left(visitor: Visitor) -> None:
    _enter(visitor)
    visitor.opens("later")
    visitor.page.get_by_role("main").get_by_role("button", name="Finish and leave").click()
    visitor.page.wait_for_url("**/left")


def _door(visitor: Visitor) -> None:
    visitor.page.goto(visitor.site.link("cio"))


def _unknown_link(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.site.address}/i/gc1_unknown")
    visitor.page.get_by_role("button", name="Continue").click()
    visitor.page.get_by_role("heading", name="This link does not work").wait_for()


def _start(visitor: Visitor) -> None:
    visitor.enters("cio")


def _pin(visitor: Visitor) -> None:
    site = visitor.site
    with site.app.app_context():
        seat = next(seat.seat_id for seat in site.pair.shown.seats if seat.role.id == "cio")
        seats.set_pin(site.pair.facilitator, seat, "271828")
    visitor.page.goto(site.link("cio"))
    visitor.page.get_by_role("button", name="Continue").click()
    visitor.page.get_by_role("heading", name="Your PIN, please").wait_for()


def _wrong_pins(visitor: Visitor, count: int) -> None:
    _pin(visitor)
    for _ in range(count):
        visitor.page.get_by_label("PIN").fill("111111")
        visitor.page.get_by_role("button", name="Continue").click()
        visitor.page.locator("#problems, h1:has-text('locked')").first.wait_for()


def _withdraw(visitor: Visitor, *, meant: bool) -> None:
    _enter(visitor)
    visitor.opens("withdraw")
    if meant:
        visitor.page.get_by_label("Yes, erase my answers").click()
    visitor.page.get_by_role("button", name="Withdraw").click()
    visitor.page.locator("#problems, h1:has-text('You have withdrawn')").first.wait_for()


def _public(path: str, **fields: str) -> State:
    def show(visitor: Visitor) -> None:
        visitor.page.goto(visitor.site.address + path)
        for label, text in fields.items():
            visitor.page.get_by_label(label.replace("_", " ")).fill(text)
            visitor.page.locator("main button").click()

    return show


STATES: dict[str, State] = {
    "door": _door,
    "unknown link": _unknown_link,
    "start": _start,
    "example": _page("example"),
    **{f"{item} empty": _question(item) for item in GIVEN},
    **{f"{item} filled": _question(item, filled=True) for item in GIVEN},
    "scale with ends only": _question("BS1"),
    "comment open": _comment,
    "number at fault": _fault("PS4", "#cio-text", "about half"),
    "points at fault": _fault("BI1", "#cso-prevention", "60"),
    "text at fault": _fault("OF1", "#cio-text", "word " * 100),
    "not saved yet": _unsaved,
    "answered elsewhere": _conflict,
    "wrong form": _wrong_form,
    "check": _page("check"),
    "later": _page("later"),
    "answers": _page("answers"),
    "start again": _page(""),
    "done": _submitted,
    "answers after submitting": lambda visitor: (_submitted(visitor), visitor.opens("answers"))[0],
    "left": _left,
    "PIN": _pin,
    "wrong PIN": lambda visitor: _wrong_pins(visitor, 1),
    "link locked": lambda visitor: _wrong_pins(visitor, 5),
    "withdraw": _page("withdraw"),
    "withdraw without its tick": lambda visitor: _withdraw(visitor, meant=False),
    "withdrawn": lambda visitor: _withdraw(visitor, meant=True),
    "reminders": _page("reminders"),
    "not the right person": _page("not-me"),
    "told": _page("told"),
    "link again": _public("/link"),
    "link again at fault": _public("/link", Your_mail_address="nobody"),
    "link sent": _public("/link/sent"),
    "stop reminders": _public("/stop/anything"),
    "reminders stopped": _public("/stopped"),
    "nothing there": _page("XX9"),
    "signed out": lambda visitor: (_left(visitor), visitor.opens(""))[0],
}
