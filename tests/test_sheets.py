"""Style sheets for the report: names are replaced by their values before the renderer sees them."""

from __future__ import annotations

import pytest

from gapcheck.paths import STATIC
from gapcheck.sheets import flat, literal


def test_a_name_becomes_the_value_that_the_sheet_sets() -> None:
    sheet = ":root { --ink: #111111; --rule: #cccccc; } p { color: var(--ink); border: 1pt solid var(--rule) }"
    assert "p { color: #111111; border: 1pt solid #cccccc }" in literal(sheet)


def test_a_name_that_is_not_set_is_an_error() -> None:
    with pytest.raises(KeyError):
        literal("p { color: var(--ink) }")


def test_the_reports_sheet_leaves_no_name_to_the_renderer() -> None:
    assert "var(" not in literal(flat(STATIC / "report" / "report.css"))
