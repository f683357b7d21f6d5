"""Every transition of a wave: from where, to where, by whom. There is no other way to change a wave's state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck.models import Wave
from gapcheck.vocabulary import WaveState


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change of a wave's state: from any of the sources to the target."""

    sources: frozenset[WaveState]
    target: WaveState


_NOT_RELEASED = frozenset({WaveState.OPEN, WaveState.COMPLETE, WaveState.RETRACTED})
_SHOWN = frozenset({WaveState.RELEASED, WaveState.IN_WORKSHOP})

# By a facilitator.
OPEN = Transition(frozenset({WaveState.DRAFT}), WaveState.OPEN)
START_WORKSHOP = Transition(frozenset({WaveState.COMPLETE}), WaveState.IN_WORKSHOP)
RELEASE = Transition(frozenset({WaveState.COMPLETE, WaveState.RETRACTED, WaveState.IN_WORKSHOP}), WaveState.RELEASED)
RETRACT = Transition(_SHOWN, WaveState.RETRACTED)
REOPEN = Transition(_NOT_RELEASED, WaveState.OPEN)
CLOSE = Transition(_NOT_RELEASED, WaveState.CLOSED)
# By a respondent.
COMPLETE = Transition(frozenset({WaveState.OPEN}), WaveState.COMPLETE)
WITHDRAW = Transition(_NOT_RELEASED | _SHOWN, WaveState.CLOSED)

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
