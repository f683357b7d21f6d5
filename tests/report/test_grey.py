"""The report printed in grey: the marks stay distinguishable, because shape and fill carry them and not the colour."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from gapcheck.charts import DRAWING
from tests.report import waves
from tests.report.conftest import Rendered, wave_called

pytestmark = pytest.mark.slow

DOTS = 216
SCALE = DOTS / 72
#: WCAG 2.2, 1.4.11: what a graphical object needs against what is beside it.
ENOUGH = 3.0


def light(pixel: int) -> float:
    """Relative luminance of a grey pixel, by the formula of WCAG 2.2."""
    value = pixel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one: int, other: int) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True)
class Grey:
    """One page in grey, and where its example stands, in points from the top left."""

    page: Image.Image
    left: float
    top: float

    def at(self, x: float, y: float) -> int:
        value = self.page.getpixel((round((self.left + x) * SCALE), round((self.top + y) * SCALE)))
        assert isinstance(value, int)
        return value


@pytest.fixture(scope="module")
def grey(rendered: Rendered, tmp_path_factory: pytest.TempPathFactory) -> Grey:
    report = rendered("northmoor-full")
    figure = next(
        tag for tag in report.tags.walk() if tag.kind == "/Figure" and (tag.alt or "").startswith("An example")
    )
    out = tmp_path_factory.mktemp("grey") / "page"
    page = str(figure.page)
    command = ["pdftoppm", "-gray", "-r", str(DOTS), "-f", page, "-l", page, "-singlefile", str(report.path), str(out)]
    subprocess.run(command, check=True, timeout=60)
    example = waves.document(wave_called("northmoor-full")).example
    return Grey(Image.open(Path(f"{out}.pgm")), figure.left + example.left, figure.top + example.top)


def test_the_four_marks_of_a_question_differ_in_grey(grey: Grey) -> None:
    """An own view is dark inside, a guess is light with a dark edge; circle and square differ at their corners."""
    row = waves.document(wave_called("northmoor-full")).example.row
    looks = {}
    for mark in row.marks:
        inside, corner = grey.at(mark.x, mark.y), grey.at(mark.x + mark.size * 0.9, mark.y - mark.size * 0.9)
        edge = grey.at(mark.x + mark.size, mark.y)
        assert contrast(edge if not mark.own else inside, 255) >= ENOUGH
        assert (contrast(inside, 255) >= ENOUGH) is mark.own
        looks[mark.own, mark.about] = (inside, corner)
    assert len(looks) == 4
    for own in (True, False):
        circle, square = looks[own, 0][1], looks[own, 1][1]
        assert contrast(circle, square) >= 1.5, "the corner of a square is where a circle has none"


def test_marks_stand_out_from_the_band_and_the_band_from_the_paper(grey: Grey) -> None:
    row = waves.document(wave_called("northmoor-full")).example.row
    band = grey.at(row.band.x + row.band.width / 2, row.band.y + 2)
    assert 1.2 < contrast(band, 255) < 1.5
    for mark in row.marks:
        if mark.own:
            assert contrast(grey.at(mark.x, mark.y), band) >= ENOUGH


def test_whatever_is_filled_stands_out_from_whatever_it_may_lie_on() -> None:
    """The palette as a printer's grey."""
    palette = DRAWING.palette
    greys = {
        name: _grey(colour)
        for name, colour in (
            ("first", palette.speaker(0)),
            ("second", palette.speaker(1)),
            ("ink", palette.ink),
        )
    }
    grounds = {"paper": _grey(palette.paper), "band": _grey(palette.band)}
    for mark in greys.values():
        for ground in grounds.values():
            assert contrast(mark, ground) >= ENOUGH


def _grey(colour: str) -> int:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return round(0.299 * red + 0.587 * green + 0.114 * blue)
