"""Every state of every page: no finding of axe in light or dark; it fits 320 px; every target can be hit by a thumb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from gapcheck.services import engagements, instruments
from gapcheck.services.seating import Person
from tests.acting import Pair
from tests.browser.conftest import PHONE, Site, Visitor
from tests.browser.states import GIVEN, STATES

pytestmark = pytest.mark.slow
Visit = Callable[..., Visitor]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The dark page is the same page in other colours.
COLOURS = ["color-contrast", "link-in-text-block"]

# Controls lower than 44 px or narrower than 24 px; a link within a sentence needs the height of its line.
SMALL_TARGETS = """() => {
  const small = [];
  const targets = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  for (const target of document.querySelectorAll(targets)) {
    if (!target.checkVisibility() || target.tabIndex < 0 || target.closest('.skip')) continue;
    const parts = [target, ...(target.labels ?? [])].map((part) => part.getBoundingClientRect());
    const height = Math.max(...parts.map((part) => part.height));
    const width = Math.max(...parts.map((part) => part.width));
    const inSentence = target.tagName === 'A' && getComputedStyle(target).display === 'inline';
    if (height < (inSentence ? 18 : 43.5) || width < 23.5) small.push(`${width}x${height} ${target.outerHTML}`);
  }
  return small;
}"""

OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > width + 1)
    .map((part) => part.outerHTML.slice(0, 100));
}"""


# Words of answers that go on in the next line.
BROKEN_WORDS = """() => [...document.querySelectorAll('.answer')].flatMap((answer) => {
  const text = answer.firstChild, range = document.createRange();
  return [...text.data.matchAll(/[^\\s-]+/g)].filter((word) => {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map((word) => word[0]);
})"""


def findings(visitor: Visitor) -> str:
    results = Axe().run(visitor.page, options={"runOnly": RULES})
    return results.generate_report() if results.violations_count else ""


def findings_of_colours(visitor: Visitor) -> list[str]:
    """After ``findings``, which has loaded axe into the page."""
    found = visitor.page.evaluate("rules => axe.run(document, {runOnly: rules})", COLOURS)
    return [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]


def tried(state: str) -> Any:
    """A question before its answer is like itself after it, but for the answer: those are tried in the long run."""
    return pytest.param(state, marks=[pytest.mark.soak] if state.endswith(" empty") else [])


@pytest.mark.parametrize("state", [tried(state) for state in STATES])
def test_a_page_state_has_no_axe_finding_in_light_or_dark_and_fits_a_small_phone_and_a_thumb(
    visit: Visit, state: str
) -> None:
    visitor = visit()
    STATES[state](visitor)
    visitor.page.emulate_media(color_scheme="light")
    assert findings(visitor) == ""
    visitor.page.emulate_media(color_scheme="dark")
    assert findings_of_colours(visitor) == []
    # 320 px is also what a 640 px window at 200 % zoom leaves.
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    assert visitor.page.evaluate(OVERFLOW) == []
    assert visitor.page.evaluate(SMALL_TARGETS) == []
    # A tablet has the wide page and a thumb in front of it.
    visitor.page.set_viewport_size({"width": 768, "height": 1024})
    assert visitor.page.evaluate(OVERFLOW) == []
    assert visitor.page.evaluate(SMALL_TARGETS) == []


def test_letters_twice_as_large_push_no_question_beyond_a_phone_and_leave_a_line_for_each_word_of_an_answer(
    large_letters: Browser, site: Site
) -> None:
    ana = Visitor(large_letters.new_context(**PHONE), site)
    ana.starts("cio")
    for item in (*GIVEN, "GR1", "BS1", "check"):
        ana.opens(item)
        for width in (320, 390):
            ana.page.set_viewport_size({"width": width, "height": 844})
            assert ana.page.evaluate(OVERFLOW) == [], (item, width)
    assert ana.page.evaluate(BROKEN_WORDS) == []
    ana.context.close()


def test_names_of_one_long_word_stay_on_a_small_phone(site: Site, visit: Visit) -> None:
    people = {"cio": Person("maximiliane.featherstonehaugh@northmoorlogistics.example"), "cso": Person("T" * 60)}
    with site.app.app_context():
        instrument = instruments.find(instruments.DEFAULT)
        made = engagements.create(site.pair.facilitator, "northmoorlogistics" * 3, people, instrument)
    ana = visit()
    ana.site = Site(site.app, site.address, Pair(site.pair.facilitator, made.engagement_id, made.wave_id))
    ana.enters("cio")
    for path in ("", "example", "SV1", "check", "not-me"):
        ana.page.goto(ana.base + path)
        ana.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        for width in (320, 768):
            ana.page.set_viewport_size({"width": width, "height": 640})
            assert ana.page.evaluate(OVERFLOW) == [], (path, width)
        if not path:
            ana.page.get_by_role("button", name="Start").click()


def test_an_error_takes_the_focus_to_its_summary_and_the_summary_leads_to_the_field(visit: Visit) -> None:
    visit().starts("cio")
    for script in (True, False):
        visitor = visit(java_script_enabled=script)
        visitor.enters("cio")
        visitor.opens("PS4")
        visitor.page.locator("#cso-text").fill("400")
        visitor.continues()
        assert visitor.page.title().startswith("Error: ")
        assert visitor.page.evaluate("document.activeElement.id") == "problems"
        visitor.page.get_by_role("link", name="Your guess: enter a number from 0 to 100.").click()
        visitor.page.keyboard.type("5")
        assert "5" in visitor.page.locator("#cso-text").input_value()


def test_moving_a_line_is_announced_and_keeps_the_focus(visit: Visit) -> None:
    visitor = visit()
    visitor.starts("cio")
    visitor.opens("GR3")
    half = visitor.half("cio")
    assert half.locator(".line__place").all_inner_texts() == ["–"] * 5
    button = half.get_by_role("button", name="Move Cloud misconfiguration up")
    button.click()
    assert half.locator("p.visually-hidden[role=status]").inner_text() == "Cloud misconfiguration is now 3 of 5"
    assert visitor.page.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "Move Cloud misconfiguration up"
    )
    assert half.locator(".line__place").all_inner_texts() == ["1", "2", "3", "4", "5"]
    assert visitor.half("cso").locator(".line__place").all_inner_texts() == ["–"] * 5


def test_on_paper_the_own_answers_stand_without_controls(visit: Visit) -> None:
    visitor = visit()
    visitor.starts("cio")
    visitor.opens("answers")
    visitor.page.emulate_media(media="print")
    for gone in (".foot", ".actions", ".change >> nth=0"):
        assert not visitor.page.locator(gone).is_visible()
    assert visitor.page.get_by_role("table").is_visible()
