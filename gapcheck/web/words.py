"""Dates and times in words, for all pages."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from gapcheck.extensions import installation


def day(value: date) -> str:
    """``12 March 2026``."""
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """``Tue 3 March 2026, 09:12`` in the installation's time zone, with its name where that is not UTC."""
    zone = installation().settings.timezone
    local = value.astimezone(zone)
    name = "" if zone.key == "UTC" else f" {local:%Z}"
    return f"{local:%a} {local.day} {local:%B %Y, %H:%M}{name}"


def init_app(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["moment"] = moment
