"""Questions, answers and what is found in them: types, states and families."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ItemType(StrEnum):
    """How an item is answered."""

    SINGLE = "single"
    SCALE = "scale"
    MULTI = "multi"
    RANKING = "ranking"
    TOP = "top"
    ALLOCATION = "allocation"
    NUMBER = "number"
    TEXT = "text"


class View(StrEnum):
    """Whose view an answer gives: the speaker's own, or a guess of another's."""

    OWN = "own"
    GUESS = "guess"


class Sequence(StrEnum):
    """Own view then guess item by item, or all own views before all guesses."""

    PAIRED = "paired"
    BLOCKED = "blocked"


class Direction(StrEnum):
    """Whether the last option of a scale is the most (rising) or the first one (falling)."""

    RISING = "rising"
    FALLING = "falling"


class NoAnswer(StrEnum):
    """An answer that declines. Never a scale point, never a miss."""

    NO_FIRM_VIEW = "no_firm_view"
    CANNOT_SAY = "cannot_say"
    NOT_APPLICABLE = "not_applicable"


#: The words of a declined answer, on form, check page and report.
NO_ANSWER_WORDS = {
    NoAnswer.NO_FIRM_VIEW: "No firm view",
    NoAnswer.CANNOT_SAY: "I can't say",
    NoAnswer.NOT_APPLICABLE: "Does not apply",
}
NEVER_GIVEN_WORDS = "Not answered"

#: The option ids with a meaning of their own.
OTHER = "other"
NONE_OF_THESE = "none"


class Family(StrEnum):
    """The four readings of a comparable item, and the fifth for an item without a comparison."""

    SHARED_GROUND = "shared_ground"
    HIDDEN_AGREEMENT = "hidden_agreement"
    OPEN_DIFFERENCE = "open_difference"
    HIDDEN_DIFFERENCE = "hidden_difference"
    NO_COMPARISON = "no_comparison"


@dataclass(frozen=True, slots=True)
class FamilyWords:
    """Title and one-sentence definition of a family."""

    title: str
    definition: str


FAMILIES = {
    Family.SHARED_GROUND: FamilyWords("Shared ground", "You agree, and both know it."),
    Family.HIDDEN_AGREEMENT: FamilyWords("Hidden agreement", "You agree, and at least one of you does not know it."),
    Family.OPEN_DIFFERENCE: FamilyWords("Open difference", "You differ, and each knows the other's view."),
    Family.HIDDEN_DIFFERENCE: FamilyWords(
        "Hidden difference", "You differ, and at least one of you does not know how."
    ),
    Family.NO_COMPARISON: FamilyWords(
        "No comparison", "An answer that the comparison needs was not given, or two are in own words."
    ),
}


class Status(StrEnum):
    """What one person knows about one item: the letters that states are made of."""

    KNOWS = "K"
    NOT_AWARE = "N"
    ASSUMES_SAME = "S"
    MISREADS = "M"
    DECLINED = "U"


class State(StrEnum):
    """The state of one item of one pair. In DIFF_xy and ALIGNED_xy the first letter is A's status."""

    ALIGNED_AWARE = "ALIGNED_AWARE"
    ALIGNED_A_UNAWARE = "ALIGNED_A_UNAWARE"
    ALIGNED_B_UNAWARE = "ALIGNED_B_UNAWARE"
    HIDDEN_AGREEMENT = "HIDDEN_AGREEMENT"
    DIFF_KK = "DIFF_KK"
    DIFF_SK = "DIFF_SK"
    DIFF_KS = "DIFF_KS"
    DIFF_MK = "DIFF_MK"
    DIFF_KM = "DIFF_KM"
    DIFF_SS = "DIFF_SS"
    DIFF_SM = "DIFF_SM"
    DIFF_MS = "DIFF_MS"
    DIFF_MM = "DIFF_MM"
    ALIGNED_UK = "ALIGNED_UK"
    ALIGNED_UN = "ALIGNED_UN"
    ALIGNED_KU = "ALIGNED_KU"
    ALIGNED_NU = "ALIGNED_NU"
    ALIGNED_UU = "ALIGNED_UU"
    DIFF_UK = "DIFF_UK"
    DIFF_US = "DIFF_US"
    DIFF_UM = "DIFF_UM"
    DIFF_KU = "DIFF_KU"
    DIFF_SU = "DIFF_SU"
    DIFF_MU = "DIFF_MU"
    DIFF_UU = "DIFF_UU"
    NO_POSITION = "NO_POSITION"
    NOT_COMPARABLE = "NOT_COMPARABLE"


#: The aligned states whose code is a word; every other ALIGNED_ and DIFF_ code ends in the two letters.
ALIGNED_LETTERS = {
    State.ALIGNED_AWARE: "KK",
    State.ALIGNED_A_UNAWARE: "NK",
    State.ALIGNED_B_UNAWARE: "KN",
    State.HIDDEN_AGREEMENT: "NN",
}


def state_letters(state: State) -> tuple[Status, Status] | None:
    """The two people's statuses in a state, A first; None for NO_POSITION and NOT_COMPARABLE."""
    if state in (State.NO_POSITION, State.NOT_COMPARABLE):
        return None
    letters = ALIGNED_LETTERS.get(state, state.value[-2:])
    return Status(letters[0]), Status(letters[1])


def is_aligned(state: State) -> bool:
    """True where the two own views match."""
    return state is State.HIDDEN_AGREEMENT or state.value.startswith("ALIGNED_")


def family_of(state: State) -> Family:
    """The family of a state."""
    letters = state_letters(state)
    if letters is None or Status.DECLINED in letters:
        return Family.NO_COMPARISON
    both_know = letters == (Status.KNOWS, Status.KNOWS)
    if is_aligned(state):
        return Family.SHARED_GROUND if both_know else Family.HIDDEN_AGREEMENT
    return Family.OPEN_DIFFERENCE if both_know else Family.HIDDEN_DIFFERENCE
