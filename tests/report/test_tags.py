"""PDF/UA-1, by walking the structure tree: what a screen reader says, and in which order."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from pypdf.generic import NullObject

from tests.report.printed import Printed, Tag

pytestmark = pytest.mark.slow


def test_it_says_that_it_is_pdf_ua_and_has_language_and_title(looked_at: Printed) -> None:
    catalog = looked_at.catalog
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "alignment report of " in looked_at.reader.metadata.title
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data().replace(b"ns0", b"pdfuaid")
    assert all(page["/Tabs"] == "/S" for page in looked_at.reader.pages)


def test_the_bookmarks_are_the_headings_and_lead_to_their_pages(looked_at: Printed) -> None:
    titles = [title for title, _ in looked_at.outline]
    assert len(titles) > 5
    assert all(title in looked_at.text for title in titles)
    pages = [page for _, page in looked_at.outline]
    assert pages == sorted(pages)
    headings = [tag.page for tag in looked_at.tags.walk() if tag.kind in ("/H1", "/H2")]
    assert pages == headings


def test_every_figure_has_its_sentence(looked_at: Printed) -> None:
    figures = [tag for tag in looked_at.tags.walk() if tag.kind == "/Figure"]
    assert figures
    assert all(figure.alt and len(figure.alt) > 3 for figure in figures)


def test_the_box_of_every_figure_lies_on_its_page(looked_at: Printed) -> None:
    for tag in looked_at.tags.walk():
        if tag.kind == "/Figure":
            page = looked_at.pages[tag.page - 1]
            assert 40 < tag.left < page.width - 40
            assert 30 < tag.top < page.height - 40


def test_every_cell_of_a_table_names_its_headers(looked_at: Printed) -> None:
    tables = [tag for tag in looked_at.tags.walk() if tag.kind == "/Table"]
    assert tables
    for table in tables:
        headers = {tag.id for tag in table.walk() if tag.kind == "/TH"}
        cells = [tag for tag in table.walk() if tag.kind == "/TD"]
        assert headers
        assert None not in headers
        for cell in cells:
            assert cell.headers, (cell, headers)
            assert set(cell.headers) <= headers


def test_headings_nest_without_a_gap(looked_at: Printed) -> None:
    levels = [int(tag.kind[2]) for tag in looked_at.tags.walk() if re.fullmatch(r"/H[1-6]", tag.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_lists_hold_items_and_tables_hold_rows(looked_at: Printed) -> None:
    within = {"/L": {"/LI", "/L", "/Caption"}, "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"}}
    within |= {"/THead": {"/TR"}, "/TBody": {"/TR"}, "/TR": {"/TH", "/TD"}}
    for tag in looked_at.tags.walk():
        if tag.kind in within:
            assert {child.kind for child in tag.children} <= within[tag.kind], tag.kind
            assert tag.kind == "/TR" or tag.children, tag.kind


def test_every_text_is_in_the_tree_or_marked_as_head_or_foot_of_a_page(looked_at: Printed) -> None:
    held = {mark for tag in looked_at.tags.walk() for mark in tag.marks}
    assert {(text.page, text.mark) for text in looked_at.shown if text.mark is not None} <= held
    for text in looked_at.shown:
        if text.mark is None:
            page = looked_at.pages[text.page - 1]
            assert not page.height * 0.08 < text.y < page.height * 0.92, text


def test_marks_and_tree_lead_to_each_other(looked_at: Printed) -> None:
    """The table of parents has the element that holds each mark of each page, and nothing for head and foot."""
    table = looked_at.catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    held = {mark for tag in looked_at.tags.walk() for mark in tag.marks}
    for number, page in enumerate(looked_at.reader.pages, 1):
        place = int(page["/StructParents"])
        parents = table[list(table[::2]).index(place) * 2 + 1].get_object()
        for mark, parent in enumerate(parents):
            element = parent.get_object()
            assert ((number, mark) in held) is (element is not None and not isinstance(element, NullObject))


def places(report: Printed) -> list[tuple[int, float, float, str]]:
    """Page, top and left of every text and figure, in the order of the tags."""
    starts: dict[tuple[int, int], tuple[float, float]] = {}
    for text in report.shown:
        if text.mark is not None:
            starts.setdefault((text.page, text.mark), (text.y, text.x))
    found = []

    def walk(tag: Tag) -> None:
        if tag.kind == "/Figure":
            found.append((tag.page or 0, tag.top or 0, tag.left or 0, tag.alt or ""))
            return
        found.extend((mark[0], *starts[mark], tag.kind) for mark in tag.marks if mark in starts)
        for child in tag.children:
            walk(child)

    walk(report.tags)
    return found


def test_the_reading_order_is_the_visual_order(looked_at: Printed) -> None:
    """From one text to the next: further down, to the right in the same line, or up to a column on the right."""
    line, column = 14, 15
    order = places(looked_at)
    assert [page for page, *_ in order] == sorted(page for page, *_ in order)
    for before, after in pairwise(order):
        if before[0] == after[0]:
            down, right = after[1] - before[1], after[2] - before[2]
            assert down > line / 2 or (down > -line and right > -2) or right > column, (before, after)
