"""The chart macros of ``templates/charts`` on pages: those of the report, and as strict about what people typed."""

from __future__ import annotations

from flask import Flask

from gapcheck.charts import DRAWING


def init_app(app: Flask) -> None:
    """Give the macros their colours and sizes, and escape in them: Flask would not, because of their file names."""
    app.jinja_env.globals["chart"] = DRAWING
    app.jinja_env.autoescape = lambda name: app.select_jinja_autoescape(name and name.removesuffix(".jinja"))
