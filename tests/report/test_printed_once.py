"""Nothing is set twice: WeasyPrint can leave the rest of a float behind where the block around it moves on."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from string import ascii_lowercase

import pytest
from weasyprint import HTML

from gapcheck.report.fetcher import OwnFilesOnly
from gapcheck.report.render import page, press
from tests.report import waves
from tests.report.conftest import LOOKED_AT, Rendered, wave_called
from tests.report.printed import Printed

pytestmark = pytest.mark.slow

WORD = re.compile(r"[A-Za-z]{6,}")
#: The words that stand within the alignment map.
DRAWN = {"Hidden", "Shared", "ground", "difference", "agreement", "counts", "common", "nothing", "answer"}
#: A float that is broken by the end of the page, in a block that moves on as a whole: its end must not be parted
#: from what follows.
MOVED_ON = f"""<!doctype html><html lang="en"><title>Left behind</title><style>
@page {{ size: A4; margin: 20mm }}
body {{ margin: 0; font: 10pt "Source Sans 3" }}
.above {{ height: 230mm }}
.float {{ float: left; width: 40mm }}
.end {{ clear: both; break-before: avoid }}
</style><body>
<div class="above"></div><p>opening</p>
<div><div class="float">{" ".join(5 * first + second for first in ascii_lowercase for second in "xyz")}</div>
<div class="end">closing</div></div>"""


def set_more_often(printed: Printed, body: str) -> set[str]:
    """The words that stand more often on the pages than in the text they were made from."""
    written = Counter(WORD.findall(unescape(re.sub(r"<[^>]+>", " ", body))))
    found = Counter(word for sheet in printed.pages for text in sheet.body for word in WORD.findall(text.text))
    return {word for word, count in found.items() if count > written[word]}


def test_what_a_float_left_behind_is_found(tmp_path: Path) -> None:
    """WeasyPrint does so to date. When it no longer does, this fails, and the tests of this file can go."""
    path = tmp_path / "moved-on.pdf"
    HTML(string=MOVED_ON, url_fetcher=OwnFilesOnly()).write_pdf(path, font_config=press().fonts)
    twice = set_more_often(Printed(path), MOVED_ON.partition("<body>")[2])
    assert "zzzzzz" in twice
    assert not twice & {"opening", "closing"}


@pytest.mark.parametrize(
    "look", [each for each in LOOKED_AT if each[0].startswith(("northmoor", "halden"))], ids="-".join
)
def test_no_word_stands_more_often_on_the_pages_than_in_the_text(
    look: tuple[str, str, str], rendered: Rendered
) -> None:
    name, edition, paper = look
    body = page(waves.document(wave_called(name), edition, paper)).partition("<body>")[2]
    # What runs on every page, stands in a table's head that is repeated, or is drawn, is not counted; nor are capitals.
    body = re.sub(r"<(header|footer)\b.*?</\1>", " ", body, flags=re.DOTALL)
    repeated = set(WORD.findall(" ".join(re.findall(r"<thead>.*?</thead>", body, flags=re.DOTALL))))
    more = {word for word in set_more_often(rendered(*look), body) if not word.isupper()}
    assert more <= repeated | DRAWN
