"""Every transition of a wave: from where, to where, by whom. There is no other way to change a wave's state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck.models import Wave
from gapcheck.vocabulary import WaveState


class By(StrEnum):
    """Who may make a transition."""

    FACILITATOR = "facilitator"
    RESPONDENT = "respondent"


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change of a wave's state."""

    name: str
    sources: frozenset[WaveState]
    target: WaveState
    by: By


def _transition(name: str, sources: set[WaveState], target: WaveState, by: By) -> Transition:
    return Transition(name, frozenset(sources), target, by)


_NOT_RELEASED = {WaveState.OPEN, WaveState.COMPLETE, WaveState.RETRACTED}

OPEN = _transition("open", {WaveState.DRAFT}, WaveState.OPEN, By.FACILITATOR)
COMPLETE = _transition("complete", {WaveState.OPEN}, WaveState.COMPLETE, By.RESPONDENT)
RELEASE = _transition(
    "release", {WaveState.COMPLETE, WaveState.RETRACTED, WaveState.IN_WORKSHOP}, WaveState.RELEASED, By.FACILITATOR
)
START_WORKSHOP = _transition("start workshop", {WaveState.COMPLETE}, WaveState.IN_WORKSHOP, By.FACILITATOR)
RETRACT = _transition("retract", {WaveState.RELEASED, WaveState.IN_WORKSHOP}, WaveState.RETRACTED, By.FACILITATOR)
REOPEN = _transition("reopen", _NOT_RELEASED, WaveState.OPEN, By.FACILITATOR)
CLOSE = _transition("close", _NOT_RELEASED, WaveState.CLOSED, By.FACILITATOR)
WITHDRAW = _transition(
    "withdraw", _NOT_RELEASED | {WaveState.RELEASED, WaveState.IN_WORKSHOP}, WaveState.CLOSED, By.RESPONDENT
)
TRANSITIONS = (OPEN, COMPLETE, RELEASE, START_WORKSHOP, RETRACT, REOPEN, CLOSE, WITHDRAW)

#: The states after which the next wave may begin.
FINISHED = frozenset({WaveState.RELEASED, WaveState.CLOSED})


class TransitionRefused(Exception):
    """The wave is not, or no longer, as the person saw it, or in a state from which this can be done."""

    def __init__(self, state: WaveState) -> None:
        super().__init__(f"the wave is {state.value}")
        self.state = state


def locked_wave(session: Session, wave_id: str) -> Wave:
    """The wave's row, locked until the transaction ends, so that decisions on it are made one after the other."""
    return session.scalars(select(Wave).where(Wave.id == wave_id).with_for_update()).one()


def change(wave: Wave, transition: Transition, seen_version: int | None = None) -> None:
    """Carry out a transition on a locked wave.

    ``seen_version`` is the version on which the person decided; a wave that has moved on since is refused.
    """
    if wave.state not in transition.sources or seen_version not in (None, wave.version):
        raise TransitionRefused(wave.state)
    wave.state = transition.target
    wave.version += 1
