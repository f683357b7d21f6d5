"""The page model of a whole report: what stands on each page, as words, numbers and laid-out charts.

Templates only set it. A page without data is None or empty, and the templates leave it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gapcheck.charts import Example, Fingerprint
from gapcheck.report.alignment import MapPage
from gapcheck.report.back_pages import AppendixTheme, Decided, Method, Survey, Words
from gapcheck.report.brand import Brand
from gapcheck.report.finding_pages import FamilySection, Minute, MissingSection, Preparation, ThemeSection
from gapcheck.report.focus import FocusPage
from gapcheck.report.guide import Guide
from gapcheck.report.moved import MovedPage
from gapcheck.report.people import Person
from gapcheck.vocabulary import Edition


@dataclass(frozen=True, slots=True)
class Cover:
    """The pair's own picture; None where no two own views can be compared."""

    fingerprint: Fingerprint | None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report, ready to be set. ``footer`` holds only what the data names; today's date is no part of it."""

    language: str
    title: str
    company: str
    edition: Edition
    paper: str
    created: date | None
    facilitator: str | None
    brand: Brand | None
    a: Person
    b: Person
    facts: tuple[str, ...]
    footer: tuple[str, ...]
    cover: Cover
    minute: Minute
    map: MapPage | None
    example: Example
    themes: tuple[ThemeSection, ...]
    focus: FocusPage | None
    families: tuple[FamilySection, ...]
    missing: MissingSection | None
    moved: MovedPage | None
    surveys: tuple[Survey, ...]
    guide: Guide
    commitments: tuple[Decided, ...]
    parked: tuple[Decided, ...]
    preparation: Preparation | None
    words: tuple[Words, ...]
    method: Method
    appendix: tuple[AppendixTheme, ...]
