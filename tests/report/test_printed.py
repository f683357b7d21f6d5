"""The readers of printed pages find what the report's tests look for: small, clipped, overlapping and untagged text."""

from __future__ import annotations

import base64

import pytest
from weasyprint import HTML

from gapcheck.charts import SMALLEST
from gapcheck.report.fetcher import CHART, OwnFilesOnly
from gapcheck.report.render import press
from tests.report import printed
from tests.report.printed import Printed

CLIPPED = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><text x="2" y="30" font-size="12">cut</text></svg>'
)
FAULTY = f"""<!doctype html><html lang="en"><title>Faults</title><style>
@page {{ size: A4; margin: 20mm; @bottom-left {{ content: "foot" }} }}
body {{ margin: 0 }}
p {{ font: 10pt "Source Sans 3" }}
.on {{ position: absolute; top: 60mm; left: 0 }}
</style>
<p style="font-size: 6pt">small</p><p>plain</p>
<p class="on">overlapping</p><p class="on">laid upon it</p>
<img alt="A chart" src="{CHART}{base64.b64encode(CLIPPED.encode()).decode()}">"""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    path = tmp_path_factory.mktemp("faulty") / "faulty.pdf"
    HTML(string=FAULTY, url_fetcher=OwnFilesOnly()).write_pdf(path, font_config=press().fonts, pdf_variant="pdf/ua-1")
    return Printed(path)


def test_sizes_are_those_of_the_type_and_not_of_its_box(faulty: Printed) -> None:
    assert [round(text.size, 1) for text in faulty.shown if text.size < SMALLEST] == [6.0]
    assert {round(text.size, 1) for text in faulty.shown if text.size >= SMALLEST} >= {9.0, 10.0}


def test_words_that_lie_on_each_other_are_found(faulty: Printed) -> None:
    assert {"overlapping", "laid"} in map(set, printed.overlapping(faulty.pages[0]))


def test_a_text_that_its_chart_cuts_off_is_found(faulty: Printed) -> None:
    cut = [text for text in faulty.shown if text.clip is not None and text.y > text.clip[3]]
    assert cut


def test_without_the_repair_the_foot_of_a_page_is_content_that_no_tag_holds(faulty: Printed) -> None:
    """Which is why ``gapcheck.report.tagging`` exists; when the library does it, that can go."""
    held = {mark for tag in faulty.tags.walk() for mark in tag.marks}
    assert {(text.page, text.mark) for text in faulty.shown} - held


def test_places_are_counted_from_the_top_left_in_points(faulty: Printed) -> None:
    margin = 20 / 25.4 * 72
    small = next(text for text in faulty.shown if text.size < SMALLEST)
    assert small.x == pytest.approx(margin, abs=0.5)
    assert margin < small.y < margin + 20
