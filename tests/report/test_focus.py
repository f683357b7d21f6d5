"""The choice at full size: every option, both in words, and the published figures where they belong."""

from __future__ import annotations

from dataclasses import replace

from gapcheck.engine.wave import SharedComment
from gapcheck.instruments.model import Reference
from gapcheck.report.render import page
from gapcheck.vocabulary import ItemType, View
from tests.report.waves import document, example, likert, made, option_item


def test_it_is_the_greatest_risk_with_every_option_named_or_not() -> None:
    focus = document(example("northmoor-full")).focus
    assert (focus.theme, focus.number) == ("Greatest risk", 13)
    assert [option.marks.text for option in focus.options if option.marks.named] == [
        "Existing technology is misconfigured",
        "Security decisions come after business decisions",
    ]
    assert sum(option.marks.empty for option in focus.options) == 5


def test_each_published_figure_stands_beside_the_option_that_it_is_about() -> None:
    focus = document(example("northmoor-full")).focus
    beside = {option.marks.text: option.published for option in focus.options if option.published}
    assert beside == {
        "Existing technology is misconfigured": ("named first by CSOs",),
        "New technology is adopted that exposes the business": ("named second by CSOs",),
        "Too little is invested in information security": ("named third by CSOs",),
        "Security decisions come after business decisions": ("expected by 36 % of CIOs",),
    }
    assert "sample size not stated" in focus.introduction


def test_figures_that_stand_there_stand_nowhere_else() -> None:
    doc = document(example("northmoor-full"))
    assert all(row.number != doc.focus.number for survey in doc.surveys for row in survey.rows)


def test_only_comments_with_their_authors_tick_are_quoted() -> None:
    figure = Reference("R", "A figure.", "others", View.OWN, 2015, "A survey", value=40.0, options=("o1",))
    item = option_item("C1", "Theme", ItemType.SINGLE, ["First", "Second"], references=(figure,))
    notes = {"C1": (SharedComment("Shown words", share=True), SharedComment("Withheld words"))}
    focus = document(made({"Theme": [item]}, {"C1": ("o1", "o2", "o1", "o1")}, comments=notes)).focus
    assert [comment.text for comment in focus.comments] == ["Shown words"]


def test_without_a_published_figure_about_an_option_there_is_no_such_page() -> None:
    assert document(likert([(4, 4, 4, 4)])).focus is None
    plain = Reference("R", "A figure.", "others", View.OWN, 2015, "A survey")
    item = option_item("C1", "Theme", ItemType.SINGLE, ["First", "Second"], references=(plain,))
    assert document(made({"Theme": [item]}, {"C1": ("o1", "o2", "o1", "o1")})).focus is None


def test_a_choice_that_nobody_answered_has_no_page() -> None:
    wave = example("northmoor-full")
    seats = tuple(
        replace(seat, answers={item: given for item, given in seat.answers.items() if item != "GR1"})
        for seat in wave.seats
    )
    doc = document(replace(wave, seats=seats))
    assert doc.focus is None
    assert any(row.number == 13 for survey in doc.surveys for row in survey.rows)
    assert page(doc)
