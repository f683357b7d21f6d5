"""What the engine compares: one wave of answers, whether it came from a pair file or from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gapcheck.instruments.model import Instrument, Item
from gapcheck.vocabulary import Sequence

#: An answer value as it stands in files, database and exports (docs/formats.md). Never decoded here.
Json = Any


@dataclass(frozen=True, slots=True)
class SharedComment:
    """A respondent's comment on an item, with the author's tick that it may be shown in the report."""

    text: str
    share: bool = False


@dataclass(frozen=True, slots=True)
class Reopening:
    """When answers that had been submitted were opened again, and why, in the facilitator's words."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One role's answers in a wave.

    ``answers[item][subject]`` is the value that this role gave about ``subject``: about itself the own view, about
    another role the guess. An answer that was never given has no key.
    """

    role: str
    answers: Mapping[str, Mapping[str, Json]]
    name: str | None = None
    submitted: date | None = None
    comments: Mapping[str, SharedComment] = field(default_factory=dict)
    #: The last one, which the report notes; None where the first submission stood.
    reopened: Reopening | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the two decided to do. ``owner`` is a role id."""

    text: str
    owner: str | None = None
    due: date | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class ReportLabel:
    """Number and date of a report: part of the data, so that the same data gives the same bytes."""

    number: int | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """One dated run of an instrument. ``items`` are those of the form in questionnaire order; seats in role order."""

    instrument: Instrument
    company: str
    items: tuple[Item, ...]
    seats: tuple[Seat, ...]
    number: int = 1
    form: str | None = "full"
    sequence: Sequence = Sequence.PAIRED
    facilitator: str | None = None
    report: ReportLabel = ReportLabel()
    commitments: tuple[Commitment, ...] = ()
    #: Questions that the two left open in their workshop: text, who finds out, until when.
    parked: tuple[Commitment, ...] = ()

    def seat(self, role_id: str) -> Seat:
        """The seat of that role. Raises KeyError."""
        for seat in self.seats:
            if seat.role == role_id:
                return seat
        raise KeyError(role_id)
