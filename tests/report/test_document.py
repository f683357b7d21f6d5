"""The page model: what is on the pages, decided before anything is set."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest

from gapcheck.engine.wave import ReportLabel, SharedComment, Wave
from gapcheck.report.finding_pages import ItemBlock
from gapcheck.report.pages import Document
from gapcheck.report.render import page
from gapcheck.vocabulary import ItemType
from tests.report.waves import document, example, likert, made, option_item, scale_item, swapped

AGREED = likert([(4, 4, 4, 4)] * 12)
DIFFERENT_AND_KNOWN = likert([(5, 1, 1, 5)] * 12)
DIFFERENT_AND_UNSEEN = likert([(5, 1, 5, 1)] * 12)
NOT_COMPARABLE = likert([(None, 4, 4, 4)] * 12)


def texts(value: Any) -> list[str]:
    """Every text anywhere in a page model."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list | tuple):
        return [text for each in value for text in texts(each)]
    return []


def drawn(block: ItemBlock) -> Any:
    """The chart of a question, of whichever kind."""
    return block.picture


def test_questions_are_numbered_from_one_as_on_the_form_and_texts_are_not() -> None:
    entries = [entry for theme in document(example("northmoor-full")).appendix for entry in theme.entries]
    assert [entry.number for entry in entries if entry.number] == list(range(1, 30))
    assert [entry.id for entry in entries if entry.number is None] == ["OF1"]


def test_every_closed_question_stands_on_the_theme_pages_and_in_exactly_one_family() -> None:
    doc = document(example("northmoor-full"))
    blocks = [item.number for theme in doc.themes for item in theme.items]
    in_families = [card.number for family in doc.families for card in family.cards]
    without = [item.number for item in doc.missing.items]
    assert blocks == list(range(1, 30))
    assert sorted(in_families + without) == blocks


def test_titles_come_from_the_same_counts_as_the_squares() -> None:
    doc = document(example("northmoor-full"))
    squares = {row.title: len(row.numbers) for row in doc.minute.families}
    agree = squares["Shared ground"] + squares["Hidden agreement"]
    assert f"You agree on {agree} of {sum(squares.values())} questions" in doc.minute.finding.title
    assert doc.minute.counts[0].value == agree


@pytest.mark.parametrize(
    ("wave", "title", "families"),
    [
        (AGREED, "You agree on all 12 questions, and both of you know it", ["Shared ground"]),
        (DIFFERENT_AND_KNOWN, "You differ on all 12 questions, and each knows the other's view", ["Open difference"]),
        (DIFFERENT_AND_UNSEEN, "You agree on 0 of 12 questions, no more than luck alone", ["Hidden difference"]),
        (NOT_COMPARABLE, "No question could be compared", []),
    ],
    ids=["all agreed", "nothing agreed", "no better than luck", "nothing comparable"],
)
def test_each_extreme_has_its_title_and_no_page_without_data(wave: Wave, title: str, families: list[str]) -> None:
    doc = document(wave, "facilitator")
    assert doc.minute.finding.title.startswith(title)
    assert [family.title for family in doc.families] == families
    assert (doc.missing is None) is bool(families)
    assert page(doc)


def test_few_answers_give_no_figures_and_say_so() -> None:
    doc = document(example("halden-short"), "facilitator")
    assert doc.minute.counts == ()
    assert doc.minute.caveat
    assert doc.preparation.expected == ()


def test_one_question_alone_makes_a_whole_report() -> None:
    assert page(document(likert([(4, 2, 4, 2)]), "facilitator"))


def test_a_questionnaire_of_texts_only_has_no_charts_and_its_answers_in_the_appendix() -> None:
    words = [replace(scale_item("T1", "Open"), type=ItemType.TEXT, scale=None, guess=None, max_length=400)]
    doc = document(made({"Open": words}, {"T1": ("See the plans.", "One hour a week.", None, None)}))
    assert doc.themes == ()
    assert doc.cover.fingerprint is None
    (theme,) = doc.appendix
    assert (theme.entries[0].own_a, theme.entries[0].own_b) == ("See the plans.", "One hour a week.")
    assert not theme.guessed


def test_no_chart_is_drawn_for_a_question_that_nobody_answered() -> None:
    doc = document(likert([(None, None, None, None), (4, 4, 4, 4)]))
    assert [item.picture is None for item in doc.themes[0].items] == [True, False]


def test_options_that_nobody_named_are_listed_in_words_and_not_drawn() -> None:
    item = option_item("M1", "Theme", ItemType.SINGLE, ["First", "Second", "Third"])
    (block,) = document(made({"Theme": [item]}, {"M1": ("o1", "o1", "o2", "o1")})).themes[0].items
    assert [option.text for option in drawn(block).options] == ["First", "Second"]
    assert drawn(block).unnamed == ("Third",)


def test_none_of_these_is_drawn_as_the_option_that_it_is() -> None:
    item = option_item("M1", "Theme", ItemType.MULTI, ["First", "Second"])
    item = replace(item, options=(*item.options, replace(item.options[0], id="none", text="None of these")))
    (block,) = document(made({"Theme": [item]}, {"M1": (["none"], ["o1"], ["o1"], ["none"])})).themes[0].items
    assert [option.text for option in drawn(block).options if option.row.a.own] == ["None of these"]


def test_tied_options_share_a_rank() -> None:
    item = option_item("R1", "Theme", ItemType.RANKING, ["V", "W", "X", "Y", "Z"])
    ties = ["o2", "o1", ["o3", "o4", "o5"]]
    order = ["o1", "o2", "o3", "o4", "o5"]
    (block,) = document(made({"Theme": [item]}, {"R1": (order, ties, order, order)})).themes[0].items
    assert [row.own for row in drawn(block).slope.b] == [1, 2, 3, 3, 3]


