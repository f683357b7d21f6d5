"""All pages of the workshop, brought together: importing them adds their views to the blueprints."""

from __future__ import annotations

from gapcheck.web.workshop import (  # noqa: F401  # they add their views
    arranging,
    beside,
    closing,
    items,
    offline,
    remote,
    screens,
    voting,
)
from gapcheck.web.workshop.page import blueprint

__all__ = ["blueprint"]
