"""A page model to a PDF: Jinja writes the page, WeasyPrint sets it. Runs in a limited child (child.py).

Importing this module imports WeasyPrint, which takes half a second and needs Pango: import it late.
"""

from __future__ import annotations

import atexit
import base64
import gc
import logging
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pydyf  # type: ignore[import-untyped]  # no type hints
from jinja2 import Environment
from markupsafe import Markup
from weasyprint import CSS
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration

from gapcheck.paths import STATIC
from gapcheck.report.fetcher import CHART, OwnFilesOnly
from gapcheck.report.own_html import OwnHTML
from gapcheck.report.pages import Document
from gapcheck.report.tagging import finish
from gapcheck.report.templates import environment
from gapcheck.report.titles import balanced
from gapcheck.sheets import flat, literal

_FONT_FACES = """
@font-face { font-family: "Source Sans 3"; src: url("gapcheck:sans") }
@font-face { font-family: "Source Sans 3"; font-weight: 600; src: url("gapcheck:sans-bold") }
@font-face { font-family: "Source Serif 4"; font-weight: 600; src: url("gapcheck:serif") }
@font-face { font-family: "Source Serif 4 Display"; font-weight: 600; src: url("gapcheck:serif-display") }
@font-face { font-family: "Source Serif 4"; font-style: italic; src: url("gapcheck:serif-italic") }
"""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A PDF, and every line that the renderer logged while making it. The lines may quote answers: never log them."""

    pdf: bytes
    complaints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Press:
    """What is the same for every report of a process: fonts, style sheets and templates, read once."""

    fonts: FontConfiguration
    sheets: tuple[CSS, ...]
    environment: Environment


@cache
def press() -> _Press:
    """The fonts, sheets and templates of this process. A parent calls it before it forks, so that children share it."""
    fonts = FontConfiguration()
    atexit.register(press.cache_clear)  # the fonts lie in a temporary folder, which goes with their configuration
    sheets = tuple(
        CSS(string=text, font_config=fonts, url_fetcher=OwnFilesOnly())
        for text in (_FONT_FACES, literal(flat(STATIC / "report" / "report.css")))
    )
    return _Press(fonts, sheets, environment(screen=False, balanced=balanced, picture=picture))


#: A line in each font at each weight of the report.
_PROOF = """<html lang="en"><head><title>Proof</title></head><body>
<p style="font: 400 10pt 'Source Sans 3'">a<strong>b</strong></p>
<p style="font: 600 21pt 'Source Serif 4 Display'">c</p>
<p style="font: 600 14pt 'Source Serif 4'">d<span style="font: italic 400 10pt 'Source Serif 4'">e</span></p>
</body></html>"""


def pull_proof() -> None:
    """Do once what every report does first: compile the templates, import what is imported late, open the fonts.

    For a parent that forks: its children share all of it.
    """
    parts = press()
    for name in parts.environment.list_templates(filter_func=lambda name: name.startswith(("report/", "charts/"))):
        parts.environment.get_template(name)
    balanced("Proof", 100, 10)
    with _undated_fonts(), _listening():
        OwnHTML(_PROOF, OwnFilesOnly()).write_pdf(
            stylesheets=list(parts.sheets), font_config=parts.fonts, pdf_variant="pdf/ua-1", finisher=finish
        )


def picture(svg: Markup) -> str:
    """The data address of a chart. As an image it bypasses the HTML parser and the cascade, which is faster."""
    return CHART + base64.b64encode(str(svg).strip().encode()).decode()


def page(document: Document) -> str:
    """The report as HTML, as WeasyPrint gets it."""
    return press().environment.get_template("report/report.html").render(doc=document)


def render(document: Document) -> Rendering:
    """The PDF of a page model: PDF/UA-1, the same bytes for the same model."""
    parts = press()
    with _quiet_collector(), _undated_fonts(), _lighter_packing(), _listening() as lines:
        logo = document.brand.logo if document.brand else None
        html = OwnHTML(page(document), OwnFilesOnly(logo))
        pdf = html.write_pdf(
            stylesheets=list(parts.sheets),
            font_config=parts.fonts,
            pdf_variant="pdf/ua-1",
            finisher=finish,
        )
    return Rendering(pdf, tuple(lines))


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Laying out makes very many objects that all live to the end: collecting in between finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.collect()


@contextmanager
def _undated_fonts() -> Iterator[None]:
    """The time would be written into every font made from a variable one (by fontTools) but for this variable."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


class _LighterPacking:
    """What pydyf knows as zlib. It asks for level 9: four times the work of level 6, for 3 % of the size."""

    @staticmethod
    def compressobj(level: int) -> Any:
        """A packer at zlib's own middle level, or at the level asked for where that is lower."""
        return zlib.compressobj(min(level, 6))


@contextmanager
def _lighter_packing() -> Iterator[None]:
    """The level is written into pydyf 0.13, with no option to change it."""
    pydyf.zlib = _LighterPacking
    try:
        yield
    finally:
        pydyf.zlib = zlib


class _Lines(logging.Handler):
    """Keeps the lines that are logged, warnings and up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What WeasyPrint logs, kept here and passed to no other handler: its lines quote what they complain of."""
    handler = _Lines()
    propagated = LOGGER.propagate
    LOGGER.addHandler(handler)
    LOGGER.propagate = False
    try:
        yield handler.lines
    finally:
        LOGGER.propagate = propagated
        LOGGER.removeHandler(handler)
