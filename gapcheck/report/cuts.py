"""The report's fonts: static cuts of Source Sans 3 and Source Serif 4, one for each weight and optical size in use.

A variable font would be cut anew for every report, which took a fifth of its time. ``python -m gapcheck.report.cuts``
writes the cuts to ``fonts``; building or installing the package does the same (``hatch_build.py``). They are files of
the build, never of the repository. They hold every letter of the fonts that they come from. The licence (SIL OFL 1.1)
reserves the name "Source" for the unchanged fonts, so the cuts carry names of their own and lie beside a copy of it.
"""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTFont


@dataclass(frozen=True, slots=True)
class Cut:
    """One font file of the report: its name, the package and file that it is cut from, and its place on each axis."""

    name: str
    package: str
    source: str
    family: str
    place: Mapping[str, float]


_SANS, _SERIF = "fontpkg_source_sans_3", "fontpkg_source_serif_4"

#: Optical sizes are in points: the small one for titles up to 16, the large one for those from 21 on.
CUTS = (
    Cut("sans", _SANS, "SourceSans3[wght].ttf", "Gapcheck Sans", {"wght": 400}),
    Cut("sans-bold", _SANS, "SourceSans3[wght].ttf", "Gapcheck Sans Bold", {"wght": 600}),
    Cut("serif", _SERIF, "SourceSerif4[opsz,wght].ttf", "Gapcheck Serif", {"wght": 600, "opsz": 15}),
    Cut("serif-display", _SERIF, "SourceSerif4[opsz,wght].ttf", "Gapcheck Serif Display", {"wght": 600, "opsz": 32}),
    Cut(
        "serif-italic", _SERIF, "SourceSerif4-Italic[opsz,wght].ttf", "Gapcheck Serif Italic", {"wght": 400, "opsz": 11}
    ),
)


def make(target: Path) -> list[Path]:
    """Write every cut, and the licences, to ``target``. Returns the fonts written."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for cut in CUTS:
        package = Path(str(importlib.import_module(cut.package).ROOT))
        (target / f"{cut.package.removeprefix('fontpkg_')}-LICENSE.txt").write_bytes((package / "LICENSE").read_bytes())
        path = target / f"{cut.name}.ttf"
        path.write_bytes(_named(_cut((package / "files" / cut.source).read_bytes(), cut.place), cut))
        written.append(path)
    return written


def _cut(variable: bytes, place: Mapping[str, float]) -> bytes:
    """A variable font at one place of its design space, with all its letters and features."""
    face = uharfbuzz.Face(variable)
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    for axis, value in place.items():
        wanted.pin_axis_location(face, axis, value)
    return bytes(uharfbuzz.subset(face, wanted).blob.data)


def _named(static: bytes, cut: Cut) -> bytes:
    """The same font under its own name. The same input gives the same bytes."""
    font = TTFont(io.BytesIO(static), recalcTimestamp=False)
    for record in list(font["name"].names):
        if record.nameID not in (0, 2, 5, 13, 14):
            font["name"].removeNames(nameID=record.nameID)
    for name_id, value in ((1, cut.family), (3, f"{cut.family} {cut.name}"), (4, cut.family)):
        font["name"].setName(value, name_id, 3, 1, 0x409)
    font["name"].setName(cut.family.replace(" ", ""), 6, 3, 1, 0x409)
    for signature in ("DSIG", "STAT"):
        if signature in font:
            del font[signature]
    named = io.BytesIO()
    font.save(named)
    return named.getvalue()


if __name__ == "__main__":
    from gapcheck.paths import FONTS

    for made in make(FONTS):
        sys.stdout.write(f"{made.name}: {made.stat().st_size} bytes\n")
