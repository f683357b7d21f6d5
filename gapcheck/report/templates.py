"""The report's templates for both media: on paper a chart is an image, on the screen it is part of the page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gapcheck.charts import DRAWING
from gapcheck.paths import TEMPLATES
from gapcheck.vocabulary import day_in_words

#: The logo's address on paper, where the fetcher knows it; on the screen it stands in the page itself.
LOGO = "gapcheck:logo"


def environment(
    *, screen: bool, balanced: Callable[..., Any], picture: Callable[..., str] | None = None
) -> Environment:
    """The templates: everything escaped, and a name that is not there is an error, never an empty place.

    ``balanced`` breaks a title into lines; ``picture``, for paper only, gives the address of a chart's image.
    """
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["chart"] = DRAWING
    templates.globals["screen"] = screen
    templates.filters["day"] = day_in_words
    templates.filters["logo_address"] = _within if screen else lambda _logo: LOGO
    templates.filters["balanced"] = balanced
    if picture is not None:
        templates.filters["picture"] = picture
    return templates


def _within(logo: bytes) -> str:
    """The address of a PNG that stands in the page itself."""
    return f"data:image/png;base64,{base64.b64encode(logo).decode()}"
