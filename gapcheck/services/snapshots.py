"""The instrument of a wave, from its immutable snapshot; built once a process."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from gapcheck.instruments.loader import from_snapshot
from gapcheck.instruments.model import Instrument, Item
from gapcheck.models import Wave
from gapcheck.services.transaction import reading


@lru_cache(maxsize=256)
def _instrument(wave_id: str) -> Instrument:
    return from_snapshot(reading().scalars(select(Wave.snapshot).where(Wave.id == wave_id)).one())


def instrument_of(wave: Wave) -> Instrument:
    """The instrument as it was when the wave was opened."""
    return _instrument(wave.id)


def items_of(wave: Wave) -> tuple[Item, ...]:
    """The items that the wave asks, in questionnaire order."""
    return instrument_of(wave).form_items(tuple(wave.items))
