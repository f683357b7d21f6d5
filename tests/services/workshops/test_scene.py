"""A scene is made of what its step shows, and of nothing else: other answers to come make the very same scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gapcheck.engine import compare
from gapcheck.engine.pairfile import load
from gapcheck.engine.sentences import Pair
from gapcheck.engine.wave import SharedComment, Wave
from gapcheck.services.workshops.scene import Choices, ItemStep, item_scene
from gapcheck.services.workshops.scene_deciding import ScreenDecision
from gapcheck.vocabulary import RevealOrder
from tests.report.hostile import every_type_at_its_longest

EXAMPLES = Path(__file__).parents[3] / "examples"
GUESSES_FIRST, OWN_FIRST = RevealOrder.GUESSES_FIRST, RevealOrder.OWN_FIRST
Answers = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module", params=["golden-pair.json", "northmoor-full.json", "the longest"])
def wave(request: pytest.FixtureRequest) -> Wave:
    """Every answer type between them."""
    if request.param == "the longest":
        return every_type_at_its_longest()
    return load(EXAMPLES / request.param)


def pair_of(wave: Wave) -> Pair:
    return Pair(wave, compare(wave))


def with_answers(wave: Wave, change: Callable[[str, str, Answers], dict[str, dict[str, Any]]]) -> Wave:
    """The wave with each seat's answers changed: ``change(role, other role, answers)``."""
    roles = [seat.role for seat in wave.seats]
    seats = (
        replace(seat, answers=change(seat.role, roles[1 - number], seat.answers))
        for number, seat in enumerate(wave.seats)
    )
    return replace(wave, seats=tuple(seats))


def others(wave: Wave, *, own: bool, guesses: bool) -> Iterator[Wave]:
    """Waves with other own views, other guesses, or both: those of the other person, and none at all."""
    theirs = {seat.role: seat.answers for seat in wave.seats}

    def exchanged(role: str, other: str, answers: Answers) -> dict[str, dict[str, Any]]:
        made = {item: dict(by_subject) for item, by_subject in answers.items()}
        for item, by_subject in made.items():
            beside = theirs[other].get(item, {})
            if own and other in beside and role in by_subject:
                by_subject[role] = beside[other]
            if guesses and role in beside and other in by_subject:
                by_subject[other] = beside[role]
        return made

    def withheld(role: str, other: str, answers: Answers) -> dict[str, dict[str, Any]]:
        kept = {role: not own, other: not guesses}
        return {
            item: {subject: value for subject, value in by_subject.items() if kept[subject]}
            for item, by_subject in answers.items()
        }

    yield with_answers(wave, exchanged)
    yield with_answers(wave, withheld)


@pytest.mark.parametrize(
    ("order", "step", "own", "guesses"),
    [
        (GUESSES_FIRST, 0, True, True),
        (GUESSES_FIRST, 1, True, False),
        (OWN_FIRST, 0, True, True),
        (OWN_FIRST, 1, False, True),
    ],
)
def test_a_step_is_the_same_whatever_the_answers_of_later_steps_are(
    wave: Wave, order: RevealOrder, step: int, own: bool, guesses: bool
) -> None:
    shown = pair_of(wave)
    for other in others(wave, own=own, guesses=guesses):
        twin = pair_of(other)
        for item in wave.items:
            assert item_scene(shown, item.id, step, order, (1, 9)) == item_scene(twin, item.id, step, order, (1, 9))


def test_the_step_after_it_does_tell_them_apart(wave: Wave) -> None:
    shown, twin = pair_of(wave), pair_of(next(others(wave, own=True, guesses=False)))
    apart = [
        item.id
        for item in wave.items
        if item_scene(shown, item.id, 2, GUESSES_FIRST, (1, 9)) != item_scene(twin, item.id, 2, GUESSES_FIRST, (1, 9))
    ]
    assert apart


def test_what_declines_stands_in_words_and_draws_no_gap() -> None:
    scene = item_scene(pair_of(load(EXAMPLES / "golden-pair.json")), "Q8", 2, GUESSES_FIRST, (1, 8))
    assert [(said.speaker, said.about, said.words) for said in scene.said] == [(1, 1, "No firm view")]
    assert scene.verdict == ""
    assert scene.charts is not None
    assert scene.charts.a.chart.bands == ()


def test_a_comment_needs_its_authors_permission_and_the_facilitators_tick() -> None:
    wave = load(EXAMPLES / "golden-pair.json")
    cio, cso = wave.seats
    comments = {"Q2": SharedComment("allowed", True)}, {"Q2": SharedComment("kept private", False)}
    pair = pair_of(replace(wave, seats=(replace(cio, comments=comments[0]), replace(cso, comments=comments[1]))))

    def shown(step: int, *ticked: str) -> list[str]:
        scene = item_scene(pair, "Q2", step, GUESSES_FIRST, (1, 8), Choices(comments=frozenset(ticked)))
        return [comment.words for comment in scene.comments]

    assert shown(3) == []
    assert shown(3, "cio", "cso") == ["allowed"]
    assert shown(2, "cio", "cso") == []


def test_question_and_decision_come_with_their_steps() -> None:
    pair = pair_of(load(EXAMPLES / "golden-pair.json"))
    decided = (ScreenDecision("A named seat", "CIO", date(2030, 4, 30)),)
    scenes = [item_scene(pair, "Q2", step, GUESSES_FIRST, (1, 8), Choices("Why?"), decided) for step in range(5)]
    assert [scene.question for scene in scenes] == ["", "", "", "Why?", "Why?"]
    assert [scene.decisions for scene in scenes] == [(), (), (), (), decided]
    assert [scene.step for scene in scenes] == list(ItemStep)


def test_the_screen_says_first_names_and_the_role_where_those_would_not_tell_the_two_apart() -> None:
    wave = load(EXAMPLES / "northmoor-full.json")

    def names(*given: str) -> list[str]:
        seats = tuple(replace(seat, name=name) for seat, name in zip(wave.seats, given, strict=True))
        people = item_scene(pair_of(replace(wave, seats=seats)), wave.items[0].id, 0, GUESSES_FIRST, (1, 2)).people
        return [person.label for person in people]

    assert names("Ana Ferreira", "Tom Okafor") == ["Ana, CIO", "Tom, CSO"]
    assert names("Ana Ferreira", "Ana Okafor") == ["CIO", "CSO"]
    assert names("Maximiliana-Theodora von Hohenlohe", "Łukasz Wróbel") == ["CIO", "Łukasz, CSO"]
