"""The comparison that a workshop is about, kept in memory while the workshop is open."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gapcheck.engine import compare
from gapcheck.engine.result import Comparison
from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.models import Wave
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading
from gapcheck.services.waves import engine_wave
from gapcheck.services.workshops import rows

#: So many pairs are remembered a process; answers do not change between the versions of a wave.
_MOST_REMEMBERED = 8
#: Seconds after which nothing is answered from memory, so that answers do not lie there for long.
_LONGEST = 900.0
_remembered: OrderedDict[tuple[str, int], tuple[float, Material]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Material:
    """A wave with its answers, comments only where their author allowed it, and what the engine makes of them."""

    wave: EngineWave
    comparison: Comparison


def for_facilitator(facilitator: Facilitator, workshop_id: str) -> Material:
    """For the preparation and the remote. Raises NoWorkshop."""
    session = reading()
    return of_wave(session, rows.for_facilitator(session, facilitator, workshop_id).wave)


def of_wave(session: Session, wave: Wave) -> Material:
    """For a wave that ``visibility`` has let through just now."""
    key = (wave.id, wave.version)
    for other, (until, _) in tuple(_remembered.items()):
        if until <= time.monotonic():
            _remembered.pop(other, None)
    known = _remembered.get(key)
    if known is None:
        subject = engine_wave(session, wave)
        known = (time.monotonic() + _LONGEST, Material(subject, compare(subject)))
        _remembered[key] = known
        while len(_remembered) > _MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return known[1]


def forget(wave_id: str) -> None:
    """Keep nothing of this wave in memory."""
    for key in tuple(_remembered):
        if key[0] == wave_id:
            _remembered.pop(key, None)
