"""How a day is written and read."""

from __future__ import annotations

from datetime import date

import pytest

from gapcheck.vocabulary import day_in_words, read_day


def test_a_day_is_read_as_its_standard_form_and_written_in_words() -> None:
    assert read_day("2026-03-12") == date(2026, 3, 12)
    assert day_in_words(date(2026, 3, 12)) == "12 March 2026"


@pytest.mark.parametrize(
    "text", ["", "20260312", "2026-W11-4", "2026-3-12", "2026-02-30", "2026-03-12\n", "2026-03-12T00:00", "٢٠٢٦-٠٣-١٢"]
)
def test_nothing_else_is_read_as_a_day(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        read_day(text)
