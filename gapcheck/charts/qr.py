"""A text as a QR code: geometry only."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class QrCode:
    """The width in modules, its quiet border included, and the dark modules as the path of an SVG."""

    width: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code of a text, with the correction level M (15 percent may be unreadable)."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    path = "".join(
        f"M{column} {number}h1v1h-1z" for number, row in enumerate(rows) for column, dark in enumerate(row) if dark
    )
    return QrCode(len(rows), path)
