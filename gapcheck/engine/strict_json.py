"""JSON read strictly: every key asked for, every fault collected with its place, no value bent to fit."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from gapcheck.faults import Fault, InputFaults, printable, shown
from gapcheck.instruments.answers import Refused, check_text
from gapcheck.vocabulary import read_day

#: The largest file that is read at all, in bytes; a full pair with a comment on every item has about 50,000.
MAX_BYTES = 2_000_000
#: The deepest nesting that is looked into; a tie in a ranking, the deepest place of a pair file, is at 8.
MAX_DEPTH = 12
#: Python refuses to read numbers of more than 4,300 digits; nothing here has more than a dozen.
_MAX_DIGITS = 300


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys were given more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.repeated = [name for name in self if names.count(name) > 1] if len(names) > len(self) else []


def loads(data: bytes) -> Any:
    """The document in some bytes. Raises InputFaults for what is too large, no UTF-8, no JSON, too deep or ambiguous.

    NaN and numbers out of range become infinite or not-a-number floats, so that whoever reads the value refuses it at
    its place.
    """
    if len(data) > MAX_BYTES:
        raise InputFaults([Fault("", f"The file has {len(data):,} bytes or more. Give at most {MAX_BYTES:,}.")])
    try:
        text = data.decode("utf-8-sig")
        document = json.loads(text, object_pairs_hook=_Object, parse_constant=float, parse_int=_whole)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputFaults([Fault(f"line {line}", "The file is not UTF-8 here. Save it as UTF-8.")]) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputFaults([Fault(place, f"The file is not JSON here: {error.msg}.")]) from None
    except RecursionError:
        raise InputFaults([Fault("", _TOO_DEEP)]) from None
    faults = list(_faults_in(document, place="", depth=1))
    if faults:
        raise InputFaults(faults)
    return document


_TOO_DEEP = f"Lists or objects are nested too deeply. Nothing in the format is deeper than {MAX_DEPTH} levels."


def _whole(digits: str) -> float:
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


def _faults_in(node: object, place: str, depth: int) -> Iterator[Fault]:
    """Keys given twice, and nesting beyond what the format can hold."""
    if depth > MAX_DEPTH:
        yield Fault(place, _TOO_DEEP)
    elif isinstance(node, _Object):
        for name in node.repeated:
            yield Fault(place, f"The key {shown(name)} is given more than once. Give it once.")
        for name, value in node.items():
            yield from _faults_in(value, joined(place, name), depth + 1)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _faults_in(value, f"{place}[{number}]", depth + 1)


def joined(place: str, *names: object) -> str:
    """The place of a key inside another place: ``seats.cio``."""
    return ".".join(printable(str(part)) for part in (place, *names) if part != "")


class Fields:
    """The keys of one JSON object, asked for one by one.

    A key that is absent gives None, a value that is at fault gives None and adds to ``faults``. ``close`` adds a fault
    for each key that was not asked for.
    """

    def __init__(self, value: object, place: str, faults: list[Fault]) -> None:
        self.place = place
        self.faults = faults
        self._asked: list[str] = []
        self._is_object = isinstance(value, dict)
        self._values: dict[str, Any] = value if isinstance(value, dict) else {}
        if not self._is_object:
            self.fault("", f"This is {shown(value)}. Give an object.")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def fault(self, key: str, message: str) -> None:
        """Note what is at fault with a key's value, or with the object itself for an empty key."""
        self.faults.append(Fault(joined(self.place, key), message))

    def raw(self, key: str, *, required: bool = False, default: Any = None) -> Any:
        """The value as it stands, or ``default``."""
        self._asked.append(key)
        if required and self._is_object and key not in self._values:
            self.fault(key, "This is missing. Add it.")
        return self._values.get(key, default)

    def text(self, key: str, longest: int, *, required: bool = False, lines: bool = False) -> str | None:
        """A text of 1 to ``longest`` characters that is not blank; on one line unless ``lines``."""
        value = self.raw(key, required=required)
        if key not in self._values:
            return None
        try:
            text = check_text(value, longest)
        except Refused as refused:
            for message in refused.messages:
                self.fault(key, message)
            return None
        if not text.strip():
            self.fault(key, "The text is empty. Write it, or leave the key out.")
        elif not lines and len(text.splitlines()) > 1:
            self.fault(key, "The text has more than one line. Write it on one.")
        else:
            return text
        return None

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number from ``least`` to ``most``."""
        value = self.raw(key)
        if key not in self._values:
            return None
        if type(value) is int and least <= value <= most:
            return value
        self.fault(key, f"This is {shown(value)}. Give a whole number from {least} to {most}.")
        return None

    def day(self, key: str) -> date | None:
        """A date written as 2026-03-12."""
        value = self.raw(key)
        if key not in self._values:
            return None
        if isinstance(value, str):
            try:
                return read_day(value)
            except ValueError:
                pass
        self.fault(key, f"This is {shown(value)}. Give a date of the calendar, such as 2026-03-12.")
        return None

    def object(self, key: str, *, required: bool = False) -> Fields:
        """The object under a key; one without keys where it is absent."""
        return Fields(self.raw(key, required=required, default={}), joined(self.place, key), self.faults)

    def list(self, key: str, least: int, most: int) -> list[Any]:
        """The list under a key, with ``least`` to ``most`` entries; empty where it is absent or at fault."""
        value = self.raw(key)
        if key not in self._values:
            return []
        if isinstance(value, list) and least <= len(value) <= most:
            return value
        given = f"a list of {len(value)}" if isinstance(value, list) else shown(value)
        self.fault(key, f"This is {given}. Give a list of {least} to {most}.")
        return []

    def ids(self) -> tuple[str, ...]:
        """All keys, for an object whose keys are ids."""
        return tuple(self._values)

    def close(self) -> None:
        """Note every key that was not asked for."""
        for key in self._values:
            if key not in self._asked:
                self.fault(key, f"There is no such key here. The keys are {', '.join(self._asked)}.")
