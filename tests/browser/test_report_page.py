"""The report on the screen in a real browser: for a screen reader, a thumb, a keyboard, in the dark, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from gapcheck.engine import compare
from gapcheck.report import Material, render_html
from tests.browser.test_accessibility import COLOURS, OVERFLOW, RULES, SMALL_TARGETS
from tests.report.waves import example

pytestmark = pytest.mark.slow

#: Marks that still have the colour of paper, which stands in an attribute of theirs.
LEFT_IN_COLOURS_OF_PAPER = """() => {
  const probe = document.createElement('p');
  document.body.append(probe);
  const painted = (colour) => { probe.style.color = colour; return getComputedStyle(probe).color; };
  const left = [];
  for (const mark of document.querySelectorAll('.chart [fill^="#"], .chart [stroke^="#"]')) {
    for (const kind of ['fill', 'stroke']) {
      const given = mark.getAttribute(kind);
      if (given?.startsWith('#') && given !== '#7a838c' && getComputedStyle(mark)[kind] === painted(given)) {
        left.push(`${kind} ${mark.outerHTML}`);
      }
    }
  }
  return [...new Set(left)];
}"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with every answer type, as a file."""
    wave = example("golden-pair")
    path = tmp_path_factory.mktemp("twin") / "report.html"
    path.write_text(render_html(Material(wave, compare(wave), "facilitator")), encoding="utf-8")
    return path


@pytest.fixture
def page(chromium: Browser, file: Path) -> Iterator[Page]:
    """The page where no script of its own could run."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield page
    context.close()


@pytest.fixture
def examined(chromium: Browser, file: Path) -> Iterator[Page]:
    """The page with scripts allowed, which is how it can be examined."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(file.as_uri())
    for table in page.locator("details").all():
        table.evaluate("each => { each.open = true }")
    yield page
    context.close()


def test_it_has_no_axe_finding_fits_a_small_phone_and_a_thumb_and_turns_dark_as_a_whole(examined: Page) -> None:
    assert examined.evaluate(LEFT_IN_COLOURS_OF_PAPER), "in the light they have them"
    light = Axe().run(examined, options={"runOnly": RULES})
    assert not light.violations_count, light.generate_report()
    examined.emulate_media(color_scheme="dark")
    dark = Axe().run(examined, options={"runOnly": COLOURS})
    assert not dark.violations_count, dark.generate_report()
    assert examined.evaluate(LEFT_IN_COLOURS_OF_PAPER) == []
    examined.set_viewport_size({"width": 320, "height": 640})
    assert examined.evaluate(OVERFLOW) == []
    assert examined.evaluate(SMALL_TARGETS) == []


def test_letters_twice_as_large_push_nothing_beyond_a_phone(large_letters: Browser, file: Path) -> None:
    context = large_letters.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(file.as_uri())
    for table in page.locator("details").all():
        table.evaluate("each => { each.open = true }")
    assert page.evaluate(OVERFLOW) == []
    context.close()


def test_numbers_open_by_keyboard_and_without_script(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip the list of pages")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#report")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator("details").first
    expect(first.locator("summary")).to_be_focused()
    expect(first.get_by_role("table")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(first.get_by_role("table")).to_be_visible()


def test_marks_keep_shape_and_fill_where_the_system_chooses_the_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    own, guess = page.locator("circle.mark.own").first, page.locator("circle.mark.guess").first
    expect(own).to_have_css("fill", "rgb(0, 0, 0)")
    expect(guess).to_have_css("fill", "rgb(255, 255, 255)")
    expect(guess).to_have_css("stroke", "rgb(0, 0, 0)")


def test_a_phone_scrolls_the_map_alone_and_what_its_two_ways_mean_stays_in_sight(examined: Page) -> None:
    examined.set_viewport_size({"width": 390, "height": 844})
    note, table = examined.locator(".map-note"), examined.locator(".map-page summary")
    map_alone = examined.get_by_role("group", name="Alignment map")
    ways = [examined.get_by_text("Your own views: closer is up"), examined.get_by_text("The worse of the two guesses")]
    for moved in (0, 312):
        map_alone.evaluate("(map, by) => map.scrollTo(by, 0)", moved)
        for part in (note, table, *ways):
            box = part.bounding_box()
            assert box
            assert box["x"] >= 0, part
            assert box["x"] + box["width"] <= 390, part
    assert map_alone.evaluate("map => map.scrollLeft") > 300


def test_on_paper_a_page_of_the_site_points_to_the_pdf_and_a_file_prints_as_it_is(examined: Page) -> None:
    examined.emulate_media(media="print")
    expect(examined.locator("#report")).to_be_visible()
    expect(examined.locator(".pages")).to_be_hidden()
    examined.locator(".with-pages").evaluate("each => each.classList.add('on-site')")
    expect(examined.locator("#report")).to_be_hidden()
