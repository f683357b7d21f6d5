"""What a printed page holds: its words with their boxes, from Poppler; what was drawn and its tags, from the file."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader


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


Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shown:
    """One text that a page shows: where it starts and how large it is, in points from the top left.

    ``mark`` is the number by which the structure tree refers to it, None for what is marked as decoration; ``clip`` is
    the rectangle outside of which nothing is seen.
    """

    page: int
    mark: int | None
    x: float
    y: float
    size: float
    clip: Box | None


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
            for text in _Drawing(number, float(page.mediabox.height)).read(
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


_TOKEN = re.compile(
    rb"\[[^\]]*\]|<<.*?>>|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)|/[^\s/<\[\]()]+|[^\s/<\[\]()]+", re.DOTALL
)
Matrix = tuple[float, float, float, float, float, float]


def _times(one: Matrix, other: Matrix) -> Matrix:
    """First ``one``, then ``other``."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


@dataclass
class _State:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    clip: Box | None = None
    size: float = 0


@dataclass
class _Drawing:
    """Reads the operators of a page that place, mark, clip and show text; all others are passed over."""

    page: int
    height: float
    state: _State = field(default_factory=_State)
    kept: list[_State] = field(default_factory=list)
    marked: list[int | None] = field(default_factory=list)
    text: Matrix = (1, 0, 0, 1, 0, 0)
    box: Box | None = None

    def read(self, stream: bytes, resources: Any) -> Iterator[Shown]:
        operands: list[bytes] = []
        for token in _TOKEN.findall(stream):
            if token[:1] in b"[</(+-.0123456789":
                operands.append(token)
                continue
            if token in (b"TJ", b"Tj"):
                yield self._shown()
            elif token == b"Do":
                yield from self._form(resources["/XObject"][operands[-1].decode()].get_object())
            elif token in _OPERATORS:
                _OPERATORS[token](self, operands)
            operands.clear()

    def save(self, _operands: list[bytes]) -> None:
        self.kept.append(replace(self.state))

    def restore(self, _operands: list[bytes]) -> None:
        self.state = self.kept.pop()

    def transform(self, operands: list[bytes]) -> None:
        self.state.matrix = _times(_matrix(operands), self.state.matrix)

    def rectangle(self, operands: list[bytes]) -> None:
        x, y, wide, high = map(float, operands[-4:])
        self.box = self._seen(x, y, wide, high)

    def cut(self, _operands: list[bytes]) -> None:
        if self.box is not None:
            self.state.clip = _inside(self.state.clip, self.box)

    def begin(self, operands: list[bytes]) -> None:
        number = re.search(rb"/MCID (\d+)", operands[-1])
        inherited = self.marked[-1] if self.marked else None
        self.marked.append(int(number.group(1)) if number else inherited)

    def end(self, _operands: list[bytes]) -> None:
        self.marked.pop()

    def place(self, operands: list[bytes]) -> None:
        self.text = _matrix(operands)

    def font(self, operands: list[bytes]) -> None:
        self.state.size = float(operands[-1])

    def _form(self, form: Any) -> Iterator[Shown]:
        if form.get("/Subtype") != "/Form":
            return
        self.save([])
        left, low, right, high = map(float, form["/BBox"])
        self.state.clip = _inside(self.state.clip, self._seen(left, low, right - left, high - low))
        yield from self.read(form.get_data(), form["/Resources"])
        self.state = self.kept.pop()

    def _shown(self) -> Shown:
        matrix = _times(self.text, self.state.matrix)
        scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        mark = self.marked[-1] if self.marked else None
        return Shown(self.page, mark, matrix[4], self.height - matrix[5], self.state.size * scale, self.state.clip)

    def _seen(self, x: float, y: float, wide: float, high: float) -> Box:
        """A rectangle where the reader sees it, from the top left."""
        corners = [_times((1, 0, 0, 1, *corner), self.state.matrix)[4:] for corner in ((x, y), (x + wide, y + high))]
        across, down = sorted(corner[0] for corner in corners), sorted(self.height - corner[1] for corner in corners)
        return (across[0], down[0], across[1], down[1])


_OPERATORS = {
    b"q": _Drawing.save,
    b"Q": _Drawing.restore,
    b"cm": _Drawing.transform,
    b"re": _Drawing.rectangle,
    b"W": _Drawing.cut,
    b"W*": _Drawing.cut,
    b"BDC": _Drawing.begin,
    b"BMC": _Drawing.begin,
    b"EMC": _Drawing.end,
    b"Tm": _Drawing.place,
    b"Tf": _Drawing.font,
}


def _matrix(operands: list[bytes]) -> Matrix:
    a, b, c, d, e, f = map(float, operands[-6:])
    return (a, b, c, d, e, f)


def _inside(one: Box | None, other: Box) -> Box:
    if one is None:
        return other
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
