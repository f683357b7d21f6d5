"""The PDF itself: looked at as a reader, a screen reader and a printer meet it."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from gapcheck.charts import SMALLEST
from gapcheck.engine.sentences import Pair
from tests.report import hostile, printed, waves
from tests.report.conftest import Rendered, wave_called

pytestmark = pytest.mark.slow

LOOKED_AT = [
    ("northmoor-full", "participant", "a4"),
    ("northmoor-full", "facilitator", "letter"),
    ("halden-short", "facilitator", "a4"),
    ("longest", "facilitator", "a4"),
    ("payloads", "facilitator", "letter"),
    ("sixty", "participant", "a4"),
]
#: The foot of a page holds its footer; the text ends above it.
EDGE = 5 / 25.4 * 72


@pytest.fixture(scope="module", params=LOOKED_AT, ids="-".join)
def looked_at(request: pytest.FixtureRequest, rendered: Rendered) -> tuple[str, bytes]:
    return request.param[0], rendered(*request.param).pdf


def test_the_renderer_logs_no_line(rendered: Rendered) -> None:
    for name, edition, paper in LOOKED_AT:
        assert rendered(name, edition, paper).complaints == ()


def test_letters_of_latin_greek_and_cyrillic_always_render(rendered: Rendered) -> None:
    """Other scripts render where the system has their fonts; what it lacks is all that may be complained of."""
    missing = [line.split('"')[1] for line in rendered("meridian-scripts").complaints]
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in missing}
    assert scripts.isdisjoint({"LATIN", "GREEK", "CYRILLIC", "DIGIT", "COMBINING"})


def test_every_font_is_embedded_and_comes_with_the_package(looked_at: tuple[str, bytes], tmp_path: Path) -> None:
    fonts = printed.fonts(looked_at[1], tmp_path)
    assert fonts
    assert all(embedded for _, embedded in fonts)
    assert all(re.search(r"Source-(Sans-3|Serif-4)", name) for name, _ in fonts)


def test_no_word_overlaps_another(looked_at: tuple[str, bytes], tmp_path: Path) -> None:
    assert [pair for page in printed.pages(looked_at[1], tmp_path) for pair in printed.overlapping(page)] == []


def test_no_word_leaves_the_page_or_its_margin(looked_at: tuple[str, bytes], tmp_path: Path) -> None:
    for page in printed.pages(looked_at[1], tmp_path):
        for word in page.words:
            assert word.x0 >= EDGE, word
            assert word.x1 <= page.width - EDGE, word
            assert word.y0 >= EDGE, word
            assert word.y1 <= page.height - EDGE, word


def test_nothing_is_set_smaller_than_seven_and_a_half_points(looked_at: tuple[str, bytes], tmp_path: Path) -> None:
    for page in printed.pages(looked_at[1], tmp_path):
        small = [word for word in page.words if word.size < SMALLEST and any(map(str.isalnum, word.text))]
        assert small == []


def test_no_page_ends_before_a_third_of_its_height(looked_at: tuple[str, bytes], tmp_path: Path) -> None:
    found = printed.pages(looked_at[1], tmp_path)
    for page in found[1:-1]:  # a cover is composed, and the last page ends where the answers do
        body = [word.y1 for word in page.words if word.y1 < page.height * 0.93]
        assert max(body) > page.height / 3, page.number


def test_no_heading_stands_alone_at_the_foot_of_a_page(looked_at: tuple[str, bytes], tmp_path: Path) -> None:
    for page in printed.pages(looked_at[1], tmp_path)[1:]:
        body = [word for word in page.words if word.y1 < page.height * 0.93]
        lowest = max(body, key=lambda word: word.y1)
        assert not (lowest.y1 > page.height * 0.8 and lowest.size > 17), lowest


def test_every_answer_stands_word_for_word_in_the_text_layer(rendered: Rendered, tmp_path: Path) -> None:
    for name in ("northmoor-full", "halden-short", "longest", "payloads"):
        wave, comparison = waves.compared(wave_called(name))
        text = printed.unspaced(printed.text(rendered(name).pdf, tmp_path))
        for facts in Pair(wave, comparison):
            for words in (*facts.own_words, *(facts.guess_words if facts.item.closed else ())):
                assert printed.unspaced(words) in text, (name, facts.item.id, words)


def test_markup_in_a_text_is_printed_and_never_obeyed(rendered: Rendered, tmp_path: Path) -> None:
    text = printed.unspaced(printed.text(rendered("payloads").pdf, tmp_path))
    for payload in (*hostile.PAYLOADS, *hostile.SCRIPTS):
        assert printed.unspaced(payload) in text, payload


def test_no_file_of_the_machine_gets_into_the_report(rendered: Rendered) -> None:
    reader = PdfReader(BytesIO(rendered("payloads").pdf))
    assert "/EmbeddedFiles" not in printed.catalog(rendered("payloads").pdf).get("/Names", {})
    assert not any("/Annots" in page for page in reader.pages)
    host = Path("/etc/hostname").read_bytes().strip()
    streams = [page.get_contents().get_data() for page in reader.pages]
    assert not any(b"root:x:0" in stream or (len(host) > 4 and host in stream) for stream in streams)


def test_a_comment_is_printed_only_with_its_authors_tick(rendered: Rendered, tmp_path: Path) -> None:
    wave = wave_called("northmoor-full")
    text = printed.text(rendered("northmoor-full", "facilitator", "letter").pdf, tmp_path)
    shown = hidden = 0
    for seat in wave.seats:
        for comment in seat.comments.values():
            assert (printed.squeezed(comment.text) in text) is comment.share
            shown, hidden = shown + comment.share, hidden + (not comment.share)
    assert shown
    assert hidden


def test_it_says_that_it_is_pdf_ua_and_has_language_title_and_bookmarks(
    looked_at: tuple[str, bytes], tmp_path: Path
) -> None:
    reader = PdfReader(BytesIO(looked_at[1]))
    catalog = printed.catalog(looked_at[1])
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.endswith("alignment report of CIO and CSO")
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data().replace(b"ns0", b"pdfuaid")
    titles = [printed.squeezed(str(entry.title)) for entry in printed.outline(reader.outline)]
    text = printed.text(looked_at[1], tmp_path)
    assert len(titles) > 5
    assert all(title in text for title in titles[1:])
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


def test_every_figure_has_its_sentence(looked_at: tuple[str, bytes]) -> None:
    figures = [tag for tag in printed.tags(looked_at[1]).walk() if tag.kind == "/Figure"]
    assert len(figures) > 5
    assert all(figure.alt and len(figure.alt) > 3 for figure in figures)


def test_every_table_has_header_cells(looked_at: tuple[str, bytes]) -> None:
    tables = [tag for tag in printed.tags(looked_at[1]).walk() if tag.kind == "/Table"]
    assert tables
    for table in tables:
        kinds = {tag.kind for tag in table.walk()}
        assert "/TH" in kinds
        assert {"/TD", "/TH"} & kinds


def test_headings_nest_without_a_gap(looked_at: tuple[str, bytes]) -> None:
    levels = [int(tag.kind[2]) for tag in printed.tags(looked_at[1]).walk() if re.fullmatch(r"/H[1-6]", tag.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_both_papers_break_into_the_same_pages(rendered: Rendered, tmp_path: Path) -> None:
    a4, letter = (
        [[word.text for word in page.words if word.y1 < page.height * 0.9] for page in printed.pages(pdf, tmp_path)]
        for pdf in (rendered("halden-short", "facilitator", paper).pdf for paper in ("a4", "letter"))
    )
    assert len(a4) == len(letter)
    assert [words[:8] for words in a4] == [words[:8] for words in letter]
