"""The PDF itself, as a reader and a printer meet it: checked from its text boxes and from what is drawn."""

from __future__ import annotations

import base64
import re
import unicodedata
from pathlib import Path

import pytest

from gapcheck.charts import SMALLEST
from gapcheck.engine.sentences import Pair
from gapcheck.engine.wave import Wave
from gapcheck.report.render import page as html
from gapcheck.vocabulary import ItemType
from tests.report import hostile, printed, waves
from tests.report.conftest import LOOKED_AT, Rendered, wave_called
from tests.report.printed import Printed

pytestmark = pytest.mark.slow

#: Half a point: what Poppler's boxes and the renderer's may differ by.
NEARLY = 0.5
MM = 72 / 25.4
#: The width of the text on both papers.
TEXT_WIDTH = 174 * MM
TEXT_HEIGHT = 247 * MM


def test_the_renderer_logs_no_line(looked_at: Printed) -> None:
    assert looked_at.complaints == ()


def test_every_font_is_embedded_and_the_packages_own_suffice_for_latin_greek_and_cyrillic(
    looked_at: Printed,
) -> None:
    assert looked_at.fonts
    assert all(embedded for _, embedded in looked_at.fonts)
    other = [name for name, _ in looked_at.fonts if not re.search(r"Source-(Sans-3|Serif-4)", name)]
    assert bool(other) is ("scripts-" in looked_at.path.name)


def test_every_part_is_packed_at_the_middle_level(looked_at: Printed) -> None:
    """RFC 1950, 2.2: the second byte names the level, DA the slowest. It was a twentieth of the time of a report."""
    levels = {match[1] for match in re.finditer(rb"\nstream\nx(.)", looked_at.path.read_bytes(), re.DOTALL)}
    assert levels == {b"\x9c"}


def test_no_word_overlaps_another(looked_at: Printed) -> None:
    assert [pair for page in looked_at.pages for pair in printed.overlapping(page)] == []


def test_no_word_leaves_the_width_of_the_text_or_the_page(looked_at: Printed) -> None:
    for page in looked_at.pages:
        left = (page.width - TEXT_WIDTH) / 2
        for word in page.words:
            assert word.x0 >= left - NEARLY, word
            assert word.x1 <= page.width - left + NEARLY, word
            assert word.y0 >= 5 * MM, word
            assert word.y1 <= page.height - 5 * MM, word


def test_the_text_of_a_page_ends_above_its_footer(looked_at: Printed) -> None:
    """Both papers hold 247 mm of text from the same distance below the running head; the footer stands under it."""
    for page in looked_at.pages:
        top = (24 if page.height > 800 else 15.2) * MM
        end = top + TEXT_HEIGHT
        crossing = [word for word in page.words if word.y0 < end < word.y1 - NEARLY * 2]
        assert crossing == [], page.number


def test_every_page_after_the_cover_says_that_it_is_never_for_an_appraisal(looked_at: Printed) -> None:
    for page in looked_at.pages[1:]:
        foot = " ".join(word.text for word in page.words if word.y0 > page.height - 30 * MM)
        assert "Never for an appraisal" in foot, page.number


def test_nothing_is_set_smaller_than_seven_and_a_half_points(looked_at: Printed) -> None:
    assert looked_at.shown
    assert [text for text in looked_at.shown if text.size < SMALLEST - 0.01] == []


def test_no_text_is_clipped_by_a_chart(looked_at: Printed) -> None:
    """A chart shows nothing outside of its box; a text that starts inside at its height ends inside, or it overlaps."""
    for text in looked_at.shown:
        if text.clip is not None:
            left, top, right, bottom = text.clip
            assert left - NEARLY <= text.x <= right, text
            assert top + text.size * 0.5 <= text.y <= bottom + NEARLY, text


def test_no_page_ends_before_a_third_of_its_height(looked_at: Printed) -> None:
    for page in looked_at.pages[1:-1]:  # a cover is composed, and the last page ends where the answers do
        assert max(word.y1 for word in page.body) > page.height / 3, page.number


def test_every_heading_stands_on_the_page_of_what_follows_it(looked_at: Printed) -> None:
    """In the order of the tags: behind a heading comes its text, a figure or a table, and not on the next page."""
    heading = None
    for tag in looked_at.tags.walk():
        if re.fullmatch(r"/H[1-6]", tag.kind):
            heading = tag
        elif heading is not None and (tag.kind == "/Figure" or tag.marks) and tag not in heading.walk():
            page = tag.marks[0][0] if tag.marks else tag.page
            assert page == heading.page, (heading, tag)
            heading = None
    assert heading is None, "the last heading has nothing behind it"


def test_no_page_begins_or_ends_with_a_heading_alone(looked_at: Printed) -> None:
    for page in looked_at.pages[1:]:
        lines = {round(word.y0) for word in page.body}
        assert len(lines) > 5, page.number


