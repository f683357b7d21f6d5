"""What stands beside the counts: luck, the own-view baseline, exact hits, published figures, and what moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapcheck.engine import sentences as say
from gapcheck.engine.detail import Distance
from gapcheck.engine.movement import movement
from gapcheck.engine.pairfile import load
from gapcheck.engine.result import Both, Movement
from gapcheck.engine.sentences import Finding, Pair
from gapcheck.instruments.model import Item, Reference, Scale
from gapcheck.paths import EXAMPLES
from gapcheck.vocabulary import Direction, Sequence, State, View
from tests.engine.samples import (
    CANNOT_SAY,
    NO_VIEW,
    allocation,
    multi,
    number,
    pair_wave,
    ranking,
    scale,
    single,
    text,
    top,
)
from tests.engine.sentences.told import TITLES, pair_of


@pytest.fixture(scope="module")
def golden() -> Pair:
    """The method's worked example: 7 of 8 comparable, matches 2, 5 and 5, luck 1.607192, luck_reach 4."""
    return pair_of(load(EXAMPLES / "golden-pair.json"))


def test_the_counts_are_captioned(golden: Pair) -> None:
    captions = say.index_captions(golden.titles)
    assert captions.same_view == "questions on which your own views match"
    assert captions.predicts == Both(
        "times the CIO predicted the CSO's answer", "times the CSO predicted the CIO's answer"
    )
    assert say.count_words(5, 7) == "5 of 7"


def test_luck_is_told_to_one_decimal(golden: Pair) -> None:
    assert say.luck_beside(golden.comparison.indices) == "Luck alone would give about 1.6 of 7."


@pytest.mark.parametrize(("count", "said"), [(2, say.AT_RANDOM), (3, say.AT_RANDOM), (4, ""), (5, "")])
def test_a_count_that_luck_often_reaches_says_so(golden: Pair, count: int, said: str) -> None:
    assert golden.comparison.indices.luck_reach == 4
    assert say.luck_remark(count, golden.comparison.indices) == said


@pytest.mark.parametrize(
    ("insight", "said"),
    [
        (3, "Expecting the own view everywhere would give 2, 3 fewer."),
        (0, "Expecting the own view everywhere would give 2, just as many."),
        (-1, "Expecting the own view everywhere would give 2, 1 more."),
    ],
)
def test_a_count_stands_beside_the_own_view_baseline(golden: Pair, insight: int, said: str) -> None:
    indices = replace(golden.comparison.indices, insight=Both(insight, 3))
    assert say.baseline_beside(indices) == Both(said, "Expecting the own view everywhere would give 2, 3 fewer.")


def test_exact_hits_stand_beside_tolerant_ones() -> None:
    items = {
        replace(scale(5), id="Q1"): (3, 3, 3, 4),
        replace(scale(7), id="Q2"): (3, 4, 4, 3),
        replace(scale(4), id="Q3"): (1, 1, 1, 1),
        replace(single(4), id="Q4"): ("o1", "o1", "o1", "o1"),
        replace(scale(5), id="Q5"): (1, NO_VIEW, 1, 1),
    }
    assert say.hits_remark(pair_of(pair_wave(items))) == (
        "On the 2 questions with a scale on which near answers match: own views 2 within one step, 1 exact; "
        "the CIO's guesses 2 within one step, 2 exact; the CSO's guesses 2 within one step, 1 exact."
    )


def test_hits_on_a_scale_with_its_own_tolerance_are_not_called_one_step() -> None:
    wide = replace(scale(7), tau=0.6)
    one = replace(scale(5), tau=0.6)
    assert "within one step" in say.hits_remark(pair_of(pair_wave({one: (1, 3, 3, 1)})))
    assert "within the question's tolerance" in say.hits_remark(pair_of(pair_wave({wide: (1, 3, 3, 1)})))


def test_without_a_tolerant_scale_there_is_nothing_to_remark() -> None:
    narrow = replace(scale(5), id="Q2", tau=0.9)
    assert say.hits_remark(pair_of(pair_wave({scale(4): (1, 1, 1, 1), narrow: (1, 2, 2, 1)}))) == ""


def test_what_was_declined_is_told_for_the_person_who_did() -> None:
    pair = pair_of(
        pair_wave(
            {single(3): ("o1", "o1", CANNOT_SAY, "o1"), replace(single(3), id="X2"): (NO_VIEW, "o1", "o1", CANNOT_SAY)}
        )
    )
    assert say.declined_remark(pair) == "Both preferred not to predict on 1 question each."
    assert say.no_firm_view_remark(pair) == "The CIO gave no firm view on 1 question."