def test_a_comment_without_its_authors_tick_is_nowhere_in_the_model() -> None:
    wave = made(
        {"Theme": [scale_item("S1", "Theme")]},
        {"S1": (4, 2, 4, 2)},
        comments={"S1": (SharedComment("Shown words", share=True), SharedComment("Withheld words"))},
    )
    for edition in ("participant", "facilitator"):
        said = texts(asdict(document(wave, edition)))
        assert "Shown words" in said
        assert not any("Withheld" in text for text in said)


def test_the_facilitators_pages_and_notes_are_in_the_facilitators_edition_only() -> None:
    participant, facilitator = (
        document(example("northmoor-full"), edition) for edition in ("participant", "facilitator")
    )
    assert participant.preparation is None
    assert facilitator.preparation is not None
    close = [item.close for theme in facilitator.themes for item in theme.items if item.close]
    assert all("two of the three comparisons match" in words for words in close)
    assert not any("three comparisons" in text for text in texts(asdict(participant)))


def test_the_order_of_conversation_holds_every_comparable_question_once() -> None:
    doc = document(example("northmoor-full"), "facilitator")
    steps = [step.number for group in doc.preparation.groups for step in group.steps]
    assert sorted(steps) == sorted(number for row in doc.minute.families for number in row.numbers)


def test_what_the_wave_leaves_open_is_left_out_and_today_is_never_used() -> None:
    doc = document(likert([(4, 4, 4, 4)]))
    assert doc.created is None
    assert not any(str(date.today().year) in text for text in (*doc.footer, *doc.facts))  # noqa: DTZ011  the very thing looked for
    assert [part.split()[0] for part in doc.footer] == ["Wave", "made-for-tests@3", "Engine", "Content"]


def test_the_footer_names_report_wave_instrument_engine_date_and_content() -> None:
    wave = replace(likert([(4, 4, 4, 4)]), report=ReportLabel(7, date(2026, 3, 12)), number=2)
    footer = document(wave).footer
    assert footer[:3] == ("Report 7", "Wave 2", "made-for-tests@3")
    assert footer[4] == "12 March 2026"
    assert re.fullmatch(r"Content [0-9a-f]{12}", footer[5])


def test_a_published_half_is_printed_as_half() -> None:
    rows = {(row.number, row.figure) for row in document(example("northmoor-full")).surveys[0].rows}
    assert (18, "half") in rows
    assert (18, "57 %") in rows
    assert not any(figure == "50 %" for _, figure in rows)


def test_a_published_figure_is_introduced_as_what_it_is() -> None:
    (survey,) = document(example("northmoor-full")).surveys
    assert survey.introduction.startswith("For reference, in a 2015 survey of")
    assert "sample size not stated" in survey.introduction


BANNED = (
    "wrong", "fail", "misunderstand", "blame", "ignorant", "poor", "bad", "significant", "proves", "because",
    "blind spot",
)  # fmt: skip


@pytest.mark.parametrize("name", ["northmoor-full", "halden-short"])
def test_the_pages_themselves_hold_no_banned_word(name: str) -> None:
    """Questionnaire texts and what people typed are exempt; these examples hold none of the words."""
    words = re.sub(r"<[^>]+>|data:image[^\"]+", " ", page(document(example(name)))).lower()
    found = [word for word in BANNED if re.search(rf"\b{word}\b", words)]
    assert found == []


def clauses(text: str, doc: Document, *, mirrored: bool) -> list[str]:
    """The parts of a sentence without their order, with the two titles changed over where that is asked for."""
    if mirrored:
        text = text.replace(doc.a.title, "\0").replace(doc.b.title, doc.a.title).replace("\0", doc.b.title)
    return sorted(part.strip().lower() for part in re.split(r"[.;:,?]| and ", text) if part.strip())


def test_swapped_seats_give_the_mirrored_report() -> None:
    there, back = (document(wave) for wave in (example("northmoor-full"), swapped(example("northmoor-full"))))
    assert (there.a.name, there.b.name) == (back.b.name, back.a.name)
    same, a, b = there.minute.counts
    assert [count.value for count in (same, b, a)] == [count.value for count in back.minute.counts]
    assert [row.numbers for row in there.minute.families] == [row.numbers for row in back.minute.families]
    assert [line.number for line in there.minute.talk] == [line.number for line in back.minute.talk]
    pairs = [
        *((one.finding.title, other.finding.title) for one, other in zip(there.themes, back.themes, strict=True)),
        *((one.finding.title, other.finding.title) for one, other in zip(there.families, back.families, strict=True)),
        *(
            (one.state, other.state)
            for left, right in zip(there.themes, back.themes, strict=True)
            for one, other in zip(left.items, right.items, strict=True)
        ),
    ]
    for one, other in pairs:
        assert clauses(one, there, mirrored=True) == clauses(other, there, mirrored=False)


def test_swapped_seats_give_mirrored_charts() -> None:
    there, back = (document(wave) for wave in (example("northmoor-full"), swapped(example("northmoor-full"))))
    compared = 0
    for left, right in zip(there.themes, back.themes, strict=True):
        for one, other in zip(left.items, right.items, strict=True):
            if drawn(one) is not None and drawn(one).kind == "row":
                marks = {(mark.x, 1 - mark.about, 1 - mark.speaker) for mark in drawn(one).row.marks}
                assert marks == {(mark.x, mark.about, mark.speaker) for mark in drawn(other).row.marks}
                compared += 1
    assert compared > 5
