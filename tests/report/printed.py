"""What a printed page holds: its words with their boxes, from Poppler, and its tags, from pypdf."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
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
    def size(self) -> float:
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


def pages(pdf: bytes, folder: Path) -> list[Page]:
    path = folder / "printed.pdf"
    path.write_bytes(pdf)
    xml = _run("pdftotext", "-bbox", str(path), "-")
    xml = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", xml)
    plain = re.sub(rb'\sxmlns="[^"]+"', b"", xml, count=1)
    tree = ET.fromstring(plain)  # noqa: S314 - Poppler wrote it, about our own PDF
    found = []
    for number, page in enumerate(tree.iter("page"), 1):
        words = [
            Word(
                number,
                _number(word, "xMin"),
                _number(word, "yMin"),
                _number(word, "xMax"),
                _number(word, "yMax"),
                word.text or "",
            )
            for word in page.iter("word")
        ]
        found.append(Page(number, _number(page, "width"), _number(page, "height"), tuple(words)))
    return found


def _number(element: ET.Element, name: str) -> float:
    return float(element.get(name) or 0)


def text(pdf: bytes, folder: Path) -> str:
    """The text layer in reading order, every run of white space as one space."""
    path = folder / "printed.pdf"
    path.write_bytes(pdf)
    return squeezed(_run("pdftotext", "-raw", str(path), "-").decode())


def squeezed(words: str) -> str:
    return " ".join(words.split())


def unspaced(words: str) -> str:
    """Without white space, for texts that a page breaks within a word."""
    return "".join(words.split())


def fonts(pdf: bytes, folder: Path) -> list[tuple[str, bool]]:
    """The name of each font and whether it is embedded."""
    path = folder / "printed.pdf"
    path.write_bytes(pdf)
    lines = _run("pdffonts", str(path)).decode().splitlines()[2:]
    return [
        (line.split()[0], re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+", line).group(1) == "yes")
        for line in lines
    ]


def overlapping(page: Page) -> list[tuple[str, str]]:
    return [
        (one.text, other.text)
        for place, one in enumerate(page.words)
        for other in page.words[place + 1 :]
        if one.covers(other) > 0.35
    ]


def outline(entries: list[Any]) -> Iterator[Any]:
    """The entries of the outline, whatever their depth, in order."""
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry)
        else:
            yield entry


@dataclass(frozen=True)
class Tag:
    """One element of the structure tree."""

    kind: str
    alt: str | None
    children: tuple[Tag, ...]

    def walk(self) -> Iterator[Tag]:
        yield self
        for child in self.children:
            yield from child.walk()


def tags(pdf: bytes) -> Tag:
    return _tag(catalog(pdf)["/StructTreeRoot"])


def catalog(pdf: bytes) -> Any:
    """The document's catalog, where it says what it is."""
    return PdfReader(BytesIO(pdf)).root_object


def _tag(node: Any) -> Tag:
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    children = [_tag(kid.get_object()) for kid in kids if not isinstance(kid.get_object(), int)]
    return Tag(
        str(node.get("/S", "/Root")), node.get("/Alt"), tuple(child for child in children if child.kind != "/MCR")
    )


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
