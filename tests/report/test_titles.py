import re

from hypothesis import given
from hypothesis import strategies as st

from gapcheck.report.titles import balanced

WIDTH, SIZE = 425, 21


def test_a_title_that_fits_is_one_line() -> None:
    assert balanced("Each of you answered every question twice", WIDTH, SIZE) == (
        "Each of you answered every question twice",
    )


def test_no_last_line_of_one_word() -> None:
    lines = balanced("How this report was made, and how far to trust it", WIDTH, SIZE)
    assert len(lines) == 2
    assert all(len(line.split()) > 2 for line in lines)


def test_a_number_stays_with_the_word_that_it_counts() -> None:
    words = "You agree on 2 of 4 questions; the widest gap, 2 steps, is on this and that and more"
    for width in range(150, 425, 5):
        lines = balanced(words, width, SIZE)
        assert not any(line[-1].isdigit() for line in lines), lines
        assert " ".join(lines) == words


def test_a_word_wider_than_the_page_is_left_to_the_renderer() -> None:
    assert len(balanced("word " + "W" * 80, WIDTH, SIZE)) == 1


def test_nothing_is_nothing() -> None:
    assert balanced("", WIDTH, SIZE) == ("",)


@given(st.text(alphabet=st.sampled_from("abc WMil漢Ж,"), max_size=120))
def test_no_letter_is_lost_and_no_order_changed(text: str) -> None:
    assert re.sub(r"\s+", " ", " ".join(balanced(text, WIDTH, SIZE))) == " ".join(text.split())
