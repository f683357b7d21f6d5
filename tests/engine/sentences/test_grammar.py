"""The small change of a sentence: what holds for a text whatever it is quoted from."""

from __future__ import annotations

import pytest

from gapcheck.engine.sentences.grammar import named, quote, sentence

HEBREW, ARABIC = "הסיכון הגדול", "أمن"
MARK = "\N{LEFT-TO-RIGHT MARK}"


def test_quotation_marks_keep_their_side_between_right_to_left_texts() -> None:
    assert named([HEBREW, ARABIC, "Budget"]) == f"“{MARK}{HEBREW}{MARK}”, “{MARK}{ARABIC}{MARK}” and “Budget”"


def test_a_text_that_needs_no_help_is_quoted_as_it_is() -> None:
    assert quote("Zażółć 記録, Привет: 5 %") == "“Zażółć 記録, Привет: 5 %”"


@pytest.mark.parametrize("text", ["Who pays?", "It holds.", f"{HEBREW}?", f"{ARABIC}."])
def test_a_sentence_gets_no_second_stop_after_a_quoted_one(text: str) -> None:
    assert sentence(f"both answered {quote(text)}") == f"Both answered {quote(text)}"
    assert sentence(f"both answered {quote(text[:-1])}") == f"Both answered {quote(text[:-1])}."