def test_too_few_is_said_with_both_numbers() -> None:
    assert say.too_few(6, 15) == "Too few comparable answers (6 of 15)."


@pytest.mark.parametrize("sequence", Sequence)
def test_the_sequence_is_told(sequence: Sequence) -> None:
    assert say.sequence_remark(sequence).startswith(
        "All own views" if sequence is Sequence.BLOCKED else "Each question"
    )


BALANCE = Scale("balance", ("Speed", "", "", "", "", "", "Security"))


def test_the_distance_within_a_person_is_told_towards_an_end() -> None:
    target = replace(scale(7), scale=BALANCE)
    found = Distance(own=Both(2, -1), expected=Both(0, None))
    assert say.distance_sentence(target, TITLES, found) == (
        "From where it is to where it should be: for the CIO 2 steps towards “Security”; "
        "for the CSO 1 step towards “Speed”. The CIO expected no change of the CSO."
    )


def test_the_distance_of_a_number_is_up_or_down() -> None:
    found = Distance(own=Both(20, None), expected=Both(None, -5))
    assert say.distance_sentence(number(unit="%"), TITLES, found) == (
        "From where it is to where it should be: for the CIO 20 percentage points upwards. "
        "The CSO expected 5 percentage points downwards of the CIO."
    )


def test_each_item_that_asks_for_a_target_gets_its_distance() -> None:
    today, target = (replace(scale(7), id=name, short=name, scale=BALANCE) for name in ("Now", "Then"))
    answers = {today: (3, 3, 5, 3), replace(target, target_of="Now"): (5, 6, 6, CANNOT_SAY)}
    assert say.distance_remarks(pair_of(pair_wave(answers))) == (
        (
            "“Then”. From where it is to where it should be: for the CIO 2 steps towards “Security”; "
            "for the CSO 3 steps towards “Security”. The CIO expected 1 step towards “Security” of the CSO."
        ),
    )
    assert say.distance_remarks(pair_of(pair_wave({today: (3, 3, 5, 3)}))) == ()


SAME = {
    "single": (single(5), "the same answer"),
    "scale of 4": (scale(4), "the same answer"),
    "scale of 5": (scale(5), "at most 1 step apart"),
    "scale of 7, wider": (replace(scale(7), tau=0.6), "at most 2 steps apart"),
    "scale of 5, narrower": (replace(scale(5), tau=0.9), "the same answer"),
    "set": (multi(5), "at least 50 of 100 options in common"),
    "ranking": (ranking(5), "at least 75 of 100 head-to-head orders in common"),
    "first of many": (top(1, 8), "the same answer"),
    "top": (top(3, 8), "an average share in common of 0.5 or more"),
    "allocation": (allocation(5), "at most 20 of 100 points would have to move"),
    "percent": (number(unit="%"), "at most 15 percentage points apart"),
    "number": (number(10, 50, unit="days"), "at most 6 days apart"),
    "exact number": (replace(number(), tau=1.0), "the same answer"),
    "text": (text(), ""),
}


@pytest.mark.parametrize(("item", "words"), SAME.values(), ids=SAME)
def test_what_counts_as_the_same_is_told_in_the_items_own_units(item: Item, words: str) -> None:
    assert say.same_words(item) == words


SURVEY = Reference("R1", "So it was.", "CIOs", View.OWN, 2015, "A survey", roles=("cio",), value=77.0)


class TestPublishedFigures:
    """A reference is introduced as one and never set above or below anything."""

    @pytest.mark.parametrize(
        ("reference", "figure", "lead"),
        [
            (SURVEY, "77 %", "77 % said"),
            (replace(SURVEY, value=36.0, view=View.GUESS), "36 %", "36 % expected"),
            (replace(SURVEY, value=None, rank=1), "named first", "this was named first"),
            (replace(SURVEY, value=None, rank=7), "named in place 7", "this was named in place 7"),
            (replace(SURVEY, value=None), "no figure", "this was said, without a figure"),
        ],
    )
    def test_it_is_introduced_as_a_reference(self, reference: Reference, figure: str, lead: str) -> None:
        assert say.reference_figure(reference) == figure
        assert say.reference_sentence(reference) == (
            f"For reference, in a 2015 survey of CIOs (sample size not stated), {lead}: So it was."
        )

    def test_a_share_that_its_source_gives_as_a_word_is_given_as_that_word(self) -> None:
        half = replace(SURVEY, text='So it was (published as "half").', value=50.0)
        assert say.reference_figure(half) == "half"
        assert "half said: So it was" in say.reference_sentence(half)
        assert say.reference_figure(replace(half, text="So it was.")) == "50 %"

    def test_the_list_is_introduced_without_a_norm(self) -> None:
        assert say.reference_introduction(2015).startswith("For reference, in a 2015 survey of")
        assert "sample size not stated" in say.reference_introduction(2015)

    def test_it_stands_beside_the_answers_of_the_roles_it_goes_with(self) -> None:
        pair = pair_of(pair_wave({replace(single(3), references=(SURVEY,)): ("o1", "o2", "o3", CANNOT_SAY)}))
        facts = pair.facts("X1")
        for_both = replace(SURVEY, roles=())
        assert say.reference_answers(pair, facts, SURVEY) == Both("The CIO answered “O1”.", "")
        assert say.reference_answers(pair, facts, for_both) == Both("The CIO answered “O1”.", "The CSO answered “O2”.")
        assert say.reference_answers(pair, facts, replace(for_both, view=View.GUESS)) == Both(
            "The CIO expected “O3” of the CSO.", "The CSO: I can't say."
        )


