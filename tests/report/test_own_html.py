"""The report's page is read in a shorter way than any other page; what comes out has to be the same."""

from __future__ import annotations

import re
from itertools import zip_longest
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5
from weasyprint import HTML

from gapcheck.paths import STATIC
from gapcheck.report import render as rendering
from tests.report import hostile, waves
from tests.report.conftest import Rendered, wave_called
from tests.report.waves import EXAMPLES

EXAMPLE_NAMES = {path.stem for path in EXAMPLES.glob("*-*.json") if "." not in path.stem} - {"three-roles"}
NAMES = sorted(EXAMPLE_NAMES | set(hostile.WAVES))
#: Elements that are set within a line, as they are without any rule.
IN_LINE = {"br", "img", "span", "strong"}


def page(name: str, edition: str) -> str:
    return rendering.page(waves.document(wave_called(name), edition))


def as_xml(written: str) -> ET.Element:
    return ET.fromstring(written)  # noqa: S314 - our own templates wrote it


def words(text: str | None) -> str:
    """The text, but for blanks between elements: a parser of HTML leaves some of them out where nothing can stand."""
    return text if text and text.strip() else ""


@pytest.mark.parametrize("edition", ["participant", "facilitator"])
@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_the_same_to_a_parser_of_xml_and_one_of_html(name: str, edition: str) -> None:
    written = page(name, edition)
    xml, html = as_xml(written), tinyhtml5.parse(written, namespace_html_elements=False)
    for ours, theirs in zip_longest(xml.iter(), html.iter()):
        assert (ours.tag, ours.attrib) == (theirs.tag, theirs.attrib)
        assert (words(ours.text), words(ours.tail)) == (words(theirs.text), words(theirs.tail))


def test_every_element_of_a_page_has_its_place_in_the_sheet_of_elements() -> None:
    sheet = (STATIC / "report" / "elements.css").read_text("utf-8")
    placed = {tag for tags in re.findall(r"^([^@/{]+?) \{ display: ", sheet, re.MULTILINE) for tag in tags.split(", ")}
    used = {element.tag for name in NAMES for element in as_xml(page(name, "facilitator")).iterfind("body//*")}
    assert used > IN_LINE
    assert used - IN_LINE <= placed


@pytest.mark.slow
def test_the_pdf_is_that_of_the_longer_way(rendered: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the library's parser, and with its own sheet for all of HTML before ours."""
    ours = rendered("northmoor-full", "facilitator", "letter").pdf
    monkeypatch.setattr(rendering, "OwnHTML", lambda page, fetcher: HTML(string=page, url_fetcher=fetcher))
    longer = rendering.render(waves.document(wave_called("northmoor-full"), "facilitator", "letter"))
    assert longer.pdf == ours
