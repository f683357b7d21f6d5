"""Answers as files for other programs: JSON, CSV, and the data dictionary that explains both."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import Any

from sqlalchemy.orm import Session

from gapcheck.engine.wave import Seat, Wave
from gapcheck.instruments.answer_words import in_words
from gapcheck.instruments.model import Instrument, Item
from gapcheck.models import Wave as StoredWave
from gapcheck.services import audit, visibility
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import writing
from gapcheck.services.waves import engine_wave

FORMAT = "gapcheck/answers@1"
#: What a spreadsheet takes for the beginning of a formula, in both widths.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class NoAnswers(Exception):
    """There is no such engagement, or none of its answers may be seen by this person now."""


class FileKind(StrEnum):
    """Which file is wanted."""

    JSON = "json"
    CSV = "csv"
    DICTIONARY = "dictionary"


@dataclass(frozen=True, slots=True)
class Export:
    """A file to download."""

    name: str
    type: str
    content: bytes


def export(facilitator: Facilitator, engagement_id: str, kind: FileKind) -> Export:
    """The answers of every wave of an engagement that this person may see, or their dictionary; recorded.

    Raises NoAnswers.
    """
    with writing() as session:
        waves = _waves(session, facilitator, engagement_id)
        if not waves:
            raise NoAnswers
        audit.record(
            session,
            facilitator.workspace_id,
            facilitator.actor,
            f"export {kind.value}",
            f"engagement:{engagement_id}",
        )
    match kind:
        case FileKind.JSON:
            text, media_type = json.dumps(as_json(waves), ensure_ascii=False, indent=2) + "\n", "application/json"
        case FileKind.CSV:
            text, media_type = as_csv(answer_rows(waves)), "text/csv"
        case FileKind.DICTIONARY:
            text, media_type = as_csv(dictionary_rows(waves)), "text/csv"
    name = "answers-dictionary.csv" if kind is FileKind.DICTIONARY else f"answers.{kind.value}"
    # A spreadsheet takes a CSV file for UTF-8 only if it begins with a byte order mark.
    return Export(name, media_type, text.encode("utf-8-sig" if media_type == "text/csv" else "utf-8"))


def _waves(session: Session, facilitator: Facilitator, engagement_id: str) -> list[Wave]:
    visible = visibility.compared_waves_of(facilitator).where(StoredWave.engagement_id == engagement_id)
    stored = session.scalars(visible.order_by(StoredWave.number)).all()
    return [engine_wave(session, wave) for wave in stored]


def as_json(waves: Sequence[Wave]) -> dict[str, Any]:
    """The waves with their answers as docs/formats.md has them, and the dictionary of every question."""
    return {
        "format": FORMAT,
        "company": waves[0].company,
        "waves": [
            {
                "wave": wave.number,
                "instrument": wave.instrument.key,
                "form": wave.form or [item.id for item in wave.items],
                "seats": {seat.role: _seat(seat) for seat in wave.seats},
            }
            for wave in waves
        ],
        "dictionary": [_explained(instrument, item) for instrument, item in _questions(waves)],
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "name": seat.name,
        "submitted": seat.submitted.isoformat() if seat.submitted else None,
        "answers": seat.answers,
        "comments": {item: comment.text for item, comment in seat.comments.items()},
    }


def _questions(waves: Sequence[Wave]) -> Iterator[tuple[Instrument, Item]]:
    """Every question that was asked, once a version of the instrument."""
    seen: set[tuple[str, str]] = set()
    for wave in waves:
        for item in wave.items:
            if (wave.instrument.key, item.id) not in seen:
                seen.add((wave.instrument.key, item.id))
                yield wave.instrument, item


def _explained(instrument: Instrument, item: Item) -> dict[str, Any]:
    explained: dict[str, Any] = {
        "instrument": instrument.key,
        "item": item.id,
        "theme": item.theme,
        "type": item.type.value,
        "short": item.short,
        "question": item.text,
        "guess": item.guess,
    }
    if item.options:
        explained["options"] = {option.id: option.text for option in item.options}
    if item.scale:
        explained["positions"] = {str(place): label for place, label in enumerate(item.labels, 1)}
    if item.min is not None:
        explained |= {"min": item.min, "max": item.max, "unit": item.unit}
    return explained


def answer_rows(waves: Sequence[Wave]) -> Iterator[list[str]]:
    """One row an answer: own view where it was given about the own role, else a guess."""
    yield ["company", "wave", "instrument", "item", "question", "type", "role", "about", "view", "value", "in_words"]
    for wave in waves:
        titles = {role.id: role.title for role in wave.instrument.roles}
        for item in wave.items:
            for seat in wave.seats:
                for subject, value in seat.answers.get(item.id, {}).items():
                    yield [
                        wave.company,
                        str(wave.number),
                        wave.instrument.key,
                        item.id,
                        item.short,
                        item.type.value,
                        titles[seat.role],
                        titles[subject],
                        "own" if subject == seat.role else "guess",
                        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
                        in_words(item, value),
                    ]


def dictionary_rows(waves: Sequence[Wave]) -> Iterator[list[str]]:
    """One row a possible value; a question without a list of them has one row that names its range."""
    yield ["instrument", "item", "type", "question", "guess", "value", "meaning"]
    for instrument, item in _questions(waves):
        values = [(option.id, option.text) for option in item.options]
        values += [(str(place), label) for place, label in enumerate(item.labels, 1)]
        if item.min is not None:
            values.append((f"{item.min:g} to {item.max:g}", item.unit))
        for value, meaning in values or [("text", "")]:
            yield [instrument.key, item.id, item.type.value, item.text, item.guess or "", value, meaning]


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV (RFC 4180), every cell quoted, none of them a formula to a spreadsheet."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what begins like a formula and is no plain number."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell
