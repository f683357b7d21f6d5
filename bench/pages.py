"""How long a question page takes, in process and through the server, and how many bytes it has."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from bench.figure import Figure, milliseconds, seconds_a_call
from gapcheck import config
from gapcheck.app import create_app
from gapcheck.services import engagements, instruments, overview, schema, workspaces
from gapcheck.services.seating import Person
from gapcheck.vocabulary import Membership

ITEM = "GR1"
MOST_IN_PROCESS, MOST_THROUGH_SERVER, MOST_BYTES = 0.005, 0.025, 40 * 1024


def figures() -> Iterator[Figure]:
    """A question page of the short form, beside a page without a database."""
    with tempfile.TemporaryDirectory(prefix="gapcheck-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        environ = {"GAPCHECK_INSTANCE": folder, "GAPCHECK_BASE_URL": address}
        link = prepare(environ)
        probe.close()
        with serving(address, environ):
            visitor = Visitor()
            page = visitor.enter(link) + ITEM
            body = visitor.get(page)
            anchor = seconds_a_call(lambda: visitor.get(f"{address}/healthz"))
            served = seconds_a_call(lambda: visitor.get(page))
        inside = in_process(environ, visitor, page)
    constant = f"/healthz, a page without a database, takes {milliseconds(anchor)} through the server"
    yield Figure("question page, in process", milliseconds(inside), "at most 5 ms", inside <= MOST_IN_PROCESS)
    yield Figure(
        "question page, through the server",
        milliseconds(served),
        "at most 25 ms",
        served <= MOST_THROUGH_SERVER,
        constant,
    )
    yield Figure("question page, HTML", f"{len(body) / 1024:.1f} KB", "at most 40 KB", len(body) <= MOST_BYTES)


def prepare(environ: dict[str, str]) -> str:
    """A new instance with one open pair; a personal link into it."""
    schema.make_instance(config.load(environ))
    settings = config.load(environ)
    app = create_app(settings)
    with app.app_context():
        schema.bring_up_to_date()
        workspace = workspaces.add_workspace("Bench")
        user = workspaces.add_member("bench@sample.example", "Bench", "Bench", Membership.OWNER)
        facilitator = workspaces.facilitator(user, workspace)
        people = {"cio": Person("Ada"), "cso": Person("Ben")}
        instrument = instruments.find(instruments.DEFAULT)
        made = engagements.create(facilitator, "Bench", people, instrument, form="short")
        link = overview.engagement(facilitator, made.engagement_id).seats[0].link
    assert link is not None
    return link


@contextmanager
def serving(address: str, environ: dict[str, str], log: IO[bytes] | None = None) -> Iterator[None]:
    """``gapcheck serve`` while the block runs; its log goes where the caller says, else to the terminal."""
    port = str(urllib.parse.urlsplit(address).port)
    command = [sys.executable, "-m", "gapcheck", "serve", "--port", port]
    server = subprocess.Popen(
        command, env=os.environ | environ, cwd=environ["GAPCHECK_INSTANCE"], stdout=subprocess.DEVNULL, stderr=log
    )
    try:
        wait_until_ready(address)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def wait_until_ready(address: str) -> None:
    """Return when the server answers. Raises TimeoutError after half a minute."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
        except OSError:  # not there yet, or still starting
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


class Visitor:
    """A browser without a screen: keeps cookies, opens a personal link, acknowledges the promise."""

    def __init__(self) -> None:
        self.cookies = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies)).open

    def get(self, address: str) -> bytes:
        """The body of a page."""
        with self._open(address, timeout=30) as answer:
            body: bytes = answer.read()
        return body

    def enter(self, link: str) -> str:
        """Use the link; the address of the respondent's pages."""
        start = self._press(link, link)
        self._press(start, start)
        return start

    def _press(self, page: str, action: str) -> str:
        """Post the hidden fields of a page's form; the address that it led to."""
        named = hidden_fields(self.get(page).decode())
        request = urllib.request.Request(action, urllib.parse.urlencode(named).encode(), {"Referer": page})
        with self._open(request, timeout=30) as answer:
            address: str = answer.geturl()
        return address


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page by name."""
    fields = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    return {name(field, "name"): name(field, "value") for field in fields}


def name(field: str, attribute: str) -> str:
    """An attribute of a tag; empty where it has none."""
    found = re.search(rf'{attribute}="([^"]*)"', field)
    return found[1] if found else ""


def in_process(environ: dict[str, str], visitor: Visitor, page: str) -> float:
    """Seconds for the same page from the application itself, without a server."""
    app = create_app(config.load(environ))
    client = app.test_client(use_cookies=False)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    path = urllib.parse.urlsplit(page).path

    def ask() -> None:
        answer = client.get(path, headers={"Cookie": cookies}, base_url=environ["GAPCHECK_BASE_URL"])
        assert answer.status_code == 200, answer.status

    return seconds_a_call(ask)
