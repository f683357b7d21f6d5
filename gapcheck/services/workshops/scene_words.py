"""What a screen says of the answers that a step shows: names, the words at the marks, and answers that are no mark."""

from __future__ import annotations

from dataclasses import dataclass

from gapcheck.charts.room import FourWords, Key
from gapcheck.engine.result import Both
from gapcheck.engine.sentences import ItemFacts, Pair
from gapcheck.engine.wave import Json
from gapcheck.instruments.answers import Decoded
from gapcheck.services.workshops.scene_charts import Shown
from gapcheck.vocabulary import OTHER

#: First names longer than this, and equal ones, give way to the role.
LONGEST_FIRST_NAME = 14


@dataclass(frozen=True, slots=True)
class ScreenPerson:
    """One of the two on the screen: ``name`` is the first name, or the role where that says more."""

    name: str
    title: str

    @property
    def label(self) -> str:
        """``Ana, CIO``."""
        return self.name if self.name == self.title else f"{self.name}, {self.title}"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that is no point of a chart, in words: ``speaker`` about ``about``, 0 or 1 each."""

    speaker: int
    about: int
    words: str


def people_of(pair: Pair) -> Both[ScreenPerson]:
    """The two as the screen names them."""
    names = []
    for role, title in zip(pair.comparison.pair, pair.titles, strict=True):
        first = (pair.wave.seat(role).name or "").split()[:1]
        names.append(first[0] if first and len(first[0]) <= LONGEST_FIRST_NAME else title)
    if names[0] == names[1]:
        names = list(pair.titles)
    return Both(*(ScreenPerson(name, title) for name, title in zip(names, pair.titles, strict=True)))


def _guessed(people: Both[ScreenPerson], speaker: int) -> str:
    """``Tom guessed Ana``."""
    names = (people.a.name, people.b.name)
    return f"{names[speaker]} guessed {names[1 - speaker]}"


def name_of(said: Said, people: Both[ScreenPerson]) -> str:
    """Who speaks, and about whom: ``Ana, CIO`` of the own view, ``Tom guessed Ana`` of a guess."""
    return _guessed(people, said.speaker) if said.speaker != said.about else (people.a, people.b)[said.speaker].label


def words(facts: ItemFacts, people: Both[ScreenPerson], shown: Shown) -> FourWords:
    """What stands at the marks of a row. A number is written out: its place on the axis would have to be estimated."""
    measured = facts.item.scale is None

    def at(label: str, words: str, value: object) -> str:
        if value is None:
            return ""
        return f"{label}: {words}" if measured else label

    return FourWords(
        own_a=at(people.a.label, facts.own_words.a, shown.own_a),
        own_b=at(people.b.label, facts.own_words.b, shown.own_b),
        guess_a=at(_guessed(people, 0), facts.guess_words.a, shown.guess_a),
        guess_b=at(_guessed(people, 1), facts.guess_words.b, shown.guess_b),
    )


def key(people: Both[ScreenPerson], *, guesses: bool, own: bool) -> Key:
    """The names of the marks: for each person's view the own one, and the guess that the other made of it."""
    views = (people.a.label, people.b.label)
    expected = (_guessed(people, 1), _guessed(people, 0))
    nothing = ("", "")
    return Key(own=views if own else nothing, guess=expected if guesses else nothing, most=(views, expected))


def told(facts: ItemFacts, *, guesses: bool, own: bool) -> tuple[Said, ...]:
    """Every answer that the step shows, in words: for those who listen to the screen."""
    told = []
    if own:
        told += [Said(person, person, words) for person, words in enumerate(facts.own_words)]
    if guesses and facts.item.closed:
        told += [Said(person, 1 - person, words) for person, words in enumerate(facts.guess_words)]
    return tuple(told)


def said(facts: ItemFacts, *, guesses: bool, own: bool) -> tuple[Said, ...]:
    """Of what is told, what no chart can show: answers that decline or are missing, own words, and texts."""
    answers = {(person, person): each for person, each in enumerate(zip(facts.own_values, facts.own, strict=True))}
    for person, guess in enumerate(zip(facts.guess_values, facts.guess, strict=True)):
        answers[person, 1 - person] = guess
    return tuple(
        each
        for each in told(facts, guesses=guesses, own=own)
        if not facts.item.closed or _beside_the_chart(*answers[each.speaker, each.about])
    )


def _beside_the_chart(value: Decoded | None, answer: Json | None) -> bool:
    return value is None or _in_own_words(answer)


def _in_own_words(answer: Json | None) -> bool:
    return isinstance(answer, dict) and answer.get("option") == OTHER and bool(answer.get("text"))


def comments(pair: Pair, facts: ItemFacts, chosen: frozenset[str]) -> tuple[Said, ...]:
    """The comments that their author allows to be shown and that the facilitator has ticked besides."""
    shown = []
    for person, role in enumerate(pair.comparison.pair):
        comment = pair.wave.seat(role).comments.get(facts.item.id)
        if comment is not None and comment.share and role in chosen and comment.text.strip():
            shown.append(Said(person, person, comment.text))
    return tuple(shown)