class TestWhatMoved:
    """Two waves, in words that claim no more than the answers show."""

    def test_the_example_pair_is_told_from_its_counts(self) -> None:
        first, second = load(EXAMPLES / "northmoor-full.json"), load(EXAMPLES / "northmoor-full-2.json")
        moved = movement(first, second)
        known = (State.ALIGNED_AWARE, State.DIFF_KK)
        before = sum(n for then, now in moved.table.items() for n in now.values() if then in known)
        after = sum(n for now in moved.table.values() for state, n in now.items() if state in known)
        assert after > before
        title = say.movement_title(moved).title
        assert title == f"More of these questions are known to both: {after} of {moved.of}, after {before}"

    @pytest.mark.parametrize(
        ("table", "title"),
        [
            (
                {State.DIFF_SS: {State.DIFF_KK: 2}, State.ALIGNED_AWARE: {State.ALIGNED_AWARE: 1}},
                "More of these questions are known to both: 3 of 3, after 1",
            ),
            (
                {State.ALIGNED_AWARE: {State.HIDDEN_AGREEMENT: 1}, State.DIFF_KK: {State.DIFF_KK: 2}},
                "Fewer of these questions are known to both: 2 of 3, after 3",
            ),
            (
                {State.DIFF_KK: {State.ALIGNED_AWARE: 1}, State.DIFF_SS: {State.DIFF_SS: 2}},
                "As many of these questions are known to both as last time: 1 of 3",
            ),
        ],
    )
    def test_it_counts_what_both_know_then_and_now(self, table: dict[State, dict[State, int]], title: str) -> None:
        moved = Movement(1, 2, ("cio", "cso"), 3, table, (), (), (), ())
        assert say.movement_title(moved).title == title

    def test_a_difference_that_became_open_counts_as_progress(self) -> None:
        moved = Movement(1, 2, ("cio", "cso"), 2, {State.DIFF_SS: {State.DIFF_KK: 2}}, ("A", "B"), (), (), ())
        assert say.movement_title(moved).deck == (
            f"2 hidden differences are now open between you, which is progress. {say.CAUTION}"
        )

    def test_nothing_to_compare_is_said(self) -> None:
        moved = Movement(1, 2, ("cio", "cso"), 0, {}, (), (), (), ())
        assert say.movement_title(moved) == Finding("No question can be compared in both waves")
        assert say.movement_remarks(moved) == ()

    def test_each_list_is_told_with_its_count(self) -> None:
        moved = Movement(1, 2, ("cio", "cso"), 9, {}, ("A", "B"), ("C",), ("D",), ("E", "F"))
        assert say.movement_remarks(moved) == (
            "2 questions became known to both.",
            "1 question became shared.",
            "1 question is newly different.",
            "2 questions are unchanged differences.",
        )

    def test_one_question_is_told_from_state_to_state(self) -> None:
        before = pair_of(pair_wave({single(3): ("o1", "o2", "o1", "o2")})).facts("X1")
        after = pair_of(pair_wave({single(3): ("o1", "o2", "o2", "o1")})).facts("X1")
        assert say.moved_sentence(before, after) == "From “Difference unseen by both” to “Open difference”."
        assert say.moved_sentence(after, after) == "Unchanged: “Open difference”."


def test_a_falling_scale_names_its_first_option_as_the_most() -> None:
    item = replace(scale(5), scale=Scale("often", ("Daily", "b", "c", "d", "Never"), Direction.FALLING))
    facts = pair_of(pair_wave({item: (1, 4, 4, 1)})).facts("X1")
    assert say.directions(facts) == "The CIO's answer is 3 steps closer to “Daily” than the CSO's."
