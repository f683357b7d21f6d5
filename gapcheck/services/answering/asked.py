"""What a wave asks of one seat: the same for whoever sits there, and without any answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from gapcheck.instruments.model import Instrument, Item, Role
from gapcheck.models import Seat, Wave
from gapcheck.services.principals import Respondent
from gapcheck.services.snapshots import instrument_of, items_of
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import Sequence, View

_WAVE_AND_OTHERS = (
    select(Wave, Seat.role)
    .join(Seat, Seat.wave_id == Wave.id)
    .where(Wave.id == bindparam("wave_id"), Seat.id != bindparam("seat_id"))
    .order_by(Seat.position)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The items in questionnaire order, who is asked, and about whom: ``others`` in the order of their seats."""

    instrument: Instrument
    items: tuple[Item, ...]
    sequence: Sequence
    role: Role
    others: tuple[Role, ...]

    def view_of(self, subject: str) -> View:
        """Own view about the own role, a guess about any other."""
        return View.OWN if subject == self.role.id else View.GUESS


def asked(respondent: Respondent) -> Asked:
    """What this respondent is asked; one query, where the whole questionnaire takes five."""
    of_seat = {"wave_id": respondent.wave_id, "seat_id": respondent.seat_id}
    waves, roles = zip(*reading().execute(_WAVE_AND_OTHERS, of_seat), strict=True)
    instrument = instrument_of(waves[0])
    return Asked(
        instrument=instrument,
        items=items_of(waves[0]),
        sequence=waves[0].sequence,
        role=instrument.role(respondent.role),
        others=tuple(map(instrument.role, roles)),
    )
