"""The report's fonts: cut once, while installing, and under names that their licence allows."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from gapcheck.paths import FONTS
from gapcheck.report.cuts import CUTS, Cut, make
from gapcheck.report.library import OWN_FONTS


def test_every_font_of_a_report_is_cut_and_no_other() -> None:
    assert sorted(cut.name for cut in CUTS) == sorted(OWN_FONTS)


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.name)
def test_a_cut_is_static_and_has_every_letter_of_its_font(cut: Cut) -> None:
    source = Path(importlib.import_module(cut.package).ROOT) / "files" / cut.source
    with TTFont(FONTS / f"{cut.name}.ttf") as font, TTFont(source) as variable:
        assert "fvar" not in font
        assert set(font.getBestCmap()) == set(variable.getBestCmap())
        assert {"GPOS", "GSUB"} <= set(font.keys()), "kerning and figures of one width"


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.name)
def test_a_cut_carries_a_name_of_its_own_and_lies_beside_the_licence(cut: Cut) -> None:
    with TTFont(FONTS / f"{cut.name}.ttf") as font:
        names = [font["name"].getDebugName(name_id) or "" for name_id in (1, 3, 4, 6, 16, 25)]
    assert not any("Source" in name for name in names), names
    licence = FONTS / f"{cut.package.removeprefix('fontpkg_')}-LICENSE.txt"
    assert "SIL OPEN FONT LICENSE" in licence.read_text("utf-8").upper()


def test_cutting_again_gives_the_same_bytes(tmp_path: Path) -> None:
    assert {path.name: path.read_bytes() for path in make(tmp_path)} == {
        path.name: path.read_bytes() for path in FONTS.glob("*.ttf")
    }
