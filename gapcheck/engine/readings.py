"""Every answer of a wave, checked and decoded before anything is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gapcheck.engine.wave import Json, Seat, Wave
from gapcheck.faults import Fault, InputFaults, printable, shown
from gapcheck.instruments.answers import Decoded, Refused, decode
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import View

#: Decoded answers of one seat: by item id and subject. An answer that was never given has no key.
SeatReading = dict[str, dict[str, Decoded]]

#: Named once: until Python 3.12 naming a member of an enumeration costs as much as a call, and this happens per answer.
_OWN, _GUESS = View.OWN, View.GUESS
#: What passes for a JSON object; the plain kind is named first because asking for it costs next to nothing.
_OBJECT = (dict, Mapping)


def read(wave: Wave) -> dict[str, SeatReading]:
    """The decoded answers of each seat, by role. Raises InputFaults with every fault of the wave, item and seat named.

    Nothing is rescaled, clipped, rounded or imputed: a value is an answer as it stands, or a fault.
    """
    faults = [*_faults_of_items(wave), *_faults_of_seats(wave)]
    items = {item.id: item for item in wave.items}
    readings = {seat.role: _read_seat(wave, seat, items, faults) for seat in wave.seats}
    if faults:
        raise InputFaults(faults)
    return readings


def _read_seat(wave: Wave, seat: Seat, items: Mapping[str, Item], faults: list[Fault]) -> SeatReading:
    """One seat's decoded answers; what is at fault is added to ``faults``."""
    answers: object = seat.answers
    if not isinstance(answers, _OBJECT):
        faults.append(Fault(_place(seat), f"This is {shown(answers)}. Give an object of items."))
        return {}
    roles = frozenset(role.id for role in wave.instrument.roles)
    reading: SeatReading = {}
    for item_id, by_subject in answers.items():
        item = items.get(item_id)
        if item is None:
            faults.append(Fault(_place(seat, item_id), _why_unknown(wave, item_id)))
        elif not isinstance(by_subject, _OBJECT):
            faults.append(Fault(_place(seat, item_id), f"This is {shown(by_subject)}. Give an object of subjects."))
        else:
            reading[item.id] = _read_item(item, seat, by_subject, roles, faults)
    return reading


def _read_item(
    item: Item, seat: Seat, by_subject: Mapping[Any, Json], roles: frozenset[str], faults: list[Fault]
) -> dict[str, Decoded]:
    """One seat's decoded answers to one item, by subject; what is at fault is added to ``faults``."""
    decoded: dict[str, Decoded] = {}
    for subject, value in by_subject.items():
        if subject not in roles:
            known = ", ".join(sorted(roles))
            faults.append(Fault(_place(seat, item.id, subject), f"There is no such role. Answers are about {known}."))
            continue
        try:
            decoded[subject] = decode(item, value, _OWN if subject == seat.role else _GUESS)
        except Refused as refused:
            faults += [Fault(_place(seat, item.id, subject), message) for message in refused.messages]
    return decoded


def _faults_of_items(wave: Wave) -> Iterator[Fault]:
    """The items of a wave are items of its instrument, each once, in its order."""
    ids = [item.id for item in wave.items]
    in_wave = frozenset(ids)
    order = [item.id for item in wave.instrument if item.id in in_wave]
    if ids != order:
        yield Fault("items", "These are not items of the instrument, each once and in its order.")


def _faults_of_seats(wave: Wave) -> Iterator[Fault]:
    roles = [role.id for role in wave.instrument.roles]
    seats = [seat.role for seat in wave.seats]
    for role in dict.fromkeys(seats):
        if role not in roles:
            yield Fault(f"seats.{printable(role)}", f"There is no such role. The instrument has {', '.join(roles)}.")
        if seats.count(role) > 1:
            yield Fault(f"seats.{printable(role)}", "The role has more than one seat. Give it one.")
    if len(set(seats)) < 2:
        yield Fault("seats", "A comparison needs the seats of two roles.")


def _why_unknown(wave: Wave, item_id: object) -> str:
    if item_id in [item.id for item in wave.instrument]:
        return "The item is not in this wave's form. Leave its answers out, or choose a form that has it."
    return f"{wave.instrument.key} has no such item."


def _place(seat: Seat, *keys: object) -> str:
    """Where an answer stands: ``seats.cio.answers.GR1.cso``."""
    return ".".join(printable(str(part)) for part in ("seats", seat.role, "answers", *keys))
