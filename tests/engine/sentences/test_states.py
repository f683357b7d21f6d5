"""The states in words: names, meanings and questions of the method's truth table, the same for both people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gapcheck.engine.result import Both
from gapcheck.engine.sentences import (
    Pair,
    absence,
    item_question,
    item_state_name,
    state_clause,
    state_meaning,
    state_name,
    state_question,
)
from gapcheck.engine.wave import Json
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import State, Status, is_aligned, state_letters
from tests.engine.samples import CANNOT_SAY, NO_VIEW, NOT_APPLICABLE, multi, pair_wave, single
from tests.engine.sentences.told import TITLES, names_swapped, pair_of

NAMES = {
    State.ALIGNED_AWARE: "Shared and known",
    State.ALIGNED_A_UNAWARE: "Shared, not yet known to the CIO",
    State.ALIGNED_B_UNAWARE: "Shared, not yet known to the CSO",
    State.HIDDEN_AGREEMENT: "Shared, known to neither",
    State.DIFF_KK: "Open difference",
    State.DIFF_SK: "Difference not yet visible to the CIO",
    State.DIFF_KS: "Difference not yet visible to the CSO",
    State.DIFF_MK: "Difference read differently by the CIO",
    State.DIFF_KM: "Difference read differently by the CSO",
    State.DIFF_SS: "Difference unseen by both",
    State.DIFF_SM: "Unseen by the CIO, read differently by the CSO",
    State.DIFF_MS: "Unseen by the CSO, read differently by the CIO",
    State.DIFF_MM: "Crossed expectations",
    State.ALIGNED_UK: "Same view; the CIO preferred not to predict",
    State.ALIGNED_UN: "Same view; the CIO preferred not to predict",
    State.ALIGNED_KU: "Same view; the CSO preferred not to predict",
    State.ALIGNED_NU: "Same view; the CSO preferred not to predict",
    State.ALIGNED_UU: "Same view; both preferred not to predict",
    State.DIFF_UK: "Different views; the CIO preferred not to predict",
    State.DIFF_US: "Different views; the CIO preferred not to predict",
    State.DIFF_UM: "Different views; the CIO preferred not to predict",
    State.DIFF_KU: "Different views; the CSO preferred not to predict",
    State.DIFF_SU: "Different views; the CSO preferred not to predict",
    State.DIFF_MU: "Different views; the CSO preferred not to predict",
    State.DIFF_UU: "Different views; both preferred not to predict",
    State.NO_POSITION: "No firm view",
    State.NOT_COMPARABLE: "Not compared",
}
MEANINGS = {
    State.ALIGNED_AWARE: "Same view, and both expected it.",
    State.ALIGNED_A_UNAWARE: "Same view; the CIO expected another answer.",
    State.HIDDEN_AGREEMENT: "Same view, and neither expected it.",
    State.DIFF_KK: "Different views, and each knows the other's.",
    State.DIFF_SK: "The CIO expects agreement; the CSO knows it is not so.",
    State.DIFF_KS: "The CSO expects agreement; the CIO knows it is not so.",
    State.DIFF_SS: "Different views; both believed they agreed.",
    State.DIFF_SM: "Neither has the other's answer: the CIO expects agreement, the CSO another difference.",
    State.DIFF_MM: "Both expect a difference, both another one than there is.",
    State.ALIGNED_UN: "Same view; the CSO expected another answer; the CIO preferred not to predict.",
    State.DIFF_SU: "Different views; the CIO expects agreement; the CSO preferred not to predict.",
}
QUESTIONS = {
    State.ALIGNED_AWARE: "What keeps this clear between you, and where else could that help?",
    State.ALIGNED_A_UNAWARE: "What gave the impression of a difference?",
    State.ALIGNED_B_UNAWARE: "What gave the impression of a difference?",
    State.HIDDEN_AGREEMENT: "What have you been holding back or working around that you now need not?",
    State.DIFF_KK: "Is a common answer needed? Who decides, and by when?",
    State.DIFF_SK: "CSO: where has your view been said out loud? CIO: what would you have needed to hear?",
    State.DIFF_KS: "CIO: where has your view been said out loud? CSO: what would you have needed to hear?",
    State.DIFF_MK: "What did you think was at stake, and what is?",
    State.DIFF_SS: "Which recent decision rested on the belief that you agreed?",
    State.DIFF_SM: "Tell each other your answer and one reason; what surprises you?",
    State.DIFF_MS: "Tell each other your answer and one reason; what surprises you?",
    State.DIFF_MM: "What picture of the other were you answering to?",
    State.DIFF_UU: "What would you need to know to make a guess?",
    State.NO_POSITION: "Is a view needed, and by when?",
    State.NOT_COMPARABLE: "",
}


def test_every_state_has_its_name() -> None:
    assert {state: state_name(state, TITLES) for state in State} == NAMES


@pytest.mark.parametrize(("state", "meaning"), MEANINGS.items())
def test_a_state_means_what_the_truth_table_says(state: State, meaning: str) -> None:
    assert state_meaning(state, TITLES) == meaning


@pytest.mark.parametrize(("state", "question"), QUESTIONS.items())
def test_a_state_is_asked_about_as_in_the_truth_table(state: State, question: str) -> None:
    assert state_question(state, TITLES) == question


def _mirrored(state: State) -> State:
    letters = state_letters(state)
    if letters is None:
        return state
    wanted = (letters[1], letters[0]), is_aligned(state)
    return next(each for each in State if state_letters(each) and (state_letters(each), is_aligned(each)) == wanted)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("words", [state_name, state_meaning, state_question, state_clause])
def test_mirrored_states_differ_in_the_names_only(state: State, words: Callable[[State, Both[str]], str]) -> None:
    assert words(_mirrored(state), TITLES) == names_swapped(words(state, TITLES))


def test_the_titles_are_data() -> None:
    titles = Both("Head of IT", "Chief Risk Officer")
    assert state_name(State.DIFF_SK, titles) == "Difference not yet visible to the Head of IT"
    assert state_question(State.DIFF_KS, titles).startswith("Head of IT: where has your view")


def test_only_a_declined_guess_is_said_to_be_declined() -> None:
    for state in State:
        letters = state_letters(state) or ()
        assert ("preferred not to predict" in state_name(state, TITLES)) == (Status.DECLINED in letters)


NOTHING = None
ABSENT = {
    "no firm view, A": ((NO_VIEW, "o1", "o1", "o1"), "The CIO has no firm view here."),
    "no firm view, B": (("o1", NO_VIEW, "o1", "o1"), "The CSO has no firm view here."),
    "no firm view, both": ((NO_VIEW, NO_VIEW, "o1", "o1"), "Neither has a firm view here."),
    "not answered": (("o1", NOTHING, "o1", "o1"), "The CSO did not answer."),
    "not answered by both": ((NOTHING, NOTHING, "o1", "o1"), "Neither answered."),
    "not answered before no firm view": ((NO_VIEW, NOTHING, "o1", "o1"), "The CSO did not answer."),
    "does not apply": ((NOT_APPLICABLE, "o1", "o1", "o1"), "For the CIO this does not apply."),
    "no guess": (("o1", "o1", NOTHING, "o1"), "The CIO gave no guess."),
    "guess does not apply": (("o1", "o1", "o1", NOT_APPLICABLE), "For the CSO a guess does not apply."),
    "declined": (("o1", "o1", CANNOT_SAY, "o1"), "The CIO preferred not to predict."),
    "declined by both": (("o1", "o1", CANNOT_SAY, CANNOT_SAY), "Both preferred not to predict."),
    "other twice": (
        ("other", "other", "o1", "o1"),
        "Answers in own words stand beside each other and are not compared.",
    ),
    "other twice before declined": (
        ("other", "other", CANNOT_SAY, "o1"),
        "Answers in own words stand beside each other and are not compared.",
    ),
    "own words guessed before declined": (
        ("other", "o1", CANNOT_SAY, "other"),
        "Answers in own words stand beside each other and are not compared.",
    ),
    "nothing absent": (("o1", "o1", "o1", "o1"), ""),
}


@pytest.mark.parametrize(("answers", "said"), ABSENT.values(), ids=ABSENT)
def test_what_is_absent_is_said_with_whose_it_is(answers: tuple[Json, Json, Json, Json], said: str) -> None:
    assert absence(_only(single(3, "other"), answers).facts("X1")) == said


def test_the_name_of_an_item_says_who_has_no_firm_view() -> None:
    facts = _only(single(3), ("o1", NO_VIEW, "o1", "o1")).facts("X1")
    assert item_state_name(facts) == "The CSO has no firm view here"
    assert item_question(facts) == "Is a view needed, and by when?"


def test_an_answer_never_given_is_not_called_a_difference() -> None:
    facts = _only(multi(4), (["o1"], None, ["o2"], ["o1"])).facts("X1")
    assert item_state_name(facts) == "The CSO did not answer"


def _only(item: Item, answers: tuple[Json, Json, Json, Json]) -> Pair:
    return pair_of(pair_wave({item: answers}))
