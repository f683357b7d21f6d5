"""One line per item: what was answered and expected, how far apart, and which way round it was expected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapcheck.engine.sentences import (
    ItemFacts,
    OneSidedLists,
    close_detail,
    close_remark,
    directions,
    expected,
    guess_text,
    item_sentence,
    middle_remark,
    one_sided_lists,
    short_sentence,
    verdict,
)
from gapcheck.engine.wave import Json
from gapcheck.instruments.model import Item, Scale
from gapcheck.vocabulary import Direction
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
from tests.engine.sentences.told import pair_of

AGREE = Scale("agree", ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"))
OFTEN = Scale("often", ("Daily", "Weekly", "Monthly", "Less often", "Never"), Direction.FALLING)
likert = replace(scale(5), scale=AGREE)
frequency = replace(scale(5), scale=OFTEN)
percent = number(unit="%")


def facts_of(item: Item, a: Json, b: Json, g: Json, h: Json) -> ItemFacts:
    """The facts of one item: own views a and b, A's guess g of b, B's guess h of a."""
    return pair_of(pair_wave({item: (a, b, g, h)})).facts(item.id)


# Item, a and b, and how far apart they are said to lie.
VERDICTS = {
    "single, same": (single(3), "o1", "o1", "same answer"),
    "single": (single(3), "o1", "o2", "different answers"),
    "other once": (single(3, "other"), "o1", {"option": "other", "text": "x"}, "different answers"),
    "other twice": (single(3, "other"), "other", "other", "no comparison"),
    "scale, same": (likert, 4, 4, "same answer"),
    "one step": (likert, 4, 5, "1 step apart"),
    "steps": (likert, 5, 2, "3 steps apart"),
    "percent": (percent, 30, 70, "40 percentage points apart"),
    "one percent": (percent, 30, 31, "1 percentage point apart"),
    "unit": (number(unit="days"), 12, 10, "2 days apart"),
    "no unit": (number(), 60, 50, "10 apart"),
    "billions": (number(0, 1e12), 12_500_000_000, 0, "12500000000 apart"),
    "millionths": (number(0, 1e-3), 0.00002, 0, "0.00002 apart"),
    "binary dust": (number(0, 1), 0.3, 0.1, "0.2 apart"),
    "set": (multi(7), ["o1", "o2", "o3", "o4"], ["o1", "o2", "o6"], "2 of 5 options in common"),
    "set, none": (multi(4), ["none"], ["none"], "same answer"),
    "set, none against one": (multi(4), ["none"], ["o1"], "0 of 1 option in common"),
    "ranking": (
        ranking(5),
        ["o1", "o2", "o3", "o4", "o5"],
        ["o2", "o1", "o4", "o5", "o3"],
        "7 of 10 head-to-head orders in common",
    ),
    "ranking with ties": (
        ranking(3),
        ["o1", "o2", "o3"],
        ["o1", ["o2", "o3"]],
        "2.5 of 3 head-to-head orders in common",
    ),
    "ranking of two": (ranking(2), ["o1", "o2"], ["o2", "o1"], "0 of 1 head-to-head order in common"),
    "first of many": (top(1, 8), ["o1"], ["o2"], "different answers"),
    "top": (top(3, 8), ["o1", "o2", "o3"], ["o2", "o5", "o1"], "2 of 3 in common"),
    "top, turned": (top(3, 8), ["o1", "o2", "o3"], ["o3", "o2", "o1"], "3 of 3 in common, in another order"),
    "allocation": (
        allocation(5),
        {"o1": 40, "o2": 25, "o3": 20, "o4": 10, "o5": 5},
        {"o1": 20, "o2": 30, "o3": 20, "o4": 20, "o5": 10},
        "20 of 100 points would have to move",
    ),
    "no firm view": (likert, NO_VIEW, 3, "no comparison"),
    "own words": (text(), "x", "x", "in own words"),
}


@pytest.mark.parametrize(("item", "a", "b", "words"), VERDICTS.values(), ids=VERDICTS)
def test_a_verdict_says_how_far_apart_in_the_items_own_units(item: Item, a: Json, b: Json, words: str) -> None:
    assert verdict(facts_of(item, a, b, None, None)) == words
    assert verdict(facts_of(item, b, a, None, None)) == words


# Item; a, b, g, h; what is said about the direction. D = b - a for A, p = g - a.
DIRECTIONS = {
    "exact": (likert, (2, 4, 4, 2), "The CSO's answer is 2 steps closer to “Strongly agree” than the CIO's."),
    "under, other way round": (
        likert,
        (2, 5, 3, 5),
        (
            "The CSO's answer is 3 steps closer to “Strongly agree” than the CIO's. "
            "The CIO under-estimates the difference (1 step expected, 3 found); the CSO expects no difference."
        ),
    ),
    "over": (
        likert,
        (2, 3, 5, 2),
        (
            "The CSO's answer is 1 step closer to “Strongly agree” than the CIO's. "
            "The CIO over-estimates the difference (3 steps expected, 1 found)."
        ),
    ),
    "the other way round": (
        likert,
        (3, 4, 1, 5),
        (
            "The CSO's answer is 1 step closer to “Strongly agree” than the CIO's. "
            "Both expect the difference the other way round."
        ),
    ),
    "none found": (likert, (3, 3, 5, 3), "The CIO over-estimates the difference (2 steps expected, none found)."),
    "both alike": (likert, (3, 3, 4, 2), "Both over-estimate the difference (1 step expected, none found)."),
    "falling scale": (
        frequency,
        (1, 3, 3, 3),
        "The CIO's answer is 2 steps closer to “Daily” than the CSO's. The CSO expects no difference.",
    ),
    "number": (
        percent,
        (30, 70, 60, 50),
        (
            "The CSO's answer is 40 percentage points higher than the CIO's. "
            "The CIO under-estimates the difference (30 percentage points expected, 40 found); "
            "the CSO under-estimates the difference (20 percentage points expected, 40 found)."
        ),
    ),
    "one guess only": (
        likert,
        (2, 4, CANNOT_SAY, 4),
        "The CSO's answer is 2 steps closer to “Strongly agree” than the CIO's. The CSO expects no difference.",
    ),
    "an own view only": (likert, (NO_VIEW, 4, 3, 4), ""),
    "same and known": (likert, (3, 3, 3, 3), ""),
    "not ordered": (single(3), ("o1", "o2", "o1", "o3"), ""),
}


@pytest.mark.parametrize(("item", "answers", "words"), DIRECTIONS.values(), ids=DIRECTIONS)
def test_directions_are_seen_from_each_persons_own_side(item: Item, answers: tuple[Json, ...], words: str) -> None:
    assert directions(facts_of(item, *answers)) == words


def test_a_turned_scale_turns_the_words_and_no_number() -> None:
    rising = directions(facts_of(replace(frequency, scale=replace(OFTEN, direction=Direction.RISING)), 1, 3, 2, 3))
    falling = directions(facts_of(frequency, 1, 3, 2, 3))
    assert rising == falling.replace("The CIO's answer", "The CSO's answer", 1).replace(
        "“Daily” than the CSO's", "“Never” than the CIO's"
    )


SENTENCES = {
    "differing": (
        likert,
        (4, 2, 4, 3),
        (
            "The CIO answered “Agree”; the CSO answered “Disagree”. "
            "The CIO expected “Agree” of the CSO; the CSO expected “Neither” of the CIO. "
            "The CIO's answer is 2 steps closer to “Strongly agree” than the CSO's. "
            "The CIO expects no difference; the CSO under-estimates the difference (1 step expected, 2 found)."
        ),
    ),
    "same and expected": (single(3), ("o1", "o1", "o1", "o1"), "Both answered “O1”. Both expected it."),
    "same, one unaware": (
        single(3),
        ("o1", "o1", "o2", "o1"),
        "Both answered “O1”. The CIO expected “O2” of the CSO; the CSO expected it.",
    ),
    "known difference": (
        single(3),
        ("o1", "o2", "o2", "o1"),
        "The CIO answered “O1”; the CSO answered “O2”. Each expected exactly the other's answer.",
    ),
    "one exact": (
        single(3),
        ("o1", "o2", "o2", "o3"),
        (
            "The CIO answered “O1”; the CSO answered “O2”. "
            "The CIO expected exactly the CSO's answer; the CSO expected “O3” of the CIO."
        ),
    ),
    "own words beside other": (
        single(2, "other"),
        ({"option": "other", "text": "Old pumps"}, "o1", "o1", "o2"),
        (
            "The CIO answered “Other: Old pumps”; the CSO answered “O1”. "
            "The CIO expected exactly the CSO's answer; the CSO expected “O2” of the CIO."
        ),
    ),
    "both expected the same of each other": (
        single(3),
        ("o1", "o1", "o2", "o2"),
        "Both answered “O1”. Both expected “O2” of the other.",
    ),
    "declined": (
        single(3),
        ("o1", "o2", CANNOT_SAY, "o1"),
        (
            "The CIO answered “O1”; the CSO answered “O2”. The CSO expected exactly the CIO's answer. "
            "The CIO preferred not to predict."
        ),
    ),
    "no firm view": (
        single(3),
        ("o1", NO_VIEW, "o2", "o1"),
        (
            "The CSO has no firm view here. The CIO answered “O1”. "
            "The CIO expected “O2” of the CSO; the CSO expected exactly the CIO's answer."
        ),
    ),
    "nothing at all": (single(3), (None, None, None, None), "Neither answered."),
    "set": (
        multi(4),
        (["o1", "o2"], ["o2", "o3"], ["o2"], ["o1", "o2"]),
        (
            "Both named “O2”; only the CIO named “O1”; only the CSO named “O3”. "
            "The CIO's guess and the CSO's answer: 1 of 2 options in common; the CSO expected exactly the CIO's answer."
        ),
    ),
    "set against none of these": (
        multi(4),
        (["none"], ["o2"], ["o2"], ["none"]),
        (
            "No option was named by both; the CIO named none of these; only the CSO named “O2”. "
            "Each expected exactly the other's answer."
        ),
    ),
    "many options": (
        multi(7),
        (["o1", "o2", "o3", "o4", "o5"], ["o6"], ["o6"], ["o6"]),
        (
            "No option was named by both; only the CIO named “O1”, “O2”, “O3” and 2 more; only the CSO named “O6”. "
            "The CIO expected exactly the CSO's answer; the CSO's guess and the CIO's answer: 0 of 6 options in common."
        ),
    ),
    "ranking": (
        ranking(3),
        (["o1", "o2", "o3"], ["o3", "o2", "o1"], ["o3", "o2", "o1"], ["o1", "o2", "o3"]),
        (
            "The CIO put “O1” first; the CSO put “O3” first. "
            "The ranks lie widest apart on “O1” (the CIO 1, the CSO 3) and “O3” (the CIO 3, the CSO 1). "
            "Each expected exactly the other's answer."
        ),
    ),
    "ranking with a tie": (
        ranking(3),
        ([["o1", "o2"], "o3"], ["o1", "o2", "o3"], None, None),
        (
            "The CIO put “O1” and “O2” first; the CSO put “O1” first. "
            "The ranks lie widest apart on “O1” (the CIO 1.5, the CSO 1) and “O2” (the CIO 1.5, the CSO 2). "
            "Neither gave a guess."
        ),
    ),
    "same ranking": (
        ranking(3),
        (["o1", "o2", "o3"], ["o1", "o2", "o3"], None, None),
        "Both gave the same order: 1. O1, 2. O2, 3. O3. Neither gave a guess.",
    ),
    "top": (
        top(2, 4),
        (["o1", "o2"], ["o1", "o3"], ["o1", "o3"], ["o2", "o1"]),
        (
            "Both named “O1”; only the CIO named “O2”; only the CSO named “O3”; both put “O1” first. "
            "The CIO expected exactly the CSO's answer; "
            "the CSO's guess and the CIO's answer: 2 of 2 in common, in another order."
        ),
    ),
    "top, turned": (
        top(2, 4),
        (["o1", "o2"], ["o2", "o1"], None, None),
        "Both named “O1” and “O2”; the CIO put “O1” first; the CSO put “O2” first. Neither gave a guess.",
    ),
    "allocation": (
        allocation(3),
        ({"o1": 60, "o2": 40}, {"o1": 50, "o2": 49, "o3": 1}, {"o1": 60, "o2": 40}, {"o1": 60, "o2": 40}),
        (
            "The widest difference is on “O1”: the CIO 60 points, the CSO 50 points. "
            "The CIO's guess and the CSO's answer: 10 of 100 points would have to move; "
            "the CSO expected exactly the CIO's answer."
        ),
    ),
    "allocation, widest difference apart from the most points": (
        allocation(3),
        ({"o1": 80, "o2": 20}, {"o1": 75, "o2": 10, "o3": 15}, CANNOT_SAY, CANNOT_SAY),
        ("The widest difference is on “O3”: the CIO 0 points, the CSO 15 points. Both preferred not to predict."),
    ),
    "text": (
        text(),
        ("Meet weekly.", "Share plans", None, None),
        "The CIO wrote: “Meet weekly.” The CSO wrote: “Share plans”.",
    ),
    "text of one": (text(), (None, "Share plans", None, None), "The CSO wrote: “Share plans”."),
    "no text": (text(), (None, "  ", None, None), "Neither wrote anything here."),
}


@pytest.mark.parametrize(("item", "answers", "words"), SENTENCES.values(), ids=SENTENCES)
def test_one_line_says_what_each_answered_and_expected(item: Item, answers: tuple[Json, ...], words: str) -> None:
    assert item_sentence(facts_of(item, *answers)) == words


SHORT = {
    "same": (single(3), ("o1", "o1", "o2", "o3"), "Both answered “O1”; neither expected it."),
    "within tolerance": (likert, (4, 5, 5, 4), "Same view, 1 step apart; both expected it."),
    "apart": (likert, (4, 2, 4, 2), "2 steps apart; both expect agreement."),
    "crossed": (single(4), ("o1", "o2", "o3", "o4"), "Different answers; both expect another difference."),
    "no firm view": (likert, (NO_VIEW, 2, 4, 2), "The CIO has no firm view here."),
    "text": (text(), ("Meet weekly", None, None, None), "The CIO wrote: “Meet weekly”."),
}


@pytest.mark.parametrize(("item", "answers", "words"), SHORT.values(), ids=SHORT)
def test_a_short_line_says_how_far_apart_and_who_expected_it(item: Item, answers: tuple[Json, ...], words: str) -> None:
    assert short_sentence(facts_of(item, *answers)) == words


def test_close_answers_are_remarked_on_and_others_are_not() -> None:
    close, clear = facts_of(likert, 4, 2, 4, 3), facts_of(likert, 4, 2, 4, 4)
    assert close_remark(close) == "These answers lie close together; read the detail."
    assert (close_remark(clear), close_detail(clear)) == ("", "")


def test_the_facilitator_learns_whose_answers_lie_close_together() -> None:
    start = "These answers lie close together; read the detail: two of the three comparisons match for"
    assert close_detail(facts_of(likert, 4, 2, 4, 3)) == f"{start} the CSO, one does not."
    assert close_detail(facts_of(likert, 4, 2, 3, 2)) == f"{start} the CIO, one does not."
    assert close_detail(facts_of(likert, 4, 2, 3, 3)) == f"{start} each, one does not."


@pytest.mark.parametrize(
    ("item", "a", "b", "said"),
    [
        (scale(6), 3, 4, True),
        (scale(6), 4, 3, True),
        (scale(6), 2, 3, False),
        (scale(6), 3, 5, False),
        (scale(7), 3, 4, False),
        (replace(scale(4), tau=0.6), 2, 3, True),
        (scale(4), 2, 3, False),
        (scale(2), 1, 2, False),
        (scale(6), 3, NO_VIEW, False),
    ],
)
def test_an_even_scale_says_when_answers_that_match_lie_on_opposite_sides(
    item: Item, a: Json, b: Json, said: bool
) -> None:
    remark = middle_remark(facts_of(item, a, b, None, None))
    assert remark == ("The two answers are near, but on opposite sides of the middle." if said else "")


def test_a_set_has_its_one_sided_lists_for_each_guess() -> None:
    lists = one_sided_lists(facts_of(multi(5), ["o1"], ["o2", "o3"], ["o4", "o2"], CANNOT_SAY))
    assert lists.a == OneSidedLists(
        "named by the CSO, not expected by the CIO", ("O3",), "expected by the CIO, not named by the CSO", ("O4",)
    )
    assert lists.b is None


def test_only_a_set_has_one_sided_lists() -> None:
    assert tuple(one_sided_lists(facts_of(likert, 1, 2, 3, 4))) == (None, None)


def test_a_declined_guess_is_said_beside_own_words() -> None:
    facts = facts_of(single(3, "other"), "other", "other", CANNOT_SAY, "o1")
    assert expected(facts) == "The CSO expected “O1” of the CIO. The CIO preferred not to predict."


def test_what_was_expected_is_said_even_where_the_view_it_is_about_is_missing() -> None:
    assert expected(facts_of(likert, 4, NO_VIEW, 2, CANNOT_SAY)) == "The CIO expected “Disagree” of the CSO."


def test_a_guess_is_worded_with_the_role_outside_the_form() -> None:
    assert guess_text(likert, "CSO") == "What will the CSO answer?"
    assert guess_text(text(), "CSO") == ""
