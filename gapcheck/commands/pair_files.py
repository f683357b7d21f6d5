"""Pair files as arguments of a command: read with an installation's own questionnaires, faults with the file's name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from gapcheck import paths
from gapcheck.engine.pairfile import load
from gapcheck.engine.wave import Wave
from gapcheck.faults import Fault, InputFaults

T = TypeVar("T")


def chosen_pair(value: str | None) -> tuple[str, str] | None:
    """The two roles of ``--pair A,B``. Raises click.BadParameter."""
    if value is None:
        return None
    roles = value.split(",")
    if len(roles) != 2 or roles[0] == roles[1]:
        raise click.BadParameter("name two different roles with a comma between them", param_hint="--pair")
    return roles[0], roles[1]


def read_wave(file: Path) -> Wave:
    """The wave in a pair file. Raises InputFaults."""
    return of_file(file, lambda: load(file, _instrument_folders()))


def of_file(file: Path, step: Callable[[], T]) -> T:
    """The result of a step; its faults start with the file's name."""
    try:
        return step()
    except InputFaults as found:
        places = [f"{file}: {fault.place}" if fault.place else str(file) for fault in found.faults]
        raise InputFaults(
            Fault(place, fault.message) for place, fault in zip(places, found.faults, strict=True)
        ) from None


def _instrument_folders() -> tuple[Path, ...]:
    """An installation's own questionnaires. None of its other settings matters here."""
    return (Path(os.environ.get("GAPCHECK_INSTANCE") or paths.INSTANCE) / "instruments",)
