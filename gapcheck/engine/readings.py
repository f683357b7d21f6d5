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


def read(wave: Wave) -> dict[str, SeatReading]:
    """The decoded answers of each seat, by role. Raises InputFaults with every fault of the wave, item and seat named.

    Nothing is rescaled, clipped, rounded or imputed: a value is an answer as it stands, or a fault.
    """
    readings: dict[str, dict[str, dict[str, Decoded]]] = {seat.role: {} for seat in wave.seats}
    faults = [*_faults_of_items(wave), *_faults_of_seats(wave)]
    roles = frozenset(role.id for role in wave.instrument.roles)
    items = {item.id: item for item in wave.items}
    for seat in wave.seats:
        answers: object = seat.answers
        if not isinstance(answers, Mapping):
            faults.append(
                Fault(f"seats.{printable(seat.role)}.answers", f"This is {shown(answers)}. Give an object of items.")
            )
            continue
        for item_id, by_subject in answers.items():
            item = items.get(item_id)
            if item is None:
                faults.append(Fault(_place(seat, item_id), _why_unknown(wave, item_id)))
            elif not isinstance(by_subject, Mapping):
                faults.append(Fault(_place(seat, item_id), f"This is {shown(by_subject)}. Give an object of subjects."))
            else:
                decoded = readings[seat.role][item.id] = {}
                faults += _read_item(item, seat, by_subject, roles, decoded)
    if faults:
        raise InputFaults(faults)
    return readings


def _read_item(
    item: Item, seat: Seat, by_subject: Mapping[Any, Json], roles: frozenset[str], decoded: dict[str, Decoded]
) -> Iterator[Fault]:
    """Decode one seat's answers to one item into ``decoded``; yield what is at fault."""
    for subject, value in by_subject.items():
        if subject not in roles:
            known = ", ".join(sorted(roles))
            yield Fault(_place(seat, item.id, subject), f"There is no such role. Answers are about {known}.")
            continue
        view = View.OWN if subject == seat.role else View.GUESS
        try:
            decoded[subject] = decode(item, value, view)
        except Refused as refused:
            for message in refused.messages:
                yield Fault(_place(seat, item.id, subject), message)


def _faults_of_items(wave: Wave) -> Iterator[Fault]:
    """The items of a wave are items of its instrument, each once, in its order."""
    ids = [item.id for item in wave.items]
    order = [item.id for item in wave.instrument if item.id in set(ids)]
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
