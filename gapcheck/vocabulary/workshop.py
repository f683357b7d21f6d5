"""What a workshop is made of."""

from __future__ import annotations

from enum import StrEnum


class RevealOrder(StrEnum):
    """What a workshop shows first of an item: the two guesses, or the two own views."""

    GUESSES_FIRST = "guesses_first"
    OWN_FIRST = "own_first"


class BoxKind(StrEnum):
    """The parts of a workshop's agenda, in the order of the day."""

    OPENING = "opening"
    SHARED_GROUND = "shared_ground"
    HIDDEN_AGREEMENTS = "hidden_agreements"
    HIDDEN_DIFFERENCES = "hidden_differences"
    OPEN_DIFFERENCES = "open_differences"
    NO_COMPARISON = "no_comparison"
    COMMITMENTS = "commitments"


class Overlay(StrEnum):
    """What lies over a workshop's screens for the moment: the code to join with, or the vote."""

    NONE = "none"
    CODE = "code"
    VOTE = "vote"


class Outcome(StrEnum):
    """What became of an item in a workshop."""

    DECIDED = "decided"
    PARKED = "parked"
    NOTHING_NEEDED = "nothing_needed"


class Ending(StrEnum):
    """Why a workshop is over."""

    CLOSED = "closed"
    TIMED_OUT = "timed_out"
    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
