"""The wording rules, held over every sentence that random pairs of every answer type give rise to."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings

from gapcheck.engine.pairfile import load
from gapcheck.engine.wave import Wave
from gapcheck.paths import EXAMPLES
from tests.engine.samples import pair_waves
from tests.engine.sentences.told import (
    clauses,
    everything,
    names_swapped,
    own_part,
    pair_of,
    people_swapped,
    with_plain_words,
)

BANNED = (
    "wrong",
    "fail",
    "fails",
    "failed",
    "failure",
    "misunderstand",
    "misunderstands",
    "misunderstood",
    "blame",
    "ignorant",
    "poor",
    "poorly",
    "bad",
    "badly",
    "significant",
    "significantly",
    "proves",
    "proved",
    "prove",
    "because",
    "score",
    "scores",
    "blind spot",
    "misjudged",
    "misjudges",
    "average",
    "norm",
    "above",
    "below",
    "industry",
    "grade",
    "reality",
    "weak",
    "lack",
    "lacks",
    "improved",
    "improvement",
    "caused",
    "causes",
    "therefore",
    "should have",
    "unfortunately",
)
#: "an average share" describes how an item is compared; it is no benchmark.
EXEMPT = ("same_words", "measure_words", "reference_sentence", "reference_answers")

of_random_pairs = given(wave=pair_waves().map(with_plain_words))
examples = pytest.mark.parametrize(
    "path", [EXAMPLES / "northmoor-full.json", EXAMPLES / "halden-short.json", EXAMPLES / "golden-pair.json"],
    ids=lambda path: path.stem,
)  # fmt: skip


def banned_words(wave: Wave) -> list[tuple[str, str, str]]:
    found = []
    for name, text in everything(pair_of(wave)):
        if not name.startswith(EXEMPT):
            words = own_part(text).lower()
            found += [(word, name, text) for word in BANNED if re.search(rf"\b{word}\b", words)]
    return found


@of_random_pairs
def test_no_banned_word_is_ever_said(wave: Wave) -> None:
    assert banned_words(wave) == []


@examples
def test_no_banned_word_is_said_about_the_examples(path: Path) -> None:
    assert banned_words(load(path)) == []


def told_as_if_swapped(wave: Wave) -> tuple[Counter[str], Counter[str]]:
    """What is said of a pair with its names swapped in the text, and of the pair with its people swapped."""
    original, swapped = everything(pair_of(wave)), everything(pair_of(people_swapped(wave)))
    as_if: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for _, text in original:
        as_if += clauses(names_swapped(own_part(text)))
    for _, text in swapped:
        found += clauses(own_part(text))
    return as_if, found


@settings(max_examples=100)
@of_random_pairs
def test_swapping_the_two_people_swaps_their_names_and_nothing_else(wave: Wave) -> None:
    as_if, found = told_as_if_swapped(wave)
    assert found == as_if


@examples
def test_swapping_the_two_people_of_an_example_swaps_their_names_and_nothing_else(path: Path) -> None:
    wave = load(path)
    without_references = [text for name, text in everything(pair_of(wave)) if not name.startswith("reference")]
    swapped = [text for name, text in everything(pair_of(people_swapped(wave))) if not name.startswith("reference")]
    assert sum((clauses(own_part(text)) for text in swapped), Counter()) == sum(
        (clauses(names_swapped(own_part(text))) for text in without_references), Counter()
    )


@of_random_pairs
def test_every_text_is_finished_prose(wave: Wave) -> None:
    for name, text in everything(pair_of(wave)):
        said = own_part(text)
        assert text == text.strip(), name
        assert not re.search(r"  |\.\.|;;|,,| [.,;:]|\{|\}|None\b|\(\)", said), (name, text)
        assert not re.search(r"\bitems?\b", said), (name, text)
        if name.endswith(" title"):
            assert said[0].isupper() or said[0].isdigit() or said[0] == "“", (name, text)
            assert not said.endswith("."), (name, text)
        if name.endswith(" deck") or name.startswith(("item_sentence", "short_sentence", "next_step", "absence")):
            assert said.endswith((".", "”")), (name, text)


@of_random_pairs
def test_one_is_one_and_more_are_more(wave: Wave) -> None:
    nouns = "question|step|option|point|difference|agreement"
    for name, text in everything(pair_of(wave)):
        said = own_part(text)
        assert not re.search(rf"(?<![\d.])1 ({nouns})s\b", said), (name, text)
        assert not re.search(rf"(?<![\d.])(?!1\b)\d+ ({nouns})\b", said), (name, text)


@of_random_pairs
def test_no_percentage_is_given(wave: Wave) -> None:
    assert [text for _, text in everything(pair_of(wave)) if "%" in own_part(text)] == []


@of_random_pairs
def test_the_two_are_called_by_their_roles_and_never_by_name(wave: Wave) -> None:
    named = Wave(
        wave.instrument, wave.company, wave.items,
        tuple(type(seat)(seat.role, seat.answers, name=f"Xaver {seat.role}") for seat in wave.seats),
    )  # fmt: skip
    assert list(everything(pair_of(named))) == list(everything(pair_of(wave)))
