"""The web fonts: small, complete for names, and under names that their licence allows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from gapcheck.paths import STATIC
from gapcheck.web import fonts

pytestmark = pytest.mark.xdist_group("fonts")  # made once, which takes seconds


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.stem: path for path in fonts.make(tmp_path_factory.mktemp("fonts"))}


def letters(path: Path) -> set[int]:
    with TTFont(path) as font:
        return set(font.getBestCmap())


@pytest.mark.slow
@pytest.mark.parametrize("family", ["sans", "serif"])
def test_names_from_all_over_europe_and_vietnam_have_their_letters(made: dict[str, Path], family: str) -> None:
    have = letters(made[f"{family}-latin"]) | letters(made[f"{family}-latin-ext"])
    for name in ("Łukasz Żółkiewski", "Şükrü Çağlar", "Ștefan Țîrlea", "Øystein Åsen", "Nguyễn Thị Minh Khai", "Đặng"):
        assert {ord(letter) for letter in name} <= have, name


@pytest.mark.slow
def test_what_a_page_fetches_first_stays_small(made: dict[str, Path]) -> None:
    assert made["sans-latin"].stat().st_size + made["serif-latin"].stat().st_size < 40 * 1024


@pytest.mark.slow
def test_the_subsets_carry_names_of_their_own_and_lie_beside_the_licence(made: dict[str, Path]) -> None:
    for stem, path in made.items():
        with TTFont(path) as font:
            assert font["name"].getDebugName(1) in ("Gapcheck Sans", "Gapcheck Serif")
            assert "Source" not in (font["name"].getDebugName(6) or "")
        assert "SIL OPEN FONT LICENSE" in (path.parent / f"{stem.split('-')[0]}-LICENSE.txt").read_text("utf-8").upper()


@pytest.mark.slow
def test_making_them_again_gives_the_same_bytes(made: dict[str, Path], tmp_path: Path) -> None:
    for path in fonts.make(tmp_path):
        assert path.read_bytes() == made[path.stem].read_bytes()


def test_the_sheet_names_the_ranges_that_are_cut() -> None:
    sheet = (STATIC / "fonts.css").read_text("utf-8")
    found = dict(re.findall(r'fonts/([a-z-]+)\.woff2"\).*?unicode-range: ([^;]+);', sheet, re.DOTALL))
    assert found == {f"{face.stem}-{name}": unicodes for face in fonts.FACES for name, unicodes in fonts.RANGES.items()}
