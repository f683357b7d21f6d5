"""Colours and type sizes of every chart and of the report; the style sheets are tested to equal them.

Colour says who speaks and nothing else. The two speakers differ by shape and fill as well, because in a grey print
they are only 1.8:1 apart.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colours as ``#rrggbb``. ``a`` and ``b`` are the two people in role order."""

    a: str
    b: str
    ink: str
    muted: str
    rule: str
    band: str
    control: str
    paper: str
    error: str
    ok: str

    def speaker(self, index: int) -> str:
        """The colour of the first (0) or the second (1) person."""
        return (self.a, self.b)[index]

    def tokens(self) -> dict[str, str]:
        """The custom properties of a style sheet: ``{"--a": "#0f4c81", ...}``."""
        return {f"--{field.name}": getattr(self, field.name) for field in fields(self)}


LIGHT = Palette(
    a="#0f4c81",
    b="#c04a00",
    ink="#1b2026",
    muted="#58616c",
    rule="#cfd5db",
    band="#dfe4e9",
    control="#7a838c",
    paper="#ffffff",
    error="#b3261e",
    ok="#1e6b42",
)

DARK = Palette(
    a="#7db7ea",
    b="#ff9a57",
    ink="#eceff2",
    muted="#a9b3bd",
    rule="#3a434d",
    band="#3a434d",
    control="#7a838c",
    paper="#14181c",
    error="#ff8a80",
    ok="#7bd3a2",
)

#: Type sizes of charts in points. Nothing in print is smaller than SMALLEST.
SMALLEST = 7.5
AXIS = 7.5
LABEL = 9.0
SANS = "Source Sans 3"


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` in [0, 1], as WCAG 2 defines it."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours in [1, 21], as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
