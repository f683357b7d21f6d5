"""What makes two reports the same: a hash of everything that a report shows, and the key under which a PDF is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gapcheck import __version__
from gapcheck.engine.result import Comparison
from gapcheck.engine.wave import Seat, Wave
from gapcheck.paths import STATIC, TEMPLATES
from gapcheck.report.brand import Brand
from gapcheck.vocabulary import Paper

EDITIONS = ("participant", "facilitator")
PAPERS = tuple(paper.value for paper in Paper)


def content_hash(
    wave: Wave,
    comparison: Comparison,
    edition: str = "participant",
    paper: str = "a4",
    *,
    brand: Brand | None = None,
    previous: Wave | None = None,
) -> str:
    """SHA-256, in hexadecimal, of all that the report is made from and nothing else.

    A comment whose author has not ticked it is no part of it, so nobody can tell from the hash that one exists.
    """
    content = {
        "wave": _shown(wave, comparison.pair),
        "comparison": asdict(comparison),
        "edition": edition,
        "paper": paper,
        "brand": None if brand is None else asdict(brand),
        "previous": None if previous is None else _shown(previous, comparison.pair),
    }
    canonical = json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def cache_key(
    wave: Wave,
    comparison: Comparison,
    edition: str = "participant",
    paper: str = "a4",
    *,
    brand: Brand | None = None,
    previous: Wave | None = None,
) -> str:
    """SHA-256, in hexadecimal, of the content together with all that draws it: when it changes, so may the bytes."""
    digest = content_hash(wave, comparison, edition, paper, brand=brand, previous=previous)
    parts = (digest, __version__, *_drawing())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


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


@cache
def _drawing() -> tuple[str, ...]:
    """Versions of the renderer and the fonts, and a digest of the templates and style sheets."""
    packages = ("weasyprint", "fontpkg-source-sans-3", "fontpkg-source-serif-4")
    files = sorted(_files((TEMPLATES / "report", TEMPLATES / "charts", STATIC / "report")))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return (*(version(package) for package in packages), digest.hexdigest())


def _files(folders: Iterable[Path]) -> Iterable[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())
