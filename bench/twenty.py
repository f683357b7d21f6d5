"""A pair's twenty answers each, timed: from the link to the form, through the questions, to the submission."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape

from bench.load import Person, hidden_fields

#: Pages of the form: each asks for the own view and for the guess.
QUESTIONS = 10
ARRIVING, SUBMITTING = "from the link to the first page", "submit"
ALL = "all of two people's twenty answers"


@dataclass
class Taken:
    """Seconds and requests of one pair, by what they were for; of the parts that both do, those of the later one."""

    seconds: dict[str, float] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def part(self, name: str, person: Person) -> Iterator[None]:
        """Time a part of what somebody does."""
        before, began = person.asked, time.perf_counter()
        yield
        lasted = time.perf_counter() - began
        self.seconds[name] = lasted
        self.requests[name] = person.asked - before
        self.seconds[ALL] = self.seconds.get(ALL, 0.0) + lasted
        self.requests[ALL] += person.asked - before


def at_gapcheck(address: str, links: tuple[str, str]) -> Taken:
    """Both of a pair, one after the other: link, promise, ten questions with own view and guess, submission."""
    taken = Taken()
    for number, link in enumerate(links):
        person = Person(address, link, 60_000 + number)
        with taken.part(ARRIVING, person):
            person.arrive()
        with taken.part("answers", person):
            person.start()
            path, page = person.follow(f"{person.base}SV1")
            for _ in range(QUESTIONS):
                path, page = person.follow(path, {**hidden_fields(page), **first_choices(page), "go": "continue"})
        check = hidden_fields(person.ask(f"{person.base}check")[2])
        with taken.part(SUBMITTING, person):
            person.follow(f"{person.base}submit", check)
    return taken


def first_choices(page: str) -> dict[str, str]:
    """The first choice of every question of a page that offers choices."""
    chosen: dict[str, str] = {}
    for each in re.findall(r'<input type="radio"[^>]*>', page):
        name, value = (re.search(rf' {attribute}="([^"]*)"', each) for attribute in ("name", "value"))
        if name and value:
            chosen.setdefault(unescape(name[1]), unescape(value[1]))
    return chosen
