"""Dates and times in words, for all pages."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from gapcheck.extensions import installation
from gapcheck.vocabulary import day_in_words


def moment(value: datetime) -> str:
    """``Tue 3 March 2026, 09:12`` in the installation's time zone, with its name where that is not UTC."""
    zone = installation().settings.timezone
    local = value.astimezone(zone)
    name = "" if zone.key == "UTC" else f" {local:%Z}"
    return f"{local:%a} {day_in_words(local)}, {local:%H:%M}{name}"


def init_app(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters["day"] = day_in_words
    app.jinja_env.filters["moment"] = moment
