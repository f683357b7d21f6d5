"""The report's twin for screens and screen readers: the same page model, the same words, as a web page.

Nothing here imports WeasyPrint, so the page is there where its system libraries are not.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from gapcheck.paths import STATIC
from gapcheck.report.pages import Document
from gapcheck.report.templates import environment
from gapcheck.sheets import embedded, flat

#: What a page by itself is drawn with. On the site the frame of its pages brings all but the last.
SHEETS = ("tokens.css", "fonts.css", "base.css", "frame.css", "components.css", "twin.css")
#: Every page of the report opens so. What people typed is escaped, so none of it can look like this.
_OPENING = re.compile(r'<p class="kicker">(?P<kicker>[^<]*)</p>\s*<h2(?P<attributes>[^>]*)>')
_TABLE = re.compile(r"(?P<head><table[^>]*>\s*<thead>.*?</thead>)(?P<rows>.*?</table>)", re.DOTALL)
_HEAD = re.compile(r"<th scope=\"col\"[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(?P<kind>t[dh])(?P<attributes>(?: [^>]*)?)>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of pages: where it leads within the page, and what it is called."""

    anchor: str
    words: Markup


@dataclass(frozen=True, slots=True)
class Twin:
    """The report as a part of a web page: its title, the list of its pages, and the pages themselves."""

    title: str
    language: str
    pages: tuple[Entry, ...]
    body: Markup

    def packed(self) -> bytes:
        """The twin as bytes to keep, a tenth of its size."""
        kept = [self.title, self.language, [[page.anchor, page.words] for page in self.pages], self.body]
        return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def unpacked(cls, kept: bytes) -> Twin:
        """The twin that ``packed`` made into these bytes."""
        title, language, pages, body = json.loads(zlib.decompress(kept))
        entries = tuple(Entry(anchor, _escaped(words)) for anchor, words in pages)
        return cls(title, language, entries, _escaped(body))


def _escaped(text: str) -> Markup:
    """What our own templates made, which escaped all that people typed, or what stands in our own sheets."""
    return Markup(text)  # noqa: S704  escaped before it came here


def twin(document: Document) -> Twin:
    """The twin of one report, to be set into a page of the site."""
    body, pages = _anchored(_templates().get_template("report/twin_body.html").render(doc=document))
    return Twin(document.title, document.language, pages, body)


def page(document: Document) -> str:
    """The same as one file that stands by itself: styles and fonts within, no address and no script."""
    return _templates().get_template("report/twin.html").render(twin=twin(document), style=_style())


@cache
def _templates() -> Environment:
    """The browser breaks titles into lines, and charts stand in the page itself."""
    return environment(screen=True, balanced=lambda text, *_measures: (text,))


def _anchored(body: str) -> tuple[Markup, tuple[Entry, ...]]:
    """The body with an anchor on each page's heading, and the pages in order."""
    pages: list[Entry] = []

    def anchor(opening: re.Match[str]) -> str:
        pages.append(Entry(f"page-{len(pages) + 1}", _escaped(opening["kicker"])))
        return opening[0].removesuffix(">") + f' id="{pages[-1].anchor}">'

    anchored = _escaped(_TABLE.sub(_labelled, _OPENING.sub(anchor, body)))
    return anchored, tuple(pages)


def _labelled(table: re.Match[str]) -> str:
    """A table whose cells carry the words of their columns: on a phone each row is a block, and shows them."""
    words = [_TAG.sub("", head).strip() for head in _HEAD.findall(table["head"])]

    def label(row: re.Match[str]) -> str:
        columns = iter(words)
        return _CELL.sub(lambda cell: _with_label(cell, next(columns, "")), row[0])

    return table["head"] + _ROW.sub(label, table["rows"])


def _with_label(cell: re.Match[str], words: str) -> str:
    """A cell over several columns, and the head of a row, say by themselves what they are."""
    if cell["kind"] == "th" or "colspan" in cell["attributes"] or not words:
        return cell[0]
    return f'<td{cell["attributes"]} data-label="{words}">'


@cache
def _style() -> Markup:
    """All sheets as one, with the fonts in it; a sheet whose fonts were never made is left out."""
    return _escaped("\n".join(flat(STATIC / name, embedded(STATIC)) for name in SHEETS))
