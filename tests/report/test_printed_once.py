"""Nothing is set twice: WeasyPrint can leave the rest of a float behind where the block around it moves on."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest

from gapcheck.report.render import page
from tests.report import waves
from tests.report.conftest import LOOKED_AT, Rendered, wave_called

pytestmark = pytest.mark.slow

WORD = re.compile(r"[A-Za-z]{6,}")
#: The words that stand within the alignment map.
DRAWN = {"Hidden", "Shared", "ground", "difference", "agreement", "counts", "common", "nothing", "answer"}


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
    written = Counter(WORD.findall(unescape(re.sub(r"<[^>]+>", " ", body))))
    repeated = set(WORD.findall(" ".join(re.findall(r"<thead>.*?</thead>", body, flags=re.DOTALL))))
    found = Counter(word for sheet in rendered(*look).pages for text in sheet.body for word in WORD.findall(text.text))
    more = {word for word, count in found.items() if count > written[word] and not word.isupper()}
    assert more <= repeated | DRAWN
