"""Kills the whole server while respondents save, again and again, and counts acknowledged answers that are gone.

    python -m tests.durability.driver --kills 5

Each client is a respondent who saves one item after the other and remembers every acknowledgement. After each kill
the database is opened and compared: each acknowledged value must be in the history under its revision, and the
current value must be no older than the newest acknowledged one. ``--sabotage late|batched`` runs a build that
acknowledges first and commits later; the driver must catch it. A kill proves nothing about a power cut: that the
database waits for the disk is checked where its settings are.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from gapcheck.extensions import db
from tests.acting import make_facilitator, make_pair
from tests.durability.client import Client
from tests.durability.evidence import Lost, missing
from tests.durability.server import SABOTAGED, WHOLE, Server
from tests.instances import made, running
from tests.serving import free_port
from tests.web.respond.conftest import Person, entered

CLIENTS = 50


@dataclass
class Outcome:
    """What a run has found."""

    acknowledged: int = 0
    kills: int = 0
    lost: set[Lost] = field(default_factory=set)
    #: Seconds from each start of the server to its first answer.
    ready: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.acknowledged} acknowledged saves, {len(self.lost)} lost; "
            f"ready again within {max(self.ready):.1f} s"
        )


def run(kills: int, clients: int = CLIENTS, *, sabotage: str | None = None, seed: int = 1) -> Outcome:
    """Kill the server that many times under load; what was acknowledged and what of it was lost."""
    with (
        tempfile.TemporaryDirectory(prefix="gapcheck-kill-") as folder,
        _instance(Path(folder) / "instance") as (app, environ),
    ):
        people = _respondents(app, clients)
        db.session.remove()
        planted = {**environ, "SABOTAGE": sabotage} if sabotage else environ
        server = Server(SABOTAGED if sabotage else WHOLE, free_port(), planted)
        return _kill_again_and_again(server, people, kills, seed)


def _kill_again_and_again(server: Server, people: list[Person], kills: int, seed: int) -> Outcome:
    chance, outcome, stop = random.Random(seed), Outcome(), threading.Event()  # noqa: S311  # when to kill, no secret
    clients = [Client(person, server.port, stop, seed + number) for number, person in enumerate(people)]
    outcome.ready.append(server.start())
    for client in clients:
        client.start()
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.5, 2.0))
            server.kill()
            outcome.kills += 1
            outcome.lost.update(missing(clients))
            outcome.ready.append(server.start())
    finally:
        stop.set()
        for client in clients:
            client.join()
        server.kill()
    outcome.lost.update(missing(clients))
    outcome.acknowledged = sum(len(values) for client in clients for values in client.acknowledged.values())
    return outcome


@contextmanager
def _instance(folder: Path) -> Iterator[tuple[Flask, dict[str, str]]]:
    """A new instance, opened in this process for setting up and for looking afterwards."""
    environ = {"GAPCHECK_INSTANCE": str(folder), "GAPCHECK_BASE_URL": "http://localhost"}
    with running(made(environ)) as app:
        yield app, environ


def _respondents(app: Flask, count: int) -> list[Person]:
    """That many people, two to an engagement, who have read the promise."""
    facilitator = make_facilitator()
    people = []
    for number in range(count // 2):
        pair = make_pair(facilitator, f"Company {number}")
        people += [entered(app, pair, role) for role in ("cio", "cso")]
    for person in people:
        person.starts()
    return people


def main() -> int:
    """The command: exit code 1 where anything was lost."""
    parser = argparse.ArgumentParser(description="Kill the server under load; count what is gone.")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument(
        "--sabotage", choices=("late", "batched"), help="run a build that acknowledges before it commits"
    )
    options = parser.parse_args()
    outcome = run(options.kills, options.clients, sabotage=options.sabotage)
    sys.stdout.write(f"{outcome}\n")
    return 1 if outcome.lost else 0


if __name__ == "__main__":
    sys.exit(main())
