"""What makes two reports the same: a hash of everything that a report shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from gapcheck.engine.wave import Seat, Wave
from gapcheck.report.material import Material


def content_hash(material: Material) -> str:
    """SHA-256, in hexadecimal, of all that the report is made from and nothing else.

    A comment whose author has not ticked it is no part of it, so nobody can tell from the hash that one exists.
    """
    comparison, brand, previous = material.comparison, material.brand, material.previous
    content = {
        "wave": _shown(material.wave, comparison.pair),
        "comparison": asdict(comparison),
        "edition": material.edition,
        "paper": material.paper,
        "brand": None if brand is None else asdict(brand),
        "previous": None if previous is None else _shown(previous, comparison.pair),
    }
    canonical = json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _shown(wave: Wave, pair: tuple[str, str]) -> dict[str, Any]:
    instrument = wave.instrument
    return {
        "instrument": instrument.key,
        "company": wave.company,
        "number": wave.number,
        "form": wave.form,
        "sequence": wave.sequence,
        "facilitator": wave.facilitator,
        "report": asdict(wave.report),
        "commitments": [asdict(commitment) for commitment in wave.commitments],
        "parked": [asdict(question) for question in wave.parked],
        "roles": [asdict(instrument.role(role)) for role in pair],
        "items": [asdict(item) for item in wave.items],
        "themes": [theme.title for theme in instrument.themes],
        "seats": [_shown_seat(wave.seat(role), frozenset(item.id for item in wave.items)) for role in pair],
    }


def _shown_seat(seat: Seat, items: frozenset[str]) -> dict[str, Any]:
    return {
        "role": seat.role,
        "name": seat.name,
        "submitted": seat.submitted,
        "reopened": None if seat.reopened is None else asdict(seat.reopened),
        "answers": {item: dict(by_subject) for item, by_subject in seat.answers.items() if item in items},
        "comments": {item: comment.text for item, comment in seat.comments.items() if comment.share and item in items},
    }


def _plain(value: object) -> Any:
    """What JSON has no form for: dates as ISO 8601, sets in order, a picture as its digest."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")
