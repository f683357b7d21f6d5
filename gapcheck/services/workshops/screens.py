"""Screens that follow a workshop: let in by a short code, and answered from memory while nothing changes.

The code has eight characters of an alphabet of 32 without look-alikes, 40 bits from a keyed derivation, and lives as
long as the workshop. Only a keyed digest of it is stored. Guessing is slowed down at the door, by the pages.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck.extensions import installation
from gapcheck.models import Wave, Workshop
from gapcheck.services import audit, visibility
from gapcheck.services.principals import Facilitator, Screen
from gapcheck.services.transaction import afterwards, reading, writing
from gapcheck.services.workshops import rows

#: Without I, L, O and U: nothing is mistaken for another one, and no word comes up.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
#: Seconds for which a pulse is answered from memory; and how many workshops are remembered.
REMEMBERED = 0.2
_MOST_REMEMBERED = 256
_pulses: dict[bytes, tuple[float, Pulse | None]] = {}
#: Seconds for which what was made for one screen is sent to the others too; the timer on it is so much late at most.
SHARED = 0.5
_sent: dict[bytes, tuple[float, Pulse, str]] = {}
_one_at_a_time = threading.Lock()


class NoScreen(Exception):
    """No workshop that is open has this code."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a screen asks every second: which version is the newest, of the state and of what is written down."""

    version: int
    writings: int


def code_of(facilitator: Facilitator, workshop_id: str) -> str:
    """The code to join with, for the remote and the opening slide. Raises NoWorkshop."""
    row = rows.for_facilitator(reading(), facilitator, workshop_id).workshop
    return code(row.id, row.code_generation)


def renew_code(facilitator: Facilitator, workshop_id: str) -> str:
    """Another code; every screen has to be let in again. Raises NotAllowed, NoWorkshop and NotOpen."""
    with writing() as session:
        found = rows.to_change(session, facilitator, workshop_id)
        row = found.workshop
        forget_afterwards(session, row)  # under the code that ends
        row.code_generation += 1
        row.code_hash = stored_hash(code(row.id, row.code_generation))
        row.version += 1
        audit.record(session, found.wave.workspace_id, facilitator.actor, "new screen code", f"wave:{row.wave_id}")
        return code(row.id, row.code_generation)


def screen(typed: str) -> Screen:
    """The screen that a code lets in, as long as its workshop is open and may be shown. Raises NoScreen."""
    row = _open_workshop(stored_hash(typed))
    if row is None:
        raise NoScreen
    return Screen(row.id, row.wave_id, row.workspace_id)


def pulse(typed: str) -> Pulse:
    """The newest version of the workshop of this code, at most 0.2 s old in this process. Raises NoScreen.

    Two hundred screens that ask every second cost five look-ups a second.
    """
    key, now = stored_hash(typed), time.monotonic()
    known = _pulses.get(key)
    if known is None or known[0] <= now:
        row = _open_workshop(key)
        known = (now + REMEMBERED, None if row is None else Pulse(row.version, row.writings))
        if len(_pulses) >= _MOST_REMEMBERED:
            _pulses.clear()
        _pulses[key] = known
    if known[1] is None:
        raise NoScreen
    return known[1]


def made_once(typed: str, beat: Pulse, make: Callable[[], str]) -> str:
    """What ``make`` makes of this workshop for a screen, made once for all screens that ask at the same time.

    Take ``beat`` from ``pulse`` just before: it is what says that the workshop is open and may be shown.
    """
    key = stored_hash(typed)
    with _one_at_a_time:
        known = _sent.get(key)
        if known is None or known[0] <= time.monotonic() or known[1] != beat:
            known = (time.monotonic() + SHARED, beat, make())
            if len(_sent) >= _MOST_REMEMBERED:
                _sent.clear()
            _sent[key] = known
    return known[2]


def forget_afterwards(session: Session, workshop: Workshop) -> None:
    """Forget what was told of a workshop once what ``session`` writes is durable, so that screens are told of it."""
    afterwards(session, partial(forget, workshop.code_hash))


def forget(code_hash: bytes) -> None:
    """Answer the next pulse of this workshop from the database, since this process has just changed it."""
    _pulses.pop(code_hash, None)
    _sent.pop(code_hash, None)


def _open_workshop(code_hash: bytes) -> Workshop | None:
    shown = visibility.waves_in_room().with_only_columns(Wave.id)
    row = (
        reading().scalars(select(Workshop).where(Workshop.code_hash == code_hash, Workshop.wave_id.in_(shown))).first()
    )
    return row if row is not None and rows.is_open(row) else None


def code(workshop_id: str, generation: int) -> str:
    """The code of a workshop: always the same until it is renewed."""
    number = int.from_bytes(installation().keyring.screen_code(workshop_id, generation), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def stored_hash(typed: str) -> bytes:
    """What is stored of a code, however it was typed: with small letters, blanks and hyphens, and look-alikes."""
    letters = "".join(letter for letter in typed[:40].upper() if letter.isalnum()).translate(_LOOK_ALIKES)
    return installation().keyring.screen_digest(letters)
