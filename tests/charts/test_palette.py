import re
from itertools import combinations

from gapcheck.charts import DARK, LIGHT, contrast
from gapcheck.charts.palette import AXIS, LABEL, SMALLEST
from gapcheck.paths import STATIC
from gapcheck.sheets import flat

TOKEN = re.compile(r"(--[a-z]+):\s*(#[0-9a-f]{6})\b")


def test_the_style_sheet_of_the_report_has_the_colours_of_the_palette():
    sheet = flat(STATIC / "report" / "report.css")
    tokens = dict(TOKEN.findall(sheet))
    assert tokens
    assert tokens == {name: value for name, value in LIGHT.tokens().items() if name in tokens}


def test_no_colour_in_the_style_sheet_of_the_report_stands_outside_the_palette():
    sheet = flat(STATIC / "report" / "report.css")
    assert set(re.findall(r"#[0-9a-f]{6}\b", sheet)) <= set(LIGHT.tokens().values())


def test_text_colours_reach_four_and_a_half_to_one_on_paper_and_on_dark():
    for palette in (LIGHT, DARK):
        for colour in (palette.a, palette.b, palette.ink, palette.muted, palette.error, palette.ok):
            assert contrast(colour, palette.paper) >= 4.5


def test_marks_stand_out_from_paper_and_band_in_a_grey_print():
    for palette in (LIGHT, DARK):
        for colour in (palette.a, palette.b):
            assert contrast(colour, palette.paper) >= 3
            assert contrast(colour, palette.band) >= 3


def test_the_two_speakers_differ_by_more_than_colour_because_in_grey_they_are_close():
    assert contrast(LIGHT.a, LIGHT.b) < 2


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == 21
    assert all(contrast(one, other) == contrast(other, one) for one, other in combinations(["#0f4c81", "#c04a00"], 2))


def test_no_chart_label_is_smaller_than_the_smallest_type():
    assert min(AXIS, LABEL) >= SMALLEST
