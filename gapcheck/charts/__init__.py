"""Charts as geometry: numbers in, numbers out. Markup is written by the macros in ``templates/charts``."""

from gapcheck.charts.alignment import AlignmentMap, MapLabel, MapPlace, MapTile, alignment_map
from gapcheck.charts.counts import Bar, Strip, Tile, Tiles, bar, strip, tiles
from gapcheck.charts.drawing import DRAWING, Drawing
from gapcheck.charts.dumbbell import Axis, Dumbbell, Tick, dumbbell
from gapcheck.charts.example import Callout, Example, example
from gapcheck.charts.fingerprint import Fingerprint, fingerprint
from gapcheck.charts.ghosts import ghosts
from gapcheck.charts.marks import Box, Four, Line, Mark
from gapcheck.charts.marktable import CELL, Cell, MarkRow, mark_table
from gapcheck.charts.palette import DARK, LIGHT, SMALLEST, Palette, contrast
from gapcheck.charts.slope import Ranks, Slope, SlopeRow, slope
from gapcheck.charts.textfit import line_count, text_width

__all__ = [
    "CELL",
    "DARK",
    "DRAWING",
    "LIGHT",
    "SMALLEST",
    "AlignmentMap",
    "Axis",
    "Bar",
    "Box",
    "Callout",
    "Cell",
    "Drawing",
    "Dumbbell",
    "Example",
    "Fingerprint",
    "Four",
    "Line",
    "MapLabel",
    "MapPlace",
    "MapTile",
    "Mark",
    "MarkRow",
    "Palette",
    "Ranks",
    "Slope",
    "SlopeRow",
    "Strip",
    "Tick",
    "Tile",
    "Tiles",
    "alignment_map",
    "bar",
    "contrast",
    "dumbbell",
    "example",
    "fingerprint",
    "ghosts",
    "line_count",
    "mark_table",
    "slope",
    "strip",
    "text_width",
    "tiles",
]
