"""What moved since the wave before: the same two people, the same questions, and nothing where that is not so."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from gapcheck.charts import LIGHT
from gapcheck.engine import compare
from gapcheck.engine.wave import Commitment, Wave
from gapcheck.faults import InputFaults
from gapcheck.report import Material
from gapcheck.report.document import build
from gapcheck.report.moved import MOST_COLUMNS, MovedPage
from gapcheck.report.render import page, render
from tests.report import printed
from tests.report.test_document import texts
from tests.report.waves import Answers, example, likert, swapped

SHARED, HIDDEN, OPEN, UNSEEN = (4, 4, 4, 4), (4, 4, 1, 4), (5, 1, 1, 5), (5, 1, 5, 1)
FIRST, SECOND = example("northmoor-full"), example("northmoor-full-2")


def second(answers: list[Answers], **more: object) -> Wave:
    return replace(likert(answers), number=2, **more)  # type: ignore[arg-type]  # the fields of a wave


def moved(before: Wave, now: Wave, edition: str = "participant") -> MovedPage:
    doc = build(Material(now, compare(now), edition, previous=before))
    assert page(doc)
    assert doc.moved is not None
    return doc.moved


def test_a_first_wave_has_no_such_page() -> None:
    assert build(Material(FIRST, compare(FIRST))).moved is None


def test_the_table_counts_every_question_that_both_waves_can_compare_once() -> None:
    found = moved(FIRST, SECOND)
    cells = [cell for row in found.table.rows for cell in row.cells if cell]
    numbers = sorted(number for cell in cells for number in cell.numbers)
    assert sum(cell.count for cell in cells) == len(numbers) == len(set(numbers)) == 25
    assert "21 of 25, after 9" in found.finding.title


def test_the_lists_are_those_of_the_movement() -> None:
    found = moved(FIRST, SECOND)
    assert {each.title: len(each.items) for each in found.lists} == {
        "Became known": 7,
        "Became shared": 6,
        "Newly different": 3,
        "Unchanged and open": 4,
    }
    assert found.lists[0].items[0].sentence == "From “Difference read differently by the CIO” to “Open difference”."


def test_a_list_that_holds_nothing_is_left_out() -> None:
    found = moved(likert([HIDDEN, SHARED]), second([SHARED, SHARED]))
    assert [each.title for each in found.lists] == ["Became known"]


def test_only_marks_that_moved_stand_behind_in_grey() -> None:
    (known,) = moved(likert([HIDDEN]), second([SHARED])).lists
    (ghost,) = known.items[0].picture.before
    assert (ghost.about, ghost.speaker, ghost.own) == (1, 0, False)


def test_many_states_are_told_line_by_line() -> None:
    kinds: list[Answers] = [
        SHARED, HIDDEN, (4, 4, 4, 1), (4, 4, 1, 1), OPEN, UNSEEN, (5, 1, 1, 1), (5, 1, 5, 5), (5, 1, 3, 3)
    ]  # fmt: skip
    found = moved(likert(kinds), second(kinds))
    assert len(found.table.columns) > MOST_COLUMNS
    assert found.table.wide
    assert all(row.unchanged is not None for row in found.table.rows)


def test_nothing_comparable_in_both_waves_says_so_and_draws_no_table() -> None:
    found = moved(likert([SHARED, (None, 4, 4, 4)]), second([(None, 4, 4, 4), SHARED]))
    assert found.finding.title == "No question can be compared in both waves"
    assert (found.table, found.lists) == (None, ())


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        ([1], "The CSO is another person than in wave 1, so nothing is set beside it"),
        ([0, 1], "Both of you are others than in wave 1, so nothing is set beside it"),
    ],
)
def test_no_trend_crosses_a_change_of_the_person_in_a_seat(changed: list[int], title: str) -> None:
    before = replace(likert([UNSEEN]), commitments=(Commitment("Meet weekly", "cio"),))
    now = second([SHARED])
    seats = (replace(seat, name="Somebody New") if place in changed else seat for place, seat in enumerate(now.seats))
    now = replace(now, seats=tuple(seats))
    found = moved(before, now)
    assert found.finding.title == title
    assert (found.table, found.lists, found.commitments) == (None, (), ())
    assert not any("Meet weekly" in text for text in texts(asdict(found)))


def test_waves_of_different_questions_are_refused() -> None:
    with pytest.raises(InputFaults):
        moved(example("golden-pair"), second([SHARED]))


def test_the_commitments_are_those_of_the_wave_before() -> None:
    found = moved(FIRST, SECOND)
    assert [each.owner for each in found.commitments] == ["CIO", "CSO", ""]
    assert found.commitments[0].evidence == "The next three projects have security in their first meeting."


def test_swapped_seats_give_the_same_lists() -> None:
    there, back = moved(FIRST, SECOND), moved(swapped(FIRST), swapped(SECOND))
    assert there.finding == back.finding
    assert [[item.number for item in each.items] for each in there.lists] == [
        [item.number for item in each.items] for each in back.lists
    ]


@pytest.mark.slow
def test_it_is_set_whole_and_in_grey_behind(tmp_path: Path) -> None:
    made = render(build(Material(SECOND, compare(SECOND), previous=FIRST)))
    path = tmp_path / "second.pdf"
    path.write_bytes(made.pdf)
    found = printed.Printed(path, made.complaints)
    assert found.complaints == ()
    assert [pair for sheet in found.pages for pair in printed.overlapping(sheet)] == []
    text = printed.unspaced(found.text)
    for words in ("What became of the commitments of wave 1", "Became known", "The next three projects have security"):
        assert printed.unspaced(words) in text
    figures = [tag for tag in found.tags.walk() if tag.kind == "/Figure"]
    assert all(tag.alt for tag in figures)


def test_a_mark_of_last_time_is_drawn_in_the_grey_that_no_speaker_has() -> None:
    html = page(build(Material(SECOND, compare(SECOND), previous=FIRST)))
    drawn = [b64decode(each).decode() for each in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", html)]
    grey = [mark for svg in drawn for mark in re.findall(r'<[^>]*class="ghost[^>]*>', svg)]
    assert grey
    assert all(LIGHT.control in mark and LIGHT.a not in mark and LIGHT.b not in mark for mark in grey)
