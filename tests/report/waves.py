"""Waves for the report's tests: the examples, and made ones of every size and kind of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from gapcheck.engine import compare
from gapcheck.engine.pairfile import load
from gapcheck.engine.result import Comparison
from gapcheck.engine.wave import Seat, SharedComment, Wave
from gapcheck.instruments.model import Instrument, Item, Option, Role, Scale, Theme
from gapcheck.report import Material
from gapcheck.report.document import build
from gapcheck.report.pages import Document
from gapcheck.vocabulary import ItemType
from gapcheck.vocabulary import Sequence as Asked

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ROLES = (Role("cio", "CIO", "Chief Information Officer"), Role("cso", "CSO", "Chief Security Officer"))
AGREE = Scale("agree", ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"))
#: own view of the CIO and of the CSO, guess by the CIO and by the CSO
Answers = tuple[Any, Any, Any, Any]


def example(name: str) -> Wave:
    return load(EXAMPLES / f"{name}.json", ())


def document(wave: Wave, edition: str = "participant", paper: str = "a4") -> Document:
    return build(Material(wave, compare(wave), edition, paper))


def compared(wave: Wave) -> tuple[Wave, Comparison]:
    return wave, compare(wave)


def scale_item(item_id: str, theme: str, scale: Scale = AGREE, **more: Any) -> Item:
    return Item(
        item_id,
        theme,
        ItemType.SCALE,
        text=f"Statement {item_id} holds in our company.",
        guess=f"How far will {{other}} agree with {item_id}?",
        short=f"Statement {item_id}",
        scale=scale,
        **more,
    )


def option_item(item_id: str, theme: str, kind: ItemType, texts: Sequence[str], **more: Any) -> Item:
    return Item(
        item_id,
        theme,
        kind,
        text=f"Which of these is it, {item_id}?",
        guess=f"Which will {{other}} pick for {item_id}?",
        short=f"Choice {item_id}",
        options=tuple(Option(f"o{number}", text) for number, text in enumerate(texts, 1)),
        **more,
    )


def instrument(themes: Mapping[str, Sequence[Item]]) -> Instrument:
    return Instrument(
        id="made-for-tests",
        version=3,
        title="Made for tests",
        language="en",
        sequence=Asked.PAIRED,
        roles=ROLES,
        themes=tuple(Theme(title, title, tuple(items)) for title, items in themes.items()),
    )


def made(
    themes: Mapping[str, Sequence[Item]],
    answers: Mapping[str, Answers],
    *,
    comments: Mapping[str, tuple[SharedComment | None, SharedComment | None]] | None = None,
    **more: Any,
) -> Wave:
    """A wave of that instrument; an answer None is left out."""
    questions = instrument(themes)
    by_a: dict[str, dict[str, Any]] = {}
    by_b: dict[str, dict[str, Any]] = {}
    for item_id, (own_a, own_b, guess_a, guess_b) in answers.items():
        by_a[item_id] = {key: value for key, value in (("cio", own_a), ("cso", guess_a)) if value is not None}
        by_b[item_id] = {key: value for key, value in (("cso", own_b), ("cio", guess_b)) if value is not None}
    notes = comments or {}
    seats = (
        Seat("cio", by_a, name="Ana Ferreira", comments={item: pair[0] for item, pair in notes.items() if pair[0]}),
        Seat("cso", by_b, name="Tom Okafor", comments={item: pair[1] for item, pair in notes.items() if pair[1]}),
    )
    return Wave(questions, more.pop("company", "Northmoor"), questions.items, seats, form=None, **more)


def likert(answers: Sequence[tuple[Any, Any, Any, Any]], per_theme: int = 5) -> Wave:
    """A wave of five-step statements, one for each tuple."""
    ids = [f"S{number}" for number in range(1, len(answers) + 1)]
    themes: dict[str, list[Item]] = {}
    for place, item_id in enumerate(ids):
        theme = f"Theme {place // per_theme + 1}"
        themes.setdefault(theme, []).append(scale_item(item_id, theme))
    return made(themes, dict(zip(ids, answers, strict=True)))


def swapped(wave: Wave) -> Wave:
    """The same wave with the two people in each other's seats: what one said about itself, the other now says."""
    a, b = wave.seats
    other = {a.role: b.role, b.role: a.role}

    def answers(seat: Seat) -> dict[str, dict[str, Any]]:
        return {
            item: {other.get(subject, subject): value for subject, value in by_subject.items()}
            for item, by_subject in seat.answers.items()
        }

    return replace(
        wave,
        seats=(
            replace(b, role=a.role, answers=answers(b)),
            replace(a, role=b.role, answers=answers(a)),
        ),
    )


def dated(wave: Wave) -> Wave:
    """The wave as the two submitted it on known days."""
    a, b = wave.seats
    return replace(wave, seats=(replace(a, submitted=date(2026, 3, 9)), replace(b, submitted=date(2026, 3, 10))))
