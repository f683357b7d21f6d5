"""The shipped CIO and CSO questionnaire keeps to its rules."""

from __future__ import annotations

import re

import pytest

from gapcheck.instruments.model import Instrument, Item
from gapcheck.vocabulary import Direction, ItemType, View

SHORT = [
    "SV1",
    "SV2",
    "PS1",
    "PS2",
    "CC1",
    "CC2",
    "CC3",
    "CC4",
    "GR1",
    "GR2",
    "LB1",
    "LB2",
    "BR1",
    "BR3",
    "BI1",
    "BI2",
    "AR1",
    "BS1",
    "OF1",
]
TYPES = {
    ItemType.SCALE: "SV1 SV4 PS2 PS3 CC1 CC2 CC4 LB2 BR3 BI2 AR3 BS1 BS2",
    ItemType.SINGLE: "SV2 SV3 GR1 GR2 LB1 BR2 BI3 AR1 AR2",
    ItemType.MULTI: "PS1 BR1",
    ItemType.NUMBER: "PS4 BR4",
    ItemType.TOP: "CC3",
    ItemType.RANKING: "GR3",
    ItemType.ALLOCATION: "BI1",
    ItemType.TEXT: "OF1",
}


def _words(item: Item) -> list[str]:
    return [item.text, item.short, *([item.guess] if item.guess else []), *(option.text for option in item.options)]


def test_it_has_thirty_items_in_ten_themes(shipped_instrument: Instrument) -> None:
    assert (len(shipped_instrument.items), len(shipped_instrument.themes)) == (30, 10)
    assert [theme.id for theme in shipped_instrument.themes] == [
        "strategic-value", "project-stage", "cadence", "greatest-risk", "line-of-business",
        "breach-response", "budget", "authority", "speed-security", "open",
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "ids"), TYPES.items())
def test_each_item_has_its_type(shipped_instrument: Instrument, kind: ItemType, ids: str) -> None:
    assert [item.id for item in shipped_instrument if item.type is kind] == ids.split()


def test_the_short_form_holds_eighteen_paired_items_and_the_open_one(shipped_instrument: Instrument) -> None:
    assert shipped_instrument.form_names == ("full", "short")
    assert [item.id for item in shipped_instrument.form_items("short")] == SHORT


@pytest.mark.parametrize(("left", "right"), [("SV2", "SV3"), ("GR1", "GR2")])
def test_mirrors_are_equal_in_shape(shipped_instrument: Instrument, left: str, right: str) -> None:
    one, other = shipped_instrument.item(left), shipped_instrument.item(right)
    assert (one.type, len(one.options), one.tau) == (other.type, len(other.options), other.tau)
    assert ("other" in one.option_ids) == ("other" in other.option_ids)
    assert _without_departments(one.text) == _without_departments(other.text)
    assert _without_departments(one.guess or "") == _without_departments(other.guess or "")


def _without_departments(text: str) -> str:
    """The text with the words that name a department, or the risk that it raises, taken out."""
    return re.sub(r"\b(IT|security|business)\b", "_", text)


def test_no_text_of_an_item_is_longer_than_twenty_words(shipped_instrument: Instrument) -> None:
    long = [text for item in shipped_instrument for text in (item.text, item.guess or "") if len(text.split()) > 20]
    assert long == []


def test_no_text_leans_to_one_side(shipped_instrument: Instrument) -> None:
    loaded = re.compile(r"\b(fail|fails|failure|lack|lacks|refuse|refuses|blame|wrong|poor|bad)\b", re.IGNORECASE)
    assert [text for item in shipped_instrument for text in _words(item) if loaded.search(text)] == []


def test_every_guess_names_the_other_and_nothing_else_does(shipped_instrument: Instrument) -> None:
    paired = [item for item in shipped_instrument if item.closed]
    assert all((item.guess or "").count("{other}") == 1 for item in paired)
    assert all("{" not in item.text for item in shipped_instrument)


def test_falling_scales_are_those_that_start_with_the_most(shipped_instrument: Instrument) -> None:
    falling = {item.id for item in shipped_instrument if item.scale and item.scale.direction is Direction.FALLING}
    assert falling == {"CC1", "CC2"}


def test_the_first_part_is_asked_at_the_stages_of_projects_up_to_go_live(shipped_instrument: Instrument) -> None:
    stages = [option.text for option in shipped_instrument.item("PS1").options]
    assert list(shipped_instrument.item("PS2").labels) == stages[:6]


def test_the_ideal_is_asked_on_the_scale_of_today(shipped_instrument: Instrument) -> None:
    today, ideal = shipped_instrument.item("BS1"), shipped_instrument.item("BS2")
    assert today.scale == ideal.scale
    assert [bool(label) for label in today.labels] == [True, *[False] * 5, True]


class TestPublishedFigures:
    """The references say what was published, and not one thing more."""

    def test_each_is_at_its_item_with_its_figure(self, shipped_instrument: Instrument) -> None:
        found = {
            (reference.id, item.id, reference.value, reference.rank, reference.options)
            for item in shipped_instrument
            for reference in item.references
        }
        assert found == {
            ("R1", "BR1", 57, None, ("scrutiny-of-it",)),
            ("R2", "BR1", 50, None, ("focus-on-security",)),
            ("R3", "SV1", 77, None, (4, 5)),
            ("R4", "PS1", 81, None, ("requirements",)),
            ("R5", "PS1", 80, None, ("evaluation",)),
            ("R6", "CC1", 65, None, (1, 2, 3)),
            ("R7", "CC1", 78, None, (1, 2, 3)),
            ("R8", "CC2", None, None, (1, 2)),
            ("R9", "GR1", None, 1, ("misconfigured",)),
            ("R9", "GR1", None, 2, ("exposing-technology",)),
            ("R9", "GR1", None, 3, ("underinvested",)),
            ("R10", "GR1", 36, None, ("after-business",)),
            ("R11", "LB1", None, None, ()),
            ("R11", "LB2", None, None, ()),
        }

    def test_only_the_36_percent_is_a_guess_and_it_is_the_cios(self, shipped_instrument: Instrument) -> None:
        guesses = [each for item in shipped_instrument for each in item.references if each.view is View.GUESS]
        assert [(each.id, each.roles) for each in guesses] == [("R10", ("cio",))]

    def test_the_two_weekly_figures_are_said_to_come_from_different_people(
        self, shipped_instrument: Instrument
    ) -> None:
        assert all("not asked as pairs" in each.text for each in shipped_instrument.item("CC1").references)

    def test_half_is_said_to_be_published_as_half(self, shipped_instrument: Instrument) -> None:
        assert 'published as "half"' in shipped_instrument.item("BR1").references[1].text

    def test_no_figure_of_another_survey_slipped_in(self, shipped_instrument: Instrument) -> None:
        references = [each for item in shipped_instrument for each in item.references]
        assert {(each.year, each.source) for each in references} == {(2015, "2015 CIO/CSO Partnership Survey")}
        assert not any("9,000" in each.text or "majority" in each.text.lower() for each in references)
