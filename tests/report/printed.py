"""What a printed page holds: its words with their boxes, from Poppler, and its tags, from the file."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tests.report.drawn import Drawing, Shown


@dataclass(frozen=True)
class Word:
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def covers(self, other: Word) -> float:
        """The part of the smaller of two words that lies under the other."""
        wide = min(self.x1, other.x1) - max(self.x0, other.x0)
        high = min(self.y1, other.y1) - max(self.y0, other.y0)
        smaller = min((word.x1 - word.x0) * (word.y1 - word.y0) for word in (self, other))
        return wide * high / smaller if wide > 1 and high > 0 and smaller else 0.0


@dataclass(frozen=True)
class Page:
    number: int
    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def body(self) -> list[Word]:
        """The words between the running head and the footer."""
        return [word for word in self.words if self.height * 0.06 < word.y0 and word.y1 < self.height * 0.925]


@dataclass(frozen=True)
class Tag:
    """One element of the structure tree. ``marks`` are its own pieces of the pages: (page, number)."""

    kind: str
    alt: str | None
    id: str | None
    headers: tuple[str, ...]
    top: float | None
    left: float | None
    page: int | None
    marks: tuple[tuple[int, int], ...]
    children: tuple[Tag, ...]

    def walk(self) -> Iterator[Tag]:
        yield self
        for child in self.children:
            yield from child.walk()


class Printed:
    """One PDF, and what the renderer complained of. Everything is read once."""

    def __init__(self, path: Path, complaints: tuple[str, ...] = ()) -> None:
        self.path = path
        self.complaints = complaints

    @cached_property
    def pdf(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(BytesIO(self.pdf))

    @property
    def catalog(self) -> Any:
        """Where the document says what it is."""
        return self.reader.root_object

    @cached_property
    def pages(self) -> list[Page]:
        xml = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", _run("pdftotext", "-bbox", str(self.path), "-"))
        tree = ET.fromstring(re.sub(rb'\sxmlns="[^"]+"', b"", xml, count=1))  # noqa: S314 - Poppler wrote it, about our own PDF
        return [
            Page(number, _number(page, "width"), _number(page, "height"), tuple(_words(page, number)))
            for number, page in enumerate(tree.iter("page"), 1)
        ]

    @cached_property
    def text(self) -> str:
        """The text layer in reading order, every run of white space as one space."""
        return squeezed(_run("pdftotext", "-raw", str(self.path), "-").decode())

    @cached_property
    def lines(self) -> str:
        """The text layer by lines of the page; words that are written from the right stand in their order here."""
        return squeezed(_run("pdftotext", str(self.path), "-").decode())

    @cached_property
    def fonts(self) -> list[tuple[str, bool]]:
        """The name of each font and whether it is embedded."""
        lines = _run("pdffonts", str(self.path)).decode().splitlines()[2:]
        return [
            (line.split()[0], re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+", line).group(1) == "yes")
            for line in lines
        ]

    @cached_property
    def shown(self) -> list[Shown]:
        """Every text in the order in which it is drawn."""
        return [
            text
            for number, page in enumerate(self.reader.pages, 1)
            for text in Drawing(number, float(page.mediabox.height)).read(
                page.get_contents().get_data(), page["/Resources"]
            )
        ]

    @cached_property
    def tags(self) -> Tag:
        numbers = {page.indirect_reference.idnum: number for number, page in enumerate(self.reader.pages, 1)}
        heights = {number: float(page.mediabox.height) for number, page in enumerate(self.reader.pages, 1)}
        return _tag(self.catalog["/StructTreeRoot"], numbers, heights, None)

    @cached_property
    def outline(self) -> list[tuple[str, int]]:
        """The titles of the bookmarks, whatever their depth, with the pages that they lead to."""
        return [
            (squeezed(str(entry.title)), self.reader.get_destination_page_number(entry) + 1)
            for entry in _flat(self.reader.outline)
        ]


def squeezed(words: str) -> str:
    return " ".join(words.split())


def unspaced(words: str) -> str:
    """Without white space and marks of direction, for texts that a page breaks within a word."""
    return re.sub(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+", "", words)


def overlapping(page: Page) -> list[tuple[str, str]]:
    """Pairs of words of which one covers more than a third of the other."""
    found = []
    words = sorted(page.words, key=lambda word: word.y0)
    for place, one in enumerate(words):
        for other in words[place + 1 :]:
            if other.y0 >= one.y1:
                break
            if one.covers(other) > 0.35:
                found.append((one.text, other.text))
    return found


def _words(page: ET.Element, number: int) -> Iterator[Word]:
    for word in page.iter("word"):
        x0, y0, x1, y1 = (_number(word, side) for side in ("xMin", "yMin", "xMax", "yMax"))
        yield Word(number, x0, y0, x1, y1, word.text or "")


def _number(element: ET.Element, name: str) -> float:
    return float(element.get(name) or 0)


def _flat(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def _tag(node: Any, numbers: Mapping[int, int], heights: Mapping[int, float], page: int | None) -> Tag:
    if "/Pg" in node:
        page = numbers[node.raw_get("/Pg").idnum]
    attributes = node.get("/A", {})
    kids = node.get("/K", [])
    marks, children = [], []
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if isinstance(found, int):
            marks.append((page or 0, int(found)))
        elif "/MCID" in found:
            where = numbers[found.raw_get("/Pg").idnum] if "/Pg" in found else page
            marks.append((where or 0, int(found["/MCID"])))
        else:
            children.append(_tag(found, numbers, heights, page))
    box = attributes.get("/BBox")
    return Tag(
        kind=str(node.get("/S", "/Root")),
        alt=node.get("/Alt"),
        id=node.get("/ID"),
        headers=tuple(map(str, attributes.get("/Headers", ()))),
        top=None if box is None else heights[page or 1] - float(box[3]),
        left=None if box is None else float(box[0]),
        page=page,
        marks=tuple(marks),
        children=tuple(children),
    )


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
