"""Requests that no page of ours sends are refused as what they are, and change nothing. A seed says which they were."""

from __future__ import annotations

import contextvars
import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import create_environ, run_wsgi_app

from gapcheck.extensions import db
from gapcheck.models import Company
from gapcheck.services.transaction import writing
from tests.web.malformed.hostile import Sent, path_and_query, requests
from tests.web.malformed.world import World

#: Set it to a number to try other requests.
SEED = int(os.environ.get("GAPCHECK_MALFORMED_SEED", "1"))
TRACES = ("Traceback (most recent call last)", "sqlalchemy.exc", 'File "/', "werkzeug.debug", "psycopg.errors")
#: A digest over everything is taken after so many requests, beside those after each that wrote anything.
LOOK_EVERY = 50


@dataclass
class Answer:
    """What came back."""

    status: int
    body: str


def asked(world: World, sent: Sent) -> Answer:
    """Send it as a server would hand it on: nothing is put right on the way, and each begins with nothing."""
    path, query = path_and_query(sent.address)
    environ: dict[str, Any] = create_environ("/", "http://localhost/")
    environ |= {"REQUEST_METHOD": sent.method, "PATH_INFO": path, "QUERY_STRING": query}
    environ |= {"wsgi.input": io.BytesIO(sent.body), "CONTENT_LENGTH": str(len(sent.body))}
    if sent.content_type is not None:
        environ["CONTENT_TYPE"] = sent.content_type
    for name, value in sent.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_LENGTH" else f"HTTP_{key}"] = value
    chunks, status, _ = contextvars.Context().run(run_wsgi_app, world.app, environ, buffered=True)
    db.session.remove()
    return Answer(int(status[:3]), b"".join(chunks).decode("utf-8", "replace"))


def keeps_the_rest(sent: Sent, answer: Answer) -> bool:
    """A question page keeps the one of its two answers that can be kept, and says what is wrong with the other.

    That is a fault in what was typed, or a revision of another tab; what was given to such a page stays in the history.
    """
    return answer.status in (409, 422) and sent.address.startswith("/q/")


def changed(world: World) -> bool:
    """Whether the content is another one than at the beginning. If so, everything is put back."""
    if world.digest_now() == world.digest:
        world.wrote = False
        return False
    assert world.broken_trails() == []
    world.restore()
    return True


def faults_of(world: World, sent: Sent, answer: Answer, look: bool) -> Iterator[str]:
    """What does not hold after a request; counts it in ``world.taken`` where it was taken rightly."""
    if answer.status >= 500:
        yield "failed"
    if any(trace in answer.body for trace in TRACES):
        yield "shows a trace"
    if (world.wrote or look) and changed(world):
        world.taken += 1
        if sent.refused or sent.method != "POST":
            yield "changed something"
        elif answer.status >= 400 and not keeps_the_rest(sent, answer):
            yield "was refused and changed something"


def tried(world: World, seed: int, number: int) -> Counter[str]:
    """Send them all; how many were answered how. Whatever does not hold is named with the request."""
    counted: Counter[str] = Counter()
    faults = []
    for position, sent in enumerate(requests(world, seed, number), 1):
        answer = asked(world, sent)
        counted[f"{answer.status // 100}xx"] += 1
        told = (
            f"{answer.status}, number {position}: {sent.method} {sent.address[:200]} as {sent.who} ({sent.how[:200]})"
        )
        faults += [f"{fault}: {told}" for fault in faults_of(world, sent, answer, position % LOOK_EVERY == 0)]
    assert not faults, f"seed {seed}\n" + "\n".join(faults)
    assert not changed(world)
    assert world.broken_trails() == []
    return counted


@pytest.mark.slow
@pytest.mark.both_databases
def test_malformed_requests_break_and_change_nothing(
    world: World, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Setting everything up costs more than asking; what only PostgreSQL minds has tests of its own beside these.
    number = 1_000 if database == "sqlite" else 150
    counted = tried(world, SEED, number)
    assert counted["4xx"] > number // 2
    assert 0 < world.taken < number // 5  # a form can be right by chance; most must not be, and some must get through
    notices_what_must_not_be(world, monkeypatch)


@pytest.mark.soak
@pytest.mark.both_databases
@pytest.mark.parametrize("tenth", range(1, 11))  # in parts: no single test may take minutes
def test_ten_thousand_malformed_requests_break_and_change_nothing(world: World, tenth: int) -> None:
    counted = tried(world, 100 * SEED + tenth, 1_000)
    print(dict(counted), world.taken)
    assert counted["4xx"] > 500


def notices_what_must_not_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that fails, and one that changes something when it is looked at: each has to be found."""

    def changing() -> str:
        with writing() as session:
            session.execute(update(Company).values(name="Changed by looking"))
        return ""

    sent = Sent("visitor", "GET", "/healthz", "as it is")
    for view, fault in ((lambda: str(1 // 0), "failed"), (changing, "changed something")):
        monkeypatch.setitem(world.app.view_functions, "health.healthz", view)
        assert list(faults_of(world, sent, asked(world, sent), look=False)) == [fault]
