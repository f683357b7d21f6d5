"""The report's templates for both media: on paper a chart is an image, on the screen it is part of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gapcheck.charts import DRAWING
from gapcheck.paths import TEMPLATES
from gapcheck.report.document import day


def environment(*, screen: bool, balanced: Callable[..., Any], picture: Callable[..., str] | None = None) -> Environment:
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
    templates.filters["day"] = day
    templates.filters["balanced"] = balanced
    if picture is not None:
        templates.filters["picture"] = picture
    return templates
