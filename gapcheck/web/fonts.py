"""The web fonts: small WOFF2 subsets of Source Sans 3 and Source Serif 4, made from their packages.

``python -m gapcheck.web.fonts`` writes them to ``static/fonts``; building or installing the package does the same
(``hatch_build.py``). They are files of the build, never of the repository. The licence (SIL OFL 1.1) reserves the name
"Source" for the unchanged fonts, so the subsets carry names of their own and lie beside a copy of the licence.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

#: What most pages need: Basic Latin, Latin-1, and the punctuation and signs of the templates.
LATIN = (
    "U+0020-007E, U+00A0-00FF, U+2010-2011, U+2013-2014, U+2018-201A, U+201C-201E, U+2022, U+2026, "
    "U+20AC, U+2122, U+2190-2193, U+2212, U+2260, U+2264-2265"
)
#: What names such as Łukasz need besides; fetched only by a page that shows one of them.
LATIN_EXT = "U+0100-017F, U+0192, U+01CD-01DC, U+0218-021B, U+02BC, U+1E80-1E85, U+1E9E, U+1EA0-1EF9"
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "tnum")


@dataclass(frozen=True, slots=True)
class Face:
    """One family: where it comes from, the name of its subsets, and the part of its design space that is kept."""

    package: str
    family: str
    stem: str
    axes: Mapping[str, float | tuple[float, float]]


FACES = (
    Face("fontpkg_source_sans_3", "Gapcheck Sans", "sans", {"wght": (400, 600)}),
    # Titles only: one weight, at the optical size in which they are set.
    Face("fontpkg_source_serif_4", "Gapcheck Serif", "serif", {"wght": 600, "opsz": 28}),
)
RANGES = {"latin": LATIN, "latin-ext": LATIN_EXT}


def make(target: Path) -> list[Path]:
    """Write every face in every range, and the licences, to ``target``. Returns the fonts written."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for face in FACES:
        source = Path(str(importlib.import_module(face.package).ROOT))
        (target / f"{face.stem}-LICENSE.txt").write_bytes((source / "LICENSE").read_bytes())
        upright = next(path for path in sorted((source / "files").glob("*.ttf")) if "Italic" not in path.name)
        for name, unicodes in RANGES.items():
            path = target / f"{face.stem}-{name}.woff2"
            _write(upright, face, unicodes, path)
            written.append(path)
    return written


def _write(source: Path, face: Face, unicodes: str, path: Path) -> None:
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 6, 13, 14])
    font = TTFont(source)
    # Subset first: the instancer drops the variations of a blank glyph, which the subsetter then misses.
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(unicodes.replace("U+", "").replace(",", " ")))
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, dict(face.axes))
    for name_id, value in ((1, face.family), (3, f"{face.family} {path.stem}"), (4, face.family)):
        font["name"].setName(value, name_id, 3, 1, 0x409)
    font["name"].setName(face.family.replace(" ", ""), 6, 3, 1, 0x409)
    # The same input gives the same bytes, and so the same address.
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(path)


if __name__ == "__main__":
    from gapcheck.paths import STATIC

    for made in make(STATIC / "fonts"):
        sys.stdout.write(f"{made.name}: {made.stat().st_size} bytes\n")