def test_the_ground_rules_stand_together_to_be_read_out(rendered: Rendered) -> None:
    pages = [" ".join(word.text for word in page.words) for page in rendered("nothing", "facilitator").pages]
    (first,) = [number for number, text in enumerate(pages) if "Answers are a snapshot" in text]
    (last,) = [number for number, text in enumerate(pages) if "Nothing is quoted outside the room" in text]
    assert first == last


def given(wave: Wave) -> list[str]:
    """Every text of the questionnaire and of the two people that the report shows."""
    used = {item.id for item in wave.items}
    themes = [theme.title for theme in wave.instrument.themes if used & {item.id for item in theme.items}]
    texts = [wave.company, *themes, *(seat.name for seat in wave.seats if seat.name)]
    texts += [wave.facilitator] if wave.facilitator else []
    texts += [text for decided in wave.commitments for text in (decided.text, decided.evidence) if text]
    for item in wave.items:
        named_only = item.type is ItemType.TOP  # what nobody puts among the first is not printed
        texts += [item.text, *(option.text for option in item.options if not named_only)]
        if item.closed:
            texts.append(item.short)
        for seat in wave.seats:
            comment = seat.comments.get(item.id)
            texts += [comment.text] if comment and comment.share else []
    return texts


@pytest.mark.parametrize("name", ["northmoor-full", *hostile.WAVES])
def test_every_text_stands_word_for_word_in_the_text_layer(rendered: Rendered, name: str) -> None:
    wave, comparison = waves.compared(wave_called(name))
    texts = given(wave)
    for facts in Pair(wave, comparison):
        texts += [*facts.own_words, *(facts.guess_words if facts.item.closed else ())]
    layer = printed.unspaced(rendered(name).text).casefold()  # a theme's title is printed in capitals
    words = {spelled(word) for word in f"{rendered(name).lines} {rendered(name).text}".split()}
    for text in texts:
        if from_the_right(text):
            assert {spelled(word) for word in text.split() if from_the_right(word)} <= words, text
        else:
            assert printed.unspaced(text).casefold() in layer, text


def from_the_right(text: str) -> bool:
    return bool({unicodedata.bidirectional(letter) for letter in text} & {"R", "AL"})


def spelled(word: str) -> tuple[str, ...]:
    """The letters of a word from the right, whatever their order: Poppler takes those of a ligature the wrong way."""
    return tuple(sorted(letter for letter in word if letter.isalpha()))


def test_letters_of_latin_greek_and_cyrillic_always_render(rendered: Rendered) -> None:
    layer = printed.unspaced(rendered("payloads").text)
    assert all(printed.unspaced(letters) in layer for letters in hostile.LETTERS)
    assert rendered("payloads").complaints == ()


def test_no_file_of_the_machine_gets_into_the_report(rendered: Rendered) -> None:
    report = rendered("payloads")
    assert "/EmbeddedFiles" not in report.catalog.get("/Names", {})
    assert not any("/Annots" in page for page in report.reader.pages)
    host = Path("/etc/hostname").read_text().strip()
    assert "root:x:0" not in report.text
    assert len(host) < 5 or host not in report.text


def test_a_comment_is_printed_only_with_its_authors_tick(rendered: Rendered) -> None:
    wave = wave_called("northmoor-full")
    text = rendered("northmoor-full", "facilitator", "letter").text
    shown = hidden = 0
    for seat in wave.seats:
        for comment in seat.comments.values():
            assert (printed.squeezed(comment.text) in text) is comment.share
            shown, hidden = shown + comment.share, hidden + (not comment.share)
    assert shown
    assert hidden


def test_both_papers_break_into_the_same_pages(rendered: Rendered) -> None:
    a4, letter = (
        [[word.text for word in page.words if word.y1 < page.height * 0.9] for page in rendered(*case).pages]
        for case in (("halden-short", "facilitator", paper) for paper in ("a4", "letter"))
    )
    assert len(a4) == len(letter)
    assert [words[:8] for words in a4] == [words[:8] for words in letter]


def test_the_hostile_set_is_looked_at_whole() -> None:
    assert set(hostile.WAVES) < {name for name, _, _ in LOOKED_AT}


SHAPES = re.compile(r"<(circle|rect|line|text|path|polygon)\b(?![^>]*class=\"tick)")


@pytest.mark.parametrize("name", ["northmoor-full", "halden-short", *hostile.WAVES])
def test_no_chart_is_empty(name: str) -> None:
    """Each image of the report draws something besides the lines of its scale."""
    charts = re.findall(
        r'src="data:image/svg\+xml;base64,([^"]+)"', html(waves.document(wave_called(name), "facilitator"))
    )
    assert charts
    for chart in charts:
        drawing = base64.b64decode(chart).decode()
        assert SHAPES.search(drawing), drawing
