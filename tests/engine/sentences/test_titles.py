"""Titles are findings: one for every case, and one for every case that allows no finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapcheck.engine import sentences as say
from gapcheck.engine.result import Both, Indices, Priorities
from gapcheck.engine.sentences import Finding, Pair
from gapcheck.engine.wave import Json
from gapcheck.vocabulary import Family, ItemType
from tests.engine.samples import (
    CANNOT_SAY,
    NO_VIEW,
    NOT_APPLICABLE,
    pair_wave,
    scale,
    single,
    text,
)
from tests.engine.sentences.told import pair_of

#: Four answers a, b, g, h to a single choice for each family.
SHARED = ("o1", "o1", "o1", "o1")
HIDDEN_AGREEMENT = ("o1", "o1", "o2", "o1")
OPEN = ("o1", "o2", "o2", "o1")
HIDDEN = ("o1", "o2", "o1", "o2")
ONE_SEES = ("o1", "o2", "o1", "o1")
DECLINED_BY_A = ("o1", "o1", CANNOT_SAY, "o1")

Four = tuple[Json, Json, Json, Json]


def pair_with(*answers: Four, options: int = 60, themes: dict[str, int] | None = None) -> Pair:
    """A pair over single choices with so many options that luck alone reaches next to nothing.

    ``themes`` gives the number of items in each theme, in order; without it all are in one.
    """
    names = [name for name, count in (themes or {"theme": len(answers)}).items() for _ in range(count)]
    items = {
        replace(single(options), id=f"Q{number}", short=f"Question {number}", theme=theme): four
        for number, (four, theme) in enumerate(zip(answers, names, strict=True), 1)
    }
    return pair_of(pair_wave(items))


class TestTheHeadline:
    """``overall_title``, with its fallbacks."""

    def test_agreement_with_hidden_parts(self) -> None:
        pair = pair_with(*[SHARED] * 6, *[HIDDEN_AGREEMENT] * 3, *[OPEN] * 2, *[HIDDEN] * 4)
        assert say.overall_title(pair) == Finding(
            "You agree on 9 of 15 questions, and on 3 of them at least one of you does not know it",
            "You differ on 6 questions: on 2 each of you knows the other's view, on 4 at least one of you does not.",
        )

    def test_agreement_without_hidden_parts(self) -> None:
        pair = pair_with(*[SHARED] * 8, *[OPEN] * 2)
        found = say.overall_title(pair)
        assert found.title == "You agree on 8 of 10 questions, and both of you know it"
        assert found.deck == "You differ on 2 questions, and each of you knows the other's view."

    def test_as_many_hidden_agreements_as_known_ones(self) -> None:
        found = say.overall_title(pair_with(*[SHARED] * 2, *[HIDDEN_AGREEMENT] * 2, OPEN))
        assert found.title == "You agree on 4 of 5 questions, and on 2 of them at least one of you does not know it"
        assert found.deck == "You differ on 1 question, and each of you knows the other's view."

    def test_agreement_that_is_hidden_everywhere(self) -> None:
        pair = pair_with(*[HIDDEN_AGREEMENT] * 3, *[HIDDEN] * 2)
        found = say.overall_title(pair)
        assert found.title == "You agree on 3 of 5 questions, and on all of them at least one of you does not know it"
        assert found.deck == "You differ on 2 questions, and at least one of you does not know how."

    def test_everything_agreed_and_known(self) -> None:
        assert say.overall_title(pair_with(*[SHARED] * 12)) == Finding(
            "You agree on all 12 questions, and both of you know it"
        )

    def test_everything_agreed_and_partly_hidden(self) -> None:
        assert say.overall_title(pair_with(*[SHARED] * 10, *[HIDDEN_AGREEMENT] * 2)).title == (
            "You agree on all 12 questions, and on 2 of them at least one of you does not know it"
        )

    def test_nothing_agreed(self) -> None:
        assert say.overall_title(pair_with(*[OPEN] * 10)).title == (
            "You differ on all 10 questions, and each knows the other's view"
        )
        assert say.overall_title(pair_with(*[OPEN] * 7, *[ONE_SEES] * 3)).title == (
            "You differ on all 10 questions, and on 3 of them at least one of you does not know how"
        )

    def test_nothing_agreed_and_all_hidden(self) -> None:
        pair = pair_with(*[ONE_SEES] * 10)
        assert say.overall_title(pair).title == (
            "You differ on all 10 questions, and on all of them at least one of you does not know how"
        )

    @pytest.mark.parametrize(
        ("answers", "title"),
        [
            ([HIDDEN_AGREEMENT], "You agree on the one question, and at least one of you does not know it"),
            (
                [HIDDEN_AGREEMENT] * 2,
                "You agree on both questions, and on both of them at least one of you does not know it",
            ),
            ([HIDDEN_AGREEMENT, OPEN], "You agree on 1 of 2 questions, and at least one of you does not know it"),
            ([HIDDEN], "You agree on 0 of 1 question, no more than luck alone would often give"),
            ([ONE_SEES], "You differ on the one question, and at least one of you does not know how"),
            ([ONE_SEES] * 2, "You differ on both questions, and on both of them at least one of you does not know how"),
        ],
    )
    def test_one_question_is_not_all_of_them_and_two_are_both(self, answers: list[Four], title: str) -> None:
        assert say.overall_title(pair_with(*answers)).title == title

    @pytest.mark.parametrize(
        ("answers", "title"),
        [
            ([SHARED] * 10, "You agree on all 10 questions that could be compared, and both of you know it"),
            ([OPEN] * 10, "You differ on all 10 questions that could be compared, and each knows the other's view"),
            ([SHARED, *[OPEN] * 9], "You agree on 1 of 10 questions, and both of you know it"),
        ],
    )
    def test_all_is_not_said_of_questions_that_were_left_out(self, answers: list[Four], title: str) -> None:
        pair = pair_with(*answers, ("o1", "o2", CANNOT_SAY, "o2"))
        assert say.overall_title(pair).title == title
        if "all" in title:
            assert say.theme_title(pair, "theme").title == title

    def test_no_better_than_luck_on_all_that_there_is(self) -> None:
        title = say.overall_title(pair_with(SHARED, SHARED, options=2)).title
        assert title == "You agree on both questions, no more than luck alone would often give"

    def test_the_one_question_of_a_short_form(self) -> None:
        assert say.overall_title(pair_with(SHARED)).title == "You agree on the one question, and both of you know it"
        assert (
            say.overall_title(pair_with(SHARED, SHARED)).title == "You agree on both questions, and both of you know it"
        )

    def test_few_answers(self) -> None:
        pair = pair_with(*[SHARED] * 6, *[(NO_VIEW, "o1", "o1", "o1")] * 5, *[("o1", None, "o1", "o1")] * 4)
        assert say.overall_title(pair) == Finding(
            "Only 6 of 15 questions could be compared",
            "The CSO left 4 questions unanswered. The CIO gave no firm view on 5 questions.",
        )

    def test_no_answers(self) -> None:
        pair = pair_with(*[(NO_VIEW, NO_VIEW, "o1", "o1")] * 3)
        assert say.overall_title(pair) == Finding(
            "No question could be compared", "Both gave no firm view on 3 questions each."
        )

    def test_one_side_declined_much(self) -> None:
        pair = pair_with(*[SHARED] * 6, *[DECLINED_BY_A] * 8, ("o1", "o1", "o1", CANNOT_SAY))
        assert say.overall_title(pair) == Finding(
            "The CIO preferred not to predict on 8 of 15 questions",
            "Only 6 of 15 questions could be compared. "
            "The CIO preferred not to predict on 8 questions; the CSO preferred not to predict on 1 question.",
        )

    def test_one_side_declined_half_of_what_is_missing(self) -> None:
        missing = [*[DECLINED_BY_A] * 4, *[("o1", None, "o1", "o1")] * 4]
        assert say.overall_title(pair_with(SHARED, SHARED, *missing)).title == (
            "The CIO preferred not to predict on 4 of 10 questions"
        )
        assert say.overall_title(pair_with(SHARED, *missing, ("o1", None, "o1", "o1"))).title == (
            "Only 1 of 10 questions could be compared"
        )

    def test_both_declined_as_much(self) -> None:
        declined_by_b = ("o1", "o1", "o1", CANNOT_SAY)
        pair = pair_with(*[SHARED] * 4, *[DECLINED_BY_A] * 3, *[declined_by_b] * 3)
        assert say.overall_title(pair) == Finding(
            "Only 4 of 10 questions could be compared", "Both preferred not to predict on 3 questions each."
        )

    def test_declining_that_left_enough_is_told_under_the_headline(self) -> None:
        found = say.overall_title(pair_with(*[SHARED] * 11, *[DECLINED_BY_A] * 3))
        assert found.title == "You agree on all 11 questions that could be compared, and both of you know it"
        assert found.deck == "The CIO preferred not to predict on 3 questions."

    def test_no_better_than_luck(self) -> None:
        pair = pair_with(*[SHARED] * 5, *[("o1", "o2", "o1", "o2")] * 5, options=2)
        assert say.overall_title(pair) == Finding(
            "You agree on 5 of 10 questions, no more than luck alone would often give",
            "Luck alone would give about 5 of 10. "
            "Answering at random would do as well on these questions more than one time in ten. "
            "Read the questions one by one.",
        )

    def test_one_theme_with_most_differences_is_named(self) -> None:
        pair = pair_with(*[SHARED] * 6, OPEN, *[OPEN] * 3, themes={"first": 6, "second": 1, "third": 3})
        assert say.overall_title(pair).deck.endswith("3 of the 4 differences lie in “Third”.")

    def test_less_than_half_of_the_differences_is_not(self) -> None:
        themes = {"first": 7, "second": 2, "third": 1, "fourth": 1, "fifth": 1}
        pair = pair_with(*[SHARED] * 7, *[OPEN] * 5, themes=themes)
        assert "differences lie" not in say.overall_title(pair).deck

    def test_half_of_the_differences_is_enough_to_name_a_theme(self) -> None:
        pair = pair_with(*[SHARED] * 6, *[OPEN] * 4, themes={"first": 7, "second": 2, "third": 1})
        assert say.overall_title(pair).deck.endswith("2 of the 4 differences lie in “Second”.")

    def test_one_theme_with_all_differences_is_named(self) -> None:
        pair = pair_with(*[SHARED] * 7, *[OPEN] * 3, themes={"first": 7, "second": 3})
        assert say.overall_title(pair).deck.endswith("All 3 differences lie in “Second”.")

    def test_two_themes_with_as_many_differences_are_not(self) -> None:
        pair = pair_with(*[SHARED] * 6, *[OPEN] * 4, themes={"first": 6, "second": 2, "third": 2})
        assert "differences lie" not in say.overall_title(pair).deck


class TestThemes:
    """``theme_title`` and ``theme_tally``."""

    def test_both_agreement_and_difference(self) -> None:
        pair = pair_with(SHARED, HIDDEN_AGREEMENT, OPEN, HIDDEN)
        assert say.theme_title(pair, "theme") == Finding(
            "You agree on 2 of 4 questions and differ on 2",
            "On 1 of the 2 where you agree at least one of you does not know it. "
            "Where you differ, each of you knows the other's view on 1, and on 1 at least one does not.",
        )
        assert say.theme_tally(pair, "theme") == (
            "Same view on 2 of 4; the CIO predicts the CSO on 2; the CSO predicts the CIO on 3."
        )

    def test_a_single_difference_is_named(self) -> None:
        found = say.theme_title(pair_with(SHARED, SHARED, OPEN), "theme")
        assert found.title == "You agree on 2 of 3 questions and differ on “Question 3”"

    def test_all_alike(self) -> None:
        assert say.theme_title(pair_with(*[SHARED] * 3), "theme").title == (
            "You agree on all 3 questions, and both of you know it"
        )
        assert say.theme_title(pair_with(*[OPEN] * 3), "theme").title == (
            "You differ on all 3 questions, and each knows the other's view"
        )

    def test_a_theme_of_two_gets_words_and_no_figure(self) -> None:
        assert say.theme_title(pair_with(SHARED, SHARED), "theme").title == "You agree on both questions here"
        assert say.theme_title(pair_with(OPEN, OPEN), "theme").title == "You differ on both questions here"
        assert say.theme_title(pair_with(SHARED, OPEN), "theme").title == (
            "You agree on “Question 1” and differ on “Question 2”"
        )
        assert say.theme_tally(pair_with(SHARED, OPEN), "theme") == "2 questions: too few for a count."

    def test_a_theme_of_one_says_who_expected_what(self) -> None:
        assert say.theme_title(pair_with(HIDDEN_AGREEMENT), "theme").title == (
            "You agree here; the CIO expected another answer"
        )
        assert say.theme_title(pair_with(HIDDEN), "theme").title == "You differ here; both expect agreement"

    @pytest.mark.parametrize(
        ("answers", "title"),
        [
            ([SHARED, SHARED], "You agree on both questions that could be compared"),
            ([OPEN, OPEN], "You differ on both questions that could be compared"),
            ([HIDDEN], "You differ on the one question that could be compared; both expect agreement"),
        ],
    )
    def test_questions_that_are_left_out_are_not_spoken_for(self, answers: list[Four], title: str) -> None:
        assert say.theme_title(pair_with(*answers, DECLINED_BY_A), "theme").title == title

    def test_too_few_of_a_longer_theme(self) -> None:
        pair = pair_with(SHARED, SHARED, SHARED, *[DECLINED_BY_A] * 3)
        assert say.theme_title(pair, "theme").title == "Too few questions here could be compared"
        assert say.theme_tally(pair, "theme") == "Too few comparable answers (3 of 6)."

    def test_none_at_all(self) -> None:
        pair = pair_with(DECLINED_BY_A, ("o1", NO_VIEW, "o1", "o1"))
        assert say.theme_title(pair, "theme") == Finding(
            "No question here could be compared",
            "“Question 1”: The CIO preferred not to predict. “Question 2”: The CSO has no firm view here.",
        )

    def test_a_theme_of_texts(self) -> None:
        pair = pair_of(pair_wave({text(): ("Some words", None, None, None)}))
        assert say.theme_title(pair, "theme").title == "In your own words"
        assert say.theme_tally(pair, "theme") == ""

    def test_the_widest_gap_is_named_where_one_question_alone_has_it(self) -> None:
        assert self._titled((1, 2), (1, 4), (1, 5)).title == (
            "You agree on 1 of 3 questions; the widest gap, 4 steps, is on “Question 3”"
        )
        assert self._titled((1, 3), (1, 4), (1, 5)).deck == "The widest gap is on “Question 3”: 4 steps."

    def test_the_widest_gap_of_two_questions_names_neither(self) -> None:
        assert self._titled((1, 2), (1, 4), (1, 4)).title == "You agree on 1 of 3 questions and differ on 2"
        assert self._titled((1, 4), (4, 1), (1, 4)).deck == ""

    def test_a_wide_gap_that_still_counts_as_the_same_view_is_not_what_they_differ_on(self) -> None:
        items = {replace(scale(11), id="Q1", tau=0.5): (1, 6, 6, 1)}
        items |= {replace(scale(5), id=f"Q{number}"): (1, 3, 3, 1) for number in (2, 3)}
        assert (
            say.theme_title(pair_of(pair_wave(items)), "theme").title == "You agree on 1 of 3 questions and differ on 2"
        )

    def test_a_gap_of_one_step_is_not_named(self) -> None:
        assert self._titled((1, 2), (1, 1), (1, 1)).deck == ""
        assert self._titled((1, 3), (1, 3), (1, 4)).deck == "The widest gap is on “Question 3”: 3 steps."

    def test_the_widest_gap_of_two_steps_is_named(self) -> None:
        pair = self._pair((1, 3), (1, 1))
        assert say.theme_title(pair, "theme").deck == "The widest gap is on “Question 1”: 2 steps."

    def _titled(self, *own: tuple[int, int]) -> Finding:
        return say.theme_title(self._pair(*own), "theme")

    def _pair(self, *own: tuple[int, int]) -> Pair:
        items = {
            replace(scale(5), id=f"Q{number}", short=f"Question {number}"): (a, b, b, a)
            for number, (a, b) in enumerate(own, 1)
        }
        return pair_of(pair_wave(items))


@pytest.mark.parametrize(
    ("family", "title"),
    [
        (Family.SHARED_GROUND, "You agree on 2 questions, and both of you know it"),
        (Family.HIDDEN_AGREEMENT, "You agree on 1 question without both of you knowing it"),
        (Family.OPEN_DIFFERENCE, "You differ on 3 questions, and each of you knows the other's view"),
        (Family.HIDDEN_DIFFERENCE, "You differ on 1 question, and at least one of you does not know how"),
        (Family.NO_COMPARISON, "1 question could not be compared"),
    ],
)
def test_a_family_is_titled_with_its_count(family: Family, title: str) -> None:
    pair = pair_with(*[SHARED] * 2, HIDDEN_AGREEMENT, *[OPEN] * 3, HIDDEN, DECLINED_BY_A)
    assert say.family_title(pair, family).title == title


def test_what_is_missing_is_told_by_person_and_reason() -> None:
    pair = pair_with(
        ("o1", None, "o1", "o1"),
        (NO_VIEW, "o1", "o1", "o1"),
        ("o1", NOT_APPLICABLE, "o1", "o1"),
        DECLINED_BY_A,
        ("o1", "o1", "o1", None),
        ("o1", "o1", "o1", NOT_APPLICABLE),
        ("o1", "o1", NOT_APPLICABLE, "o1"),
    )
    assert say.missing_title(pair) == Finding(
        "7 questions could not be compared",
        "The CSO left 1 question unanswered. The CIO gave no firm view on 1 question. "
        "The CSO marked 1 question as not applying. The CIO preferred not to predict on 1 question. "
        "The CIO gave no guess on 1 question; the CSO gave no guess on 2 questions.",
    )


def test_own_words_on_both_sides_are_a_reason_too() -> None:
    declined = (replace(single(3, "other"), id=f"Q{number}") for number in (1, 2))
    items = dict.fromkeys(declined, ("other", "other", CANNOT_SAY, "o1")) | {single(3): (None, None, "o1", "o1")}
    assert say.missing_title(pair_of(pair_wave(items))).deck == (
        "Both left 1 question each unanswered. The CIO preferred not to predict on 2 questions. "
        "On 2 questions answers in own words stand beside each other and are not compared."
    )


def test_nothing_missing_is_said_too() -> None:
    assert say.missing_title(pair_with(SHARED)).title == "All questions could be compared"


class TestTheConversation:
    """Where to start, what to do next, how much sameness was expected."""

    @pytest.mark.parametrize(
        ("answers", "title", "step"),
        [
            (
                [HIDDEN_AGREEMENT, HIDDEN, OPEN],
                "1 question to talk about first",
                (
                    "First tell each other about the 1 agreement that one or both of you did not expect, "
                    "then talk about “Question 2”. "
                    "Leave with no more than three commitments."
                ),
            ),
            (
                [HIDDEN, HIDDEN],
                "2 questions to talk about first",
                "Talk about “Question 1”. Leave with no more than three commitments.",
            ),
            (
                [OPEN, SHARED],
                "1 difference to decide about, and none is hidden",
                "Decide whether “Question 1” needs a common answer. Leave with no more than three commitments.",
            ),
            (
                [HIDDEN_AGREEMENT, HIDDEN_AGREEMENT],
                "No differences; tell each other where you agree",
                "Tell each other about the 2 agreements that one or both of you did not expect.",
            ),
            (
                [SHARED],
                "Shared ground on every question that could be compared",
                "Tell each other what keeps your views so clear.",
            ),
            (
                [DECLINED_BY_A],
                "Nothing could be compared",
                "Ask each other the questions that were left open.",
            ),
        ],
    )
    def test_it_starts_with_the_first_list_that_holds_anything(
        self, answers: list[Four], title: str, step: str
    ) -> None:
        pair = pair_with(*answers)
        assert say.preparation_title(pair).title == title
        assert say.next_step(pair) == step

    @pytest.mark.parametrize(
        ("expected", "title", "deck"),
        [
            (
                Both(16, 14),
                "The CIO expected agreement on 16 of 26 questions; the CSO expected agreement on 14 of 26 questions",
                "You agree on 12 of 26 questions. Both expect more agreement than there is.",
            ),
            (
                Both(10, 12),
                "The CIO expected agreement on 10 of 26 questions; the CSO expected agreement on 12 of 26 questions",
                (
                    "You agree on 12 of 26 questions. "
                    "The CIO expects less agreement than there is; the CSO expects as much agreement as there is."
                ),
            ),
            (
                Both(12, 12),
                "Both expected agreement on 12 of 26 questions",
                "You agree on 12 of 26 questions. Both expect as much agreement as there is.",
            ),
        ],
    )
    def test_expected_sameness_stands_beside_the_sameness_there_is(
        self, expected: Both[int], title: str, deck: str
    ) -> None:
        pair = pair_with(SHARED)
        indices: Indices = replace(pair.comparison.indices, comparable=26, same_view=12, expected_same=expected)
        told = Pair(pair.wave, replace(pair.comparison, indices=indices))
        assert say.sameness_title(told) == Finding(title, deck)

    @pytest.mark.parametrize(
        ("answers", "title"),
        [
            ([OPEN], "1 difference to decide about"),
            ([HIDDEN_AGREEMENT], "Tell each other where you agree"),
        ],
    )
    def test_nothing_is_said_to_be_open_where_a_difference_could_not_be_compared(
        self, answers: list[Four], title: str
    ) -> None:
        assert say.preparation_title(pair_with(*answers, ("o1", "o2", "o1", CANNOT_SAY))).title == title

    def test_the_lists_are_taken_from_the_priorities(self) -> None:
        pair = pair_with(HIDDEN, HIDDEN, HIDDEN)
        priorities = Priorities(talk=("Q3", "Q1"), decide=(), quick_wins=(), strengths=())
        told = Pair(pair.wave, replace(pair.comparison, priorities=priorities))
        assert say.preparation_title(told).deck == "“Question 3” and “Question 1”."
        assert say.next_step(told).startswith("Talk about “Question 3”.")


def test_every_type_has_its_measure_in_words() -> None:
    assert len({say.measure_words(kind) for kind in ItemType}) == len(ItemType)
