"""From an item's answers and comparisons to its state: the truth table of docs/method.md.

Four answers: A's own view a, B's own view b, A's guess g of b, B's guess h of a. Five comparisons: agreement s(a, b);
understanding s(g, b) of A and s(h, a) of B; assumed similarity s(a, g) of A and s(b, h) of B. A guess is never compared
with a guess.

The typology follows Newcomb 1953, McLeod & Chaffee 1973 (co-orientation) and Laing, Phillipson & Lee 1966
(understanding), with Scheff 1967 and Grunig & Stamm 1973 for the names of the joint states.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from gapcheck.engine.result import Both, Match
from gapcheck.instruments.answers import Decoded
from gapcheck.vocabulary import ALIGNED_LETTERS, Family, NoAnswer, State, Status, family_of

NEVER_GIVEN: Final = "never_given"
#: Why an answer is missing; None where a value was given.
Missing = NoAnswer | Literal["never_given"] | None

_ALIGNED_STATES = {letters: state for state, letters in ALIGNED_LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from the flags of one item. ``comparable`` is True where all five comparisons were possible."""

    comparable: bool
    match: Match
    state: State
    family: Family
    borderline: Both[bool | None]


def missing(answer: Decoded | None) -> Missing:
    """Why an answer is missing, or None for a value."""
    if answer is None:
        return NEVER_GIVEN
    return answer if type(answer) is NoAnswer else None


@cache  # at most a few thousand combinations exist
def verdict(
    own: tuple[Missing, Missing],
    guess: tuple[Missing, Missing],
    agreement: bool | None,
    understanding: tuple[bool | None, bool | None],
    assumed: tuple[bool | None, bool | None],
) -> Verdict:
    """The verdict on one closed item, from what is missing and from the five match flags, A before B."""
    match = Match(agreement, Both(*understanding), Both(*assumed))
    state = _state(own, guess, match)
    return Verdict(
        comparable=None not in (agreement, *understanding, *assumed),
        match=match,
        state=state,
        family=family_of(state),
        borderline=Both(
            borderline(agreement, understanding[0], assumed[0]), borderline(agreement, understanding[1], assumed[1])
        ),
    )


def _state(own: tuple[Missing, Missing], guess: tuple[Missing, Missing], match: Match) -> State:
    """The state, decided in the order of docs/method.md, "Person status on one item"."""
    if _not_answered(own):
        return State.NOT_COMPARABLE
    if NoAnswer.NO_FIRM_VIEW in own:
        return State.NO_POSITION
    if _not_answered(guess) or match.agreement is None:
        return State.NOT_COMPARABLE
    letters = ""
    for declined, understands, assumes in zip(guess, match.understanding, match.assumed, strict=True):
        if declined:
            letters += Status.DECLINED
        elif understands is None or assumes is None:
            return State.NOT_COMPARABLE
        else:
            letters += status(match.agreement, understands, assumes)
    if match.agreement and letters in _ALIGNED_STATES:
        return _ALIGNED_STATES[letters]
    return State(f"{'ALIGNED' if match.agreement else 'DIFF'}_{letters}")


def _not_answered(answers: tuple[Missing, Missing]) -> bool:
    return NEVER_GIVEN in answers or NoAnswer.NOT_APPLICABLE in answers


def status(agree: bool, understands: bool, assumes_same: bool) -> Status:
    """One person's status on an item, from the flags AG, UA and PA (or AG, UB and PB).

    The order AG, UA, PA decides: on graded items "the same within tolerance" is not transitive, and PA may contradict
    the other two. PA is asked only where the views differ and the guess did not match.
    """
    if understands:
        return Status.KNOWS
    if agree:
        return Status.NOT_AWARE
    return Status.ASSUMES_SAME if assumes_same else Status.MISREADS


def borderline(agree: bool | None, understands: bool | None, assumes_same: bool | None) -> bool | None:
    """True where exactly two of one person's three flags are set: the answers lie close together.

    Three equalities cannot hold by twos where "the same" is transitive, so a nominal item is never borderline. None
    where one of the three could not be computed.
    """
    if agree is None or understands is None or assumes_same is None:
        return None
    return agree + understands + assumes_same == 2
