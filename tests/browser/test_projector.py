"""What a browser makes of the fullest questionnaires at three sizes: nothing is cut off, and no chart too small."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from flask import Flask, render_template
from playwright.sync_api import Browser, Page

from gapcheck.engine import compare
from gapcheck.engine.sentences import Pair
from gapcheck.paths import STATIC
from gapcheck.services.workshops.scene import item_scene
from gapcheck.services.workshops.scene_deciding import SIZES as DECIDED
from gapcheck.services.workshops.scene_deciding import ScreenDecision
from gapcheck.services.workshops.scene_fitting import LEAST
from gapcheck.services.workshops.scene_words import people_of
from gapcheck.services.workshops.showing import ClosingScene, OnScreen
from gapcheck.sheets import embedded, flat
from gapcheck.vocabulary import RevealOrder
from tests.instances import app, empty_instance, settings
from tests.report.hostile import every_type_at_its_longest, scripts_everywhere
from tests.report.waves import example
from tests.services.workshops.test_scene_fitting import the_fullest

__all__ = ["app", "empty_instance", "settings"]

SIZES = ((1280, 720), (1024, 768), (1920, 1080))
#: The guesses have nothing that the own views have not, and the talk has a question besides.
OWN, TALK = 2, 3
#: A browser loads a font once something is set in it: without this the first page is measured in the system's.
FONTS = """Promise.all(
  [...document.fonts].filter(font => !font.family.includes('fallback')).map(font => font.load())
).then(fonts => fonts.length)"""
LOOK = """() => {
  const found = [];
  for (const text of document.querySelectorAll('svg.room text')) {
    const box = text.getBoundingClientRect();
    if (!box.width) continue;
    const size = 100 * parseFloat(text.getAttribute('font-size')) * text.getScreenCTM().d / innerHeight;
    if (size < LEAST - 0.005) found.push(`${text.textContent}: ${size.toFixed(2)} % of the height`);
    if (box.left < 0 || box.right > innerWidth || box.bottom > innerHeight) found.push(`${text.textContent}: cut off`);
  }
  for (const part of document.querySelectorAll('.stage, .body')) {
    if (part.scrollHeight > part.clientHeight + 1) found.push(`${part.className}: too high`);
  }
  return found;
}""".replace("LEAST", str(LEAST))


@pytest.fixture
def projectors(chromium: Browser) -> Iterator[list[Page]]:
    """A screen of each size."""
    pages = [chromium.new_page(viewport={"width": width, "height": height}) for width, height in SIZES]
    yield pages
    for page in pages:
        page.close()


#: Which sizes all that is decided fits in, the largest first.
TRIED = """sizes => {
  const body = document.querySelector('.body--decide');
  const chosen = sizes.indexOf(body.className.split(' ').at(-1));
  const fits = sizes.map(size => {
    body.className = `body body--decide ${size}`;
    return body.scrollHeight <= body.clientHeight + 1;
  });
  return [chosen, fits];
}"""
PROMISE = "Meet before each budget round and write down which work the next release cannot do without, with a figure. "


WAVES: dict[str, Any] = {
    "longest": every_type_at_its_longest,
    "scripts": scripts_everywhere,
    "fullest": the_fullest,
    "shipped": lambda: example("northmoor-full"),
}


@pytest.mark.parametrize("name", WAVES)
def test_nothing_on_a_projector_is_cut_off_or_too_small_to_read(app: Flask, projectors: list[Page], name: str) -> None:
    wave = WAVES[name]()
    pair = Pair(wave, compare(wave))
    style = flat(STATIC / "screen.css", embedded(STATIC))
    for page in projectors:
        page.set_content(f'<style>{style}</style><body class="screen"></body>')
        assert page.evaluate(FONTS)
    faults = {}
    for item in wave.items[:: 4 if name == "shipped" else 1]:
        for step in (OWN, TALK):
            scene = item_scene(pair, item.id, step, RevealOrder.GUESSES_FIRST, (1, 30))
            with app.test_request_context():
                markup = render_template("workshop/now.html", code="", shown=OnScreen(1, False, 300, True, scene))
            for page, size in zip(projectors, SIZES, strict=True):
                page.evaluate("markup => { document.body.innerHTML = markup; }", markup)
                if found := page.evaluate(LOOK):
                    faults[item.id, step, size] = found[:3]
    assert faults == {}


def test_commitments_are_set_as_large_as_they_fit_and_at_most_one_size_smaller(
    app: Flask, projectors: list[Page]
) -> None:
    people = people_of(Pair(example("northmoor-full"), compare(example("northmoor-full"))))
    style = flat(STATIC / "screen.css", embedded(STATIC))
    for page in projectors:
        page.set_content(f'<style>{style}</style><body class="screen"></body>')
        assert page.evaluate(FONTS)
    faults = {}
    long = ((30, 30), (60, 0), (90, 90), (200, 30), (170, 250), (400, 400))
    for count, (letters, evidence) in product((1, 2, 3), long):
        one = ScreenDecision((4 * PROMISE)[:letters], "CIO", date(2030, 3, 14), (4 * PROMISE)[:evidence])
        scene = ClosingScene((one,) * count, tuple(people), date(2030, 9, 1))
        with app.test_request_context():
            markup = render_template("workshop/now.html", code="", shown=OnScreen(1, False, None, False, scene))
        for page in projectors:
            page.evaluate("markup => { document.body.innerHTML = markup; }", markup)
        looks = [page.evaluate(TRIED, [size.name for size in DECIDED]) for page in projectors]
        chosen = looks[0][0]
        largest = [all(fits) for fits in zip(*(fits for _, fits in looks), strict=True)].index(True)
        if not largest <= chosen <= largest + 1:
            faults[count, letters, evidence] = (chosen, largest)
    assert faults == {}
