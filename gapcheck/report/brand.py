"""In whose name a report is made: what its cover says beside the two people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    """A workspace's name, and its logo as a PNG; None without one.

    ``on_white`` is False for a logo that can hardly be made out on paper: it is then set on a dark plate.
    """

    name: str
    logo: bytes | None = None
    on_white: bool = True
