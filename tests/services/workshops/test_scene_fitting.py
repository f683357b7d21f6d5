"""Whatever a questionnaire holds, a projector can be read from the back of a room, and nothing goes unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from gapcheck.charts.room import NARROW, WIDE
from gapcheck.charts.textfit import text_width
from gapcheck.engine import compare
from gapcheck.engine.sentences import Pair
from gapcheck.engine.wave import Wave
from gapcheck.instruments.model import Option, Scale
from gapcheck.paths import STATIC, TEMPLATES
from gapcheck.services.workshops import scene_deciding, scene_height
from gapcheck.services.workshops.scene import Choices, ItemScene, item_scene
from gapcheck.services.workshops.scene_fitting import LEAST, Fitted, percent
from gapcheck.services.workshops.scene_height import beside
from gapcheck.services.workshops.scene_words import name_of
from gapcheck.vocabulary import ItemType, RevealOrder
from tests.report import hostile
from tests.report.waves import Answers, example, made, option_item, scale_item

OWN_WORDS = {"option": "other", "text": hostile.COMMENT}


def the_fullest() -> Wave:
    """As many options as an item may have, each as long as it may be, and long words and own words."""
    thirty = [hostile.option_text(number) for number in range(1, 31)]
    twelve = thirty[:12]
    ids = [f"o{number}" for number in range(1, 31)]
    eleven = Scale(
        "eleven", tuple(f"Position {number} of a scale with very long words at each of it"[:60] for number in range(11))
    )
    words = option_item("G1", "Other", ItemType.SINGLE, ["Short", hostile.LONG_WORD])
    points = dict(zip(ids[:12], [5] * 8 + [15] * 4, strict=True))
    items = {
        "Choices": [
            option_item("A1", "Choices", ItemType.SINGLE, thirty),
            option_item("B1", "Choices", ItemType.MULTI, thirty),
            option_item("B2", "Choices", ItemType.MULTI, twelve),
        ],
        "Orders": [
            option_item("C1", "Orders", ItemType.RANKING, twelve),
            option_item("C2", "Orders", ItemType.TOP, thirty, pick=12),
        ],
        "Points": [option_item("D1", "Points", ItemType.ALLOCATION, twelve)],
        "Scales": [scale_item("E1", "Scales", eleven)],
        "Other": [replace(words, options=(*words.options, Option("other", "Something else")))],
    }
    answers: dict[str, Answers] = {
        "A1": ("o1", "o29", "o30", "o4"),
        "B1": (ids[:20], ids[10:], ids[::2], ids[1::2]),
        "B2": (["o1", "o2"], ["o2"], ["o3"], ["o2", "o12"]),
        "C1": (ids[:12], ids[11::-1], ids[:12], ids[11::-1]),
        "C2": (ids[:12], ids[18:], ids[6:18], ids[:12]),
        "D1": (points, {**points, "o1": 15, "o12": 5}, points, points),
        "E1": (1, 11, 4, 7),
        "G1": (OWN_WORDS, OWN_WORDS, OWN_WORDS, "o2"),
    }
    return made(items, answers)


WAVES: dict[str, Callable[[], Wave]] = {
    **hostile.WAVES,
    "fullest": the_fullest,
    "shipped": partial(example, "northmoor-full"),
}


def scenes(wave: Wave, **choices: Any) -> Iterator[ItemScene]:
    """Every item at the three steps that can have a chart."""
    pair = Pair(wave, compare(wave))
    for facts in pair:
        for step in (1, 2, 3):
            yield item_scene(pair, facts.item.id, step, RevealOrder.GUESSES_FIRST, (1, 30), Choices(**choices))


def drawn(scene: ItemScene) -> Iterator[tuple[Fitted, float, float]]:
    """The charts of a scene, with the width that each has and the height that words beside it take."""
    if scene.charts is None:
        return
    said = [(name_of(each, scene.people), each.words) for each in (*scene.said, *scene.comments)]
    yield from zip(scene.charts, (NARROW, WIDE), beside(said, scene.question), strict=True)


@pytest.mark.parametrize("name", WAVES)
@pytest.mark.parametrize("question", ["", "What would have to change before you would both say the same of it? " * 5])
def test_no_word_of_a_chart_is_smaller_than_can_be_read_from_the_back(name: str, question: str) -> None:
    small = {
        (scene.short, scene.step.value, width): round(percent(fitted, width, taken), 2)
        for scene in scenes(WAVES[name](), question=question)
        for fitted, width, taken in drawn(scene)
        if percent(fitted, width, taken) < LEAST
    }
    assert small == {}


@pytest.mark.parametrize("name", WAVES)
def test_no_word_of_a_list_leaves_its_chart(name: str) -> None:
    for scene in scenes(WAVES[name]()):
        for fitted, _, _ in drawn(scene):
            for words in fitted.chart.words if fitted.chart.kind in ("compact", "marks", "points") else ():
                wide = text_width(words.text, 0.9 * 9)
                left = words.x if words.anchor == "start" else words.x - wide / 2
                assert left > -1
                assert left + wide < fitted.chart.width + 1, words


def test_the_sizes_that_heights_are_estimated_with_are_those_of_the_style_sheets() -> None:
    sheets = "".join(file.read_text() for file in (STATIC / "workshop" / "stage").glob("*.css"))

    def size(selector: str) -> float:
        found = re.search(rf"^{re.escape(selector)} {{[^}}]*?font(?:-size)?:[^;]*?([0-9.]+)rem", sheets, re.MULTILINE)
        assert found, selector
        return float(found[1])

    assert size(".statement") == scene_height.STATEMENT
    assert size(".said--beside") == scene_height.WORDS
    assert size(".question") == scene_height.QUESTION
    assert size(".question--long") == scene_height.LONG_QUESTION
    assert "question | length > 110" in (TEMPLATES / "workshop" / "_stage.html").read_text()
    assert scene_height.LONG_FROM == 110


def test_the_sizes_of_decisions_are_those_of_their_style_sheet() -> None:
    sheet = (STATIC / "workshop" / "stage" / "deciding.css").read_text()
    rules = {
        name: dict(re.findall(r"--(\w+): ([0-9.]+)rem", rule))
        for name, rule in re.findall(r"\.([\w-]+) {([^}]*)}", sheet)
    }
    for size in scene_deciding.SIZES:
        rule = {**rules["body--decide"], **rules.get(size.name, {})}
        assert {name: float(value) for name, value in rule.items()} == {
            name: getattr(size, name) for name in ("text", "facts", "between", "above")
        }


def options_of(fitted: Fitted, text: str) -> int:
    return sum(words.text.startswith(text) for words in fitted.chart.words)


@pytest.mark.parametrize("item", ["A1", "B1", "B2", "C1", "C2", "D1"])
def test_every_option_is_on_the_chart_or_counted_as_left_away(item: str) -> None:
    wave = the_fullest()
    pair = Pair(wave, compare(wave))
    scene = item_scene(pair, item, 2, RevealOrder.GUESSES_FIRST, (1, 2))
    assert scene.charts is not None
    for fitted in scene.charts:
        listed = options_of(fitted, "Option ")
        assert listed + fitted.unnamed + fitted.chart.left_out == len(pair.facts(item).item.options)
        assert fitted.noted
        assert fitted.chart.shortened == any(words.text.endswith("…") for words in fitted.chart.words)


def test_what_nobody_named_is_left_away_before_a_word_is_shortened() -> None:
    wave = the_fullest()
    scene = item_scene(Pair(wave, compare(wave)), "A1", 2, RevealOrder.GUESSES_FIRST, (1, 2))
    assert scene.charts is not None
    for fitted in scene.charts:
        assert (fitted.unnamed, fitted.chart.left_out, fitted.chart.shortened) == (26, 0, False)


def test_long_own_words_stand_in_place_of_the_chart_and_every_answer_beside_them() -> None:
    wave = the_fullest()
    scene = item_scene(Pair(wave, compare(wave)), "G1", 2, RevealOrder.GUESSES_FIRST, (1, 2))
    assert scene.charts is None
    assert scene.said == scene.told
    assert len(scene.said) == 4
