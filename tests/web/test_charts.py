"""Charts on pages: drawn by the report's own macros, and what people typed stays text in them."""

from __future__ import annotations

from flask import Flask, render_template_string

from gapcheck.charts import Axis, Four, Tile, Tiles, dumbbell
from gapcheck.report.templates import environment
from tests.instances import app, empty_instance, settings

__all__ = ["app", "empty_instance", "settings"]

ROW = '{% from "charts/dumbbell.svg.jinja" import dumbbell %}{{ dumbbell(row) }}'
SQUARES = '{% from "charts/counts.svg.jinja" import tiles %}{{ tiles(row) }}'


def test_a_chart_is_the_same_on_a_page_and_in_the_report(app: Flask) -> None:
    row = dumbbell(Four(1, 4, 2, 3), Axis.of_steps(5), 200)
    on_a_page = render_template_string(ROW, row=row)
    assert on_a_page.startswith("<svg ")
    assert on_a_page == environment(screen=True, balanced=str).from_string(ROW).render(row=row)


def test_what_people_typed_stays_text_in_a_chart_on_a_page(app: Flask) -> None:
    squares = Tiles(40, 20, 13, filled=True, tiles=(Tile(0, 0, "<script>alert(1)</script>"),))
    drawn = render_template_string(SQUARES, row=squares)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
