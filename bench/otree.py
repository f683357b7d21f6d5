"""oTree with a two-person group and twenty answers each, installed for the bench into a folder that goes afterwards."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Person
from bench.twenty import ARRIVING, SUBMITTING, Taken

FIELDS = 20
#: Seconds that the installation may take.
PATIENCE = 240
SETTINGS = """
SESSION_CONFIGS = [dict(name="pair", app_sequence=["pair"], num_demo_participants=2)]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1.0, participation_fee=0.0, doc="")
PARTICIPANT_FIELDS = SESSION_FIELDS = []
LANGUAGE_CODE, REAL_WORLD_CURRENCY_CODE, USE_POINTS = "en", "USD", True
ADMIN_USERNAME, ADMIN_PASSWORD, DEMO_PAGE_INTRO_HTML, SECRET_KEY = "admin", "", "", "bench"
"""
APP = f"""
from otree.api import *

class C(BaseConstants):
    NAME_IN_URL, PLAYERS_PER_GROUP, NUM_ROUNDS = "pair", 2, 1

class Subsession(BaseSubsession):
    pass

class Group(BaseGroup):
    pass

class Player(BasePlayer):
    pass

for number in range({FIELDS}):
    setattr(Player, f"a{{number}}", models.IntegerField(min=1, max=5))

class Questions(Page):
    form_model = "player"
    form_fields = [f"a{{number}}" for number in range({FIELDS})]

class Both(WaitPage):
    pass

class Done(Page):
    pass

page_sequence = [Questions, Both, Done]
"""
PAGE = "{{ block title }}Bench{{ endblock }}{{ block content }}{{ formfields }}{{ next_button }}{{ endblock }}"
DONE = "{{ block title }}Bench{{ endblock }}{{ block content }}Done{{ endblock }}"


class NotThere(Exception):
    """oTree cannot be measured here; the message says why."""


@dataclass(frozen=True)
class Session:
    """A running oTree with as many pairs of links."""

    address: str
    pairs: list[tuple[str, str]]


@contextmanager
def serving(pairs: int) -> Iterator[Session]:
    """The production server that oTree comes with, on SQLite. Raises NotThere."""
    with tempfile.TemporaryDirectory(prefix="gapcheck-bench-otree-") as folder:
        programs = _installed(Path(folder))
        project = _project(Path(folder))
        environ = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "OTREE_PRODUCTION": "1"}
        quiet = {"cwd": project, "env": environ, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([programs / "otree", "resetdb", "--noinput"], check=True, timeout=60, **quiet)  # type: ignore[call-overload]  # options in one place
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            host = f"127.0.0.1:{probe.getsockname()[1]}"
        server = subprocess.Popen([programs / "otree", "prodserver1of2", host], start_new_session=True, **quiet)  # type: ignore[call-overload]  # options in one place
        try:
            yield _session(f"http://{host}", pairs)
        finally:
            os.killpg(server.pid, 15)  # it starts a second program beside itself
            server.wait(30)


def at_otree(address: str, links: tuple[str, str]) -> Taken:
    """Both of a pair, one after the other: link, a page with all questions, submission."""
    taken = Taken()
    for number, link in enumerate(links):
        person = Person(address, link, number)
        with taken.part(ARRIVING, person):
            path, page = person.follow(link)
        if page.count('name="a') < FIELDS:
            raise NotThere("The page of oTree was not the one with the questions.")
        with taken.part(SUBMITTING, person):
            person.follow(path, {f"a{position}": str(1 + position % 5) for position in range(FIELDS)})
    return taken


def _installed(folder: Path) -> Path:
    """The folder of its programs, in an environment of its own."""
    made = folder / "environment"
    steps = ([sys.executable, "-m", "venv", str(made)], [str(made / "bin" / "pip"), "install", "--quiet", "otree"])
    for step in steps:
        try:
            subprocess.run(step, check=True, capture_output=True, timeout=PATIENCE)
        except (OSError, subprocess.SubprocessError):
            raise NotThere("oTree could not be installed; it needs a network or an index with `otree`.") from None
    return made / "bin"


def _project(folder: Path) -> Path:
    project = folder / "project"
    app = project / "pair"
    for each in (app, project / "_static" / "global", project / "_templates" / "global"):
        each.mkdir(parents=True)
    (project / "settings.py").write_text(SETTINGS)
    (app / "__init__.py").write_text(APP)
    (app / "Questions.html").write_text(PAGE)
    (app / "Done.html").write_text(DONE)
    return project


def _session(address: str, pairs: int) -> Session:
    for _ in range(300):
        try:
            made = _rest(f"{address}/api/sessions", {"session_config_name": "pair", "num_participants": 2 * pairs})
        except OSError:
            time.sleep(0.1)
        else:
            break
    else:
        raise NotThere("oTree did not start.")
    found = _rest(f"{address}/api/get_session/{made['code']}", {})
    links = [f"/InitializeParticipant/{each['code']}" for each in found["participants"]]
    return Session(address, list(zip(links[::2], links[1::2], strict=True)))


def _rest(address: str, sent: dict[str, object]) -> dict[str, list[dict[str, str]]]:
    request = urllib.request.Request(address, json.dumps(sent).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, list[dict[str, str]]] = json.load(answer)
    return found
