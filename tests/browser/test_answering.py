"""A whole questionnaire in a real browser: by touch, by keyboard alone, without script, on two devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.plan import COMMENT, ByPointing, Keyboard, WithoutScript, expected, plan

pytestmark = pytest.mark.slow
Visit = Callable[..., Visitor]


def items_of(site: Site) -> Any:
    return site.stored("cio").items


def submits(visitor: Visitor) -> None:
    expect(visitor.page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(visitor.page.get_by_text("not answered", exact=False)).to_have_count(0)
    visitor.page.get_by_role("button", name="Submit my answers").click()
    expect(visitor.page.get_by_role("heading", name="Your answers are in")).to_be_visible()


def test_the_whole_questionnaire_by_touch_at_phone_size(site: Site, visit: Visit) -> None:
    ana = visit()
    ana.starts("cio")
    fingers = ByPointing(ana, Locator.tap)
    answers = plan(items_of(site))
    for number, halves in enumerate(answers):
        for answer in halves:
            fingers.gives(answer)
        if number == 0:
            ana.page.get_by_text("Add a comment").tap()
            ana.page.get_by_label("Comment on this question").fill(COMMENT)
        ana.continues()
    submits(ana)
    assert site.values("cio") == expected(answers)
    assert site.stored("cio").comments[answers[0][0].item.id].text == COMMENT
    assert site.stored("cio").submitted_at is not None


def test_the_whole_questionnaire_by_keyboard_alone(site: Site, visit: Visit) -> None:
    ana = visit(viewport={"width": 1280, "height": 800}, has_touch=False, is_mobile=False)
    keys = Keyboard(ana.page)
    ana.page.goto(site.link("cio"))
    keys.presses(ana.page.get_by_role("button", name="Continue"), "Enter")
    keys.presses(ana.page.get_by_role("button", name="Start"), "Enter")
    ana.page.wait_for_url("**/example")
    keys.presses(ana.page.get_by_role("link", name="Go to the first question"), "Enter")
    answers = plan(items_of(site))
    for halves in answers:
        ana.page.wait_for_url(f"**/{halves[0].item.id}")
        for answer in halves:
            keys.gives(ana, answer)
        keys.presses(ana.page.locator(".actions").get_by_role("button", name="Continue"), "Enter")
    ana.page.wait_for_url("**/check")
    keys.presses(ana.page.get_by_role("button", name="Submit my answers"), "Enter")
    expect(ana.page.get_by_role("heading", name="Your answers are in")).to_be_visible()
    assert site.values("cio") == expected(answers)


def test_the_whole_questionnaire_without_script(site: Site, visit: Visit) -> None:
    ana = visit(java_script_enabled=False)
    ana.starts("cio")
    plain = WithoutScript(ana, Locator.click)
    answers = plan(items_of(site))
    for halves in answers:
        for answer in halves:
            plain.gives(answer)
        ana.continues()
    submits(ana)
    assert site.values("cio") == expected(answers)


@pytest.mark.parametrize("form", ["short"])
def test_a_second_device_goes_on_where_the_first_one_stopped(site: Site, visit: Visit) -> None:
    phone = visit()
    phone.starts("cio")
    answers = plan(items_of(site))
    fingers = ByPointing(phone, Locator.tap)
    for halves in answers[:4]:
        for answer in halves:
            fingers.gives(answer)
        phone.continues()
    phone.page.get_by_role("button", name="Save and finish later").tap()
    expect(phone.page.get_by_role("heading", name="Saved. Come back when it suits you")).to_be_visible()
    phone.context.close()
    laptop = visit(viewport={"width": 1280, "height": 800}, has_touch=False, is_mobile=False)
    laptop.enters("cio")
    assert laptop.page.url == f"{laptop.base}{answers[4][0].item.id}"
    mouse = ByPointing(laptop, Locator.click)
    for halves in answers[4:]:
        for answer in halves:
            mouse.gives(answer)
        laptop.continues()
    submits(laptop)
    assert site.values("cio") == expected(answers)


def test_a_scanner_with_a_browser_that_loads_the_link_and_waits_changes_nothing(site: Site, visit: Visit) -> None:
    scanner = visit()
    scanner.page.goto(site.link("cio"))
    scanner.page.wait_for_timeout(2_000)
    assert scanner.page.url == site.link("cio")
    assert not [cookie for cookie in scanner.context.cookies() if "gcr-" in cookie["name"]]
    assert site.stored("cio").acknowledged_at is None


def test_enter_in_a_field_continues_and_does_not_go_back(site: Site, visit: Visit) -> None:
    ana = visit(java_script_enabled=False)
    ana.starts("cio")
    ana.opens("PS4")
    ana.half("cio").locator(".input").fill("40")
    ana.half("cio").locator(".input").press("Enter")
    ana.page.wait_for_url("**/CC1")
    assert site.values("cio") == {"PS4": {"cio": 40}}
