"""The map's title, with a sentence for every case that allows no other."""

from __future__ import annotations

import pytest

from gapcheck.engine import compare
from gapcheck.engine.sentences import Pair, map_title, map_words
from tests.report.waves import Answers, example, likert, swapped

KNOWN, UNSEEN = (5, 1, 1, 5), (5, 1, 5, 1)
SHARED, HIDDEN = (4, 4, 4, 4), (4, 4, 1, 4)
UNSURE = (5, 1, 5, {"no_answer": "cannot_say"})


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ([SHARED] * 3 + [UNSEEN] * 2, "3 of 5 questions are shared ground; 2 are hidden differences"),
        ([SHARED, UNSEEN], "1 of 2 questions is shared ground; 1 is a hidden difference"),
        ([SHARED] * 2 + [KNOWN], "2 of 3 questions are shared ground, and no difference is hidden"),
        ([KNOWN, UNSEEN], "No question is shared ground; 1 is a hidden difference"),
        ([SHARED] * 2 + [HIDDEN], "2 of 3 questions are shared ground, and no difference is hidden"),
        ([SHARED] * 4, "All 4 questions are shared ground"),
        ([HIDDEN] * 4, "All 4 questions are hidden agreements"),
        ([KNOWN] * 4, "All 4 questions are open differences"),
        ([UNSEEN] * 4, "All 4 questions are hidden differences"),
        ([UNSEEN] * 2, "Both questions are hidden differences"),
        ([UNSEEN], "The one question is a hidden difference"),
        ([SHARED] * 2 + [KNOWN, UNSURE], "2 of 3 questions are shared ground"),
        ([SHARED] * 4 + [UNSURE], "All 4 questions that could be compared are shared ground"),
        ([(None, 4, 4, 4)], "No question could be compared"),
    ],
)
def test_the_title_says_how_the_questions_stand(answers: list[Answers], title: str) -> None:
    wave = likert(answers)
    assert map_title(Pair(wave, compare(wave))).title == title


def test_swapped_seats_change_no_word() -> None:
    there, back = (
        Pair(wave, compare(wave)) for wave in (example("northmoor-full"), swapped(example("northmoor-full")))
    )
    assert map_title(there) == map_title(back)
    assert map_words(there) == map_words(back)


def test_the_words_name_every_quadrant_and_say_which_are_empty() -> None:
    wave = likert([SHARED, KNOWN])
    assert map_words(Pair(wave, compare(wave))) == (
        "Shared ground: Statement S1. Hidden agreement: none. Open difference: Statement S2. Hidden difference: none."
    )
