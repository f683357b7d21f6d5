import pytest
from fontTools.ttLib import TTFont

from gapcheck.charts import line_count, text_width
from gapcheck.report.fetcher import font_path

TEXTS = [
    "Determining technical requirements",
    "Why would anybody want WWW and MMM here?",
    "Łukasz Wróblewski, Größe, naïveté",
    "Ελλάδα και Κύπρος",
    "Привет, как дела",
    "1234567890 %",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_estimate_is_never_below_the_width_in_the_reports_own_font(text):
    font = TTFont(font_path("gapcheck:sans"))
    names, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    real = sum(widths[names[ord(letter)]][0] for letter in text) / em * 9
    assert text_width(text, 9) >= real


def test_lines_break_at_spaces():
    assert line_count("one", 100, 9) == 1
    assert line_count("one two three four five six seven", 60, 9) >= 3


def test_a_word_wider_than_the_line_breaks_inside():
    assert line_count("W" * 40, 90, 9) == 4


def test_an_empty_label_still_takes_its_line():
    assert line_count("", 90, 9) == 1
