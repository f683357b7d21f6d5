"""Every case that allows no ordinary headline: what the pages say instead, and which pages are left out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from markupsafe import escape

from gapcheck.report.pages import Document
from gapcheck.report.render import page
from tests.report.waves import Answers, document, example, likert

CANNOT_SAY, NO_VIEW = {"no_answer": "cannot_say"}, {"no_answer": "no_firm_view"}
SHARED, OPEN, UNSEEN = (4, 4, 4, 4), (5, 1, 1, 5), (5, 1, 5, 1)


@dataclass(frozen=True)
class Case:
    """Answers, the headline that they allow, the map's title (None: no map), whether counts and a hidden list show."""

    answers: list[Answers]
    headline: str
    map: str | None
    counts: bool
    families: tuple[str, ...]


CASES = {
    "all agreed": Case(
        [SHARED] * 12,
        "You agree on all 12 questions, and both of you know it",
        "All 12 questions are shared ground",
        True,
        ("Shared ground",),
    ),
    "nothing agreed": Case(
        [OPEN] * 12,
        "You differ on all 12 questions, and each knows the other's view",
        "All 12 questions are open differences",
        True,
        ("Open difference",),
    ),
    "few answers": Case(
        [SHARED] * 3 + [(NO_VIEW, 4, 4, 4), (4, NO_VIEW, 4, 4), (None, 4, 4, 4), (4, 4, None, 4)] * 3,
        "Only 3 of 15 questions could be compared",
        "All 3 questions that could be compared are shared ground",
        False,
        ("Shared ground",),
    ),
    "one side declined much": Case(
        [SHARED] * 5 + [(4, 4, CANNOT_SAY, 4)] * 9 + [(4, 4, 4, CANNOT_SAY)],
        "The CIO preferred not to predict on 9 of 15 questions",
        "All 5 questions that could be compared are shared ground",
        False,
        ("Shared ground",),
    ),
    "not better than luck": Case(
        [UNSEEN] * 10 + [SHARED] * 2,
        "You agree on 2 of 12 questions, no more than luck alone would often give",
        "2 of 12 questions are shared ground; 10 are hidden differences",
        True,
        ("Hidden difference", "Shared ground"),
    ),
    "nothing comparable": Case([(None, 4, 4, 4)] * 12, "No question could be compared", None, False, ()),
}


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture(params=["participant", "facilitator"])
def doc(case: Case, request: pytest.FixtureRequest) -> Document:
    return document(likert(case.answers), request.param)


def test_the_headline_says_what_can_be_said(case: Case, doc: Document) -> None:
    assert doc.minute.finding.title == case.headline
    assert bool(doc.minute.counts) is case.counts


def test_the_map_shows_what_could_be_compared_or_is_left_out(case: Case, doc: Document) -> None:
    assert (doc.map.finding.title if doc.map else None) == case.map


def test_families_without_questions_have_no_page(case: Case, doc: Document) -> None:
    assert tuple(family.title for family in doc.families) == case.families


def test_the_pages_can_be_set_and_hold_no_empty_picture(case: Case, doc: Document) -> None:
    html = page(doc)
    assert escape(case.headline) in html.replace(" <br />", " ")
    assert "Alignment map" in html or case.map is None
    assert ("Talk about these first" in html) is bool(case.families)
    assert all(family.cards for family in doc.families)
    assert all(row.tiles is not None for row in doc.minute.families if row.numbers)


def test_a_few_answers_of_a_real_questionnaire_say_so() -> None:
    assert document(example("halden-short")).minute.finding.title == "Only 3 of 18 questions could be compared"
