"""The discussion guide: the easy part first, the whole time added up, and nothing asked about what is not there."""

from __future__ import annotations

import pytest

from gapcheck.report.render import page
from tests.report.waves import Answers, document, example, likert

SHARED, HIDDEN, OPEN, UNSEEN, LEFT_OPEN = (4, 4, 4, 4), (4, 4, 1, 4), (5, 1, 1, 5), (5, 1, 5, 1), (None, 4, 4, 4)


@pytest.mark.parametrize(
    ("answers", "kinds", "title"),
    [
        ([SHARED] * 4, ["strengths"], "30 minutes together"),
        ([HIDDEN, OPEN], ["quick_wins", "decide"], "35 minutes together, the easy part first"),
        ([UNSEEN], ["talk"], "30 minutes together"),
        ([LEFT_OPEN], ["missing"], "30 minutes together"),
        ([LEFT_OPEN] * 4, ["missing"], "30 minutes together"),
    ],
    ids=["all agreed", "nothing unseen", "one difference", "one left open", "nothing comparable"],
)
def test_a_part_without_questions_is_left_out(answers: list[Answers], kinds: list[str], title: str) -> None:
    doc = document(likert(answers))
    assert [step.kind for step in doc.guide.steps] == ["opening", *kinds, "commitments"]
    assert doc.guide.finding.title == title
    assert page(doc)


def test_the_title_states_the_sum_of_the_parts() -> None:
    guide = document(example("northmoor-full")).guide
    assert f"{sum(step.minutes for step in guide.steps)} minutes" in guide.finding.title
    assert guide.finding.title.startswith("75 minutes together, the easy part first")


def test_each_hidden_difference_has_a_part_of_its_own_with_its_question() -> None:
    doc = document(example("northmoor-full"))
    talk = [step for step in doc.guide.steps if step.kind == "talk"]
    assert [step.items[0][0] for step in talk] == [line.number for line in doc.minute.talk]
    assert all(len(step.asks) == 1 for step in talk)


def test_the_ground_rules_are_in_the_facilitators_edition_only() -> None:
    participant, facilitator = (
        page(document(example("aldermere-short"), edition)) for edition in ("participant", "facilitator")
    )
    assert "Ground rules" in facilitator
    assert "Ground rules" not in participant
    assert "If it gets stuck" in participant
