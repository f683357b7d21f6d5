"""Questionnaires by path, by text, and by ``id@version`` among the shipped ones and an instance's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch
from typing import Any

from gapcheck.faults import Fault, InputFaults, printable, shown
from gapcheck.instruments.build import build
from gapcheck.instruments.model import Instrument
from gapcheck.instruments.schema import ID_PATTERN, json_schema
from gapcheck.instruments.snapshot import from_snapshot, to_snapshot
from gapcheck.instruments.toml_text import MAX_BYTES, read_toml
from gapcheck.paths import PACKAGE

__all__ = ["Listed", "available", "find", "from_snapshot", "json_schema", "load", "loads", "shipped", "to_snapshot"]

SHIPPED = PACKAGE / "instruments" / "shipped"


@dataclass(frozen=True, slots=True)
class Listed:
    """A questionnaire file and what its head says; ``key`` is None where the head cannot be read."""

    path: Path
    key: str | None
    title: str


def load(path: Path | str) -> Instrument:
    """The instrument in a file. Raises InputFaults with every fault; places start with the file's name."""
    return _load(Path(path))


def loads(text: str | bytes, place: str = "") -> Instrument:
    """The instrument in a text. Raises InputFaults with every fault; each place starts with ``place``."""
    return build(read_toml(text, place), place)


def _load(path: Path) -> Instrument:
    return loads(_read(path), path.name)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputFaults([Fault(str(path), f"The file cannot be read: {error.strerror}.")]) from None


def available(folders: Iterable[Path] = ()) -> tuple[Listed, ...]:
    """The shipped questionnaires, then those in the folders; within a folder by file name. No folder need exist."""
    return tuple(_listed(path) for folder in (SHIPPED, *folders) for path in sorted(folder.glob("*.toml")))


def shipped() -> tuple[Listed, ...]:
    """The questionnaires that come with the program."""
    return available()


def _listed(path: Path) -> Listed:
    head = _head(path)
    found, version = head.get("id"), head.get("version")
    if not isinstance(found, str) or not fullmatch(ID_PATTERN, found) or type(version) is not int:
        return Listed(path, None, "")
    return Listed(path, f"{found}@{version}", printable(str(head.get("title", ""))))


def _head(path: Path) -> dict[str, Any]:
    """The keys before the first table, which is all that a list needs; empty where they cannot be read."""
    try:
        raw = _read(path)
        head, first_table, _ = raw.partition(b"\n[")
        return read_toml(head + b"\n" if first_table else raw, path.name)
    except InputFaults:
        return {}


def find(key: str, folders: Iterable[Path] = ()) -> Instrument:
    """The instrument ``id@version`` among the shipped ones and those in ``folders``.

    A bare ``id`` means its newest version. Raises InputFaults where there is none, where two files claim the same
    version, or where the file has faults.
    """
    known = [each for each in available(folders) if each.key is not None]
    versions = [each for each in known if each.key is not None and each.key.partition("@")[0] == key]
    wanted = max((each.key for each in versions if each.key), key=_version, default=key)
    matches = [each for each in known if each.key == wanted]
    if not matches:
        keys = ", ".join(sorted({each.key for each in known if each.key})) or "none"
        raise InputFaults([Fault("instrument", f"There is no questionnaire {shown(key)}. There are: {keys}.")])
    if len(matches) > 1:
        files = " and ".join(str(each.path) for each in matches)
        message = f"{files} are both {wanted}. A version is published once: renumber one of them."
        raise InputFaults([Fault("instrument", message)])
    return _load(matches[0].path)


def _version(key: str) -> int:
    return int(key.rpartition("@")[2])
