"""Who a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gapcheck.engine.wave import Reopening


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two: ``index`` 0 or 1 in role order, the role's short title and full name, and what else is known."""

    index: int
    title: str
    role: str
    name: str | None
    submitted: date | None
    reopened: Reopening | None
