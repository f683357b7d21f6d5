"""The content hash: the same for the same content, another for any other, and silent about what is not shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gapcheck.engine import compare
from gapcheck.engine.wave import Commitment, Reopening, ReportLabel, SharedComment, Wave
from gapcheck.report import Brand, Material, content_hash
from gapcheck.vocabulary import Sequence
from tests.report.waves import example, likert

WAVE = likert([(4, 2, 4, 2), (3, 3, 3, 3)])


def digest(wave: Wave, **choice: Any) -> str:
    return content_hash(Material(wave, compare(wave), **choice))


def test_it_is_the_same_for_the_same_data_read_twice() -> None:
    assert digest(example("northmoor-full")) == digest(example("northmoor-full"))


@pytest.mark.parametrize(
    "other",
    [
        likert([(4, 2, 4, 2), (3, 3, 3, 2)]),
        replace(WAVE, company="Another"),
        replace(WAVE, number=2),
        replace(WAVE, facilitator="Ruth"),
        replace(WAVE, report=ReportLabel(1, date(2026, 3, 12))),
        replace(WAVE, commitments=(Commitment("Do it"),)),
        replace(WAVE, parked=(Commitment("Who pays?"),)),
        replace(WAVE, sequence=Sequence.BLOCKED),
        replace(WAVE, seats=(replace(WAVE.seats[0], name="Somebody"), WAVE.seats[1])),
        replace(WAVE, seats=(replace(WAVE.seats[0], reopened=Reopening(date(2026, 3, 9), "Wrong")), WAVE.seats[1])),
    ],
    ids=["answer", "company", "wave", "facilitator", "report", "commitment", "parked", "sequence", "name", "reopened"],
)
def test_every_part_that_is_shown_changes_it(other: Wave) -> None:
    assert digest(other) != digest(WAVE)


def test_edition_and_paper_change_it() -> None:
    every = {
        digest(WAVE, edition=edition, paper=paper)
        for edition in ("participant", "facilitator")
        for paper in ("a4", "letter")
    }
    assert len(every) == 4


def test_whose_name_is_on_the_cover_changes_it() -> None:
    logos = (Brand("Halloran", b"one"), Brand("Halloran", b"two"), Brand("Halloran", b"two", on_white=False))
    brands = (None, Brand("Halloran"), *logos)
    assert len({digest(WAVE, brand=brand) for brand in brands}) == len(brands)


def test_the_wave_before_changes_it() -> None:
    earlier = [None, replace(WAVE, number=1), likert([(4, 4, 4, 2), (3, 3, 3, 3)])]
    assert len({digest(WAVE, previous=wave) for wave in earlier}) == 3


def with_comment(share: bool, text: str = "A private remark") -> Wave:
    a, b = WAVE.seats
    return replace(WAVE, seats=(replace(a, comments={"S1": SharedComment(text, share)}), b))


def test_nobody_can_tell_from_it_that_an_unticked_comment_exists() -> None:
    assert digest(with_comment(share=False)) == digest(WAVE)
    assert digest(with_comment(share=True)) != digest(WAVE)


def test_the_order_in_which_a_set_was_ticked_and_answers_were_given_is_no_content() -> None:
    a, b = WAVE.seats
    turned = replace(a, answers=dict(reversed(list(a.answers.items()))))
    assert digest(replace(WAVE, seats=(turned, b))) == digest(WAVE)
