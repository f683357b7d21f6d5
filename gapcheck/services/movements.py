"""What moved between a wave and the one before, for those who may see the answers of both."""

from __future__ import annotations

from dataclasses import dataclass

from gapcheck.engine.movement import movement
from gapcheck.engine.sentences.facts import Finding
from gapcheck.engine.sentences.moved import movement_remarks, movement_title
from gapcheck.faults import InputFaults
from gapcheck.models import Wave
from gapcheck.services import visibility
from gapcheck.services.overview import EngagementOverview
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading
from gapcheck.services.waves import engine_wave


@dataclass(frozen=True, slots=True)
class Moved:
    """The finding over two waves with its remarks. ``finding`` is None where the two cannot be set side by side."""

    since: int
    finding: Finding | None
    remarks: tuple[str, ...] = ()


def moved(facilitator: Facilitator, engagement: EngagementOverview) -> Moved | None:
    """What moved since the wave before; None where there is none, or where not both may be seen.

    Where one of the two people changed there is no finding: the new wave is a new start.
    """
    if engagement.number == 1:
        return None
    session = reading()
    visible = visibility.compared_waves_of(facilitator).where(Wave.engagement_id == engagement.engagement_id)
    waves = {wave.number: wave for wave in session.scalars(visible)}
    now, before = waves.get(engagement.number), waves.get(engagement.number - 1)
    if now is None or before is None:
        return None
    try:
        found = movement(engine_wave(session, before), engine_wave(session, now))
    except InputFaults:
        return Moved(before.number, None)
    return Moved(before.number, movement_title(found), movement_remarks(found))
