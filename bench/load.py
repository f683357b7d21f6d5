"""Respondents who answer all at once: a client with threads, to be run as a process of its own beside the server.

``python -m bench.load`` reads what to do as JSON from its input and prints as JSON how long each save took.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
import threading
import time
import urllib.parse
from dataclasses import asdict, dataclass, field
from html import unescape
from http.cookies import SimpleCookie

ITEM = "SV1"
POSITIONS = 5
#: Seconds after which a server may have given up a connection, so that a browser opens another one.
IDLE = 1.5
#: Who enter at the same time: entering is not what is measured here.
AT_THE_DOOR = 8


class Person:
    """A browser of one respondent with an address of its own, as behind a proxy."""

    def __init__(self, address: str, link: str, number: int) -> None:
        self._connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=60)
        self._forwarded = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._cookies: dict[str, str] = {}
        self._link = urllib.parse.urlsplit(link).path
        self.base = ""
        self._last = 0.0
        #: Requests so far.
        self.asked = 0

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the body of one request; with fields it is a post."""
        headers = {"X-Forwarded-For": self._forwarded}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.asked += 1
        if time.monotonic() - self._last > IDLE:
            self._connection.close()  # the next request opens it again
        self._connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self._last = time.monotonic()
        for given in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(given).items()})
        return answer.status, answer.headers.get("Location") or "", text

    def follow(self, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """Ask, go where it leads; the address and the page there. Raises OSError for an answer that is no page."""
        status, location, text = self.ask(path, fields)
        while status in (302, 303, 307):
            path = urllib.parse.urlsplit(location).path
            status, location, text = self.ask(path)
        if status != 200:
            raise OSError(f"{status} for a request of the bench")
        return path, text

    def arrive(self) -> None:
        """From the link to the first page of the form."""
        path, _ = self.follow(self._link, hidden_fields(self.ask(self._link)[2]))
        self.base = "/".join(path.split("/")[:3]) + "/"

    def start(self) -> None:
        """Acknowledge the promise, unless that was done before."""
        status, _, page = self.ask(self.base)
        if status == 200:
            self.follow(self.base, hidden_fields(page))

    def question(self, item: str) -> dict[str, str]:
        """The fields that the page of an item sends along."""
        return hidden_fields(self.ask(self.base + item)[2])


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page by name."""
    found = {}
    for each in re.findall(r'<input[^>]*type="hidden"[^>]*>', page):
        name, value = (re.search(rf'{attribute}="([^"]*)"', each) for attribute in ("name", "value"))
        if name:
            found[unescape(name[1])] = unescape(value[1]) if value else ""
    return found


@dataclass
class Tally:
    """What the client saw: seconds of every save, answers that were no success, saves that were told and not kept."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    #: What was no success, by its status and the end of its text, so that a rare one can be understood.
    refusals: dict[str, int] = field(default_factory=dict)
    lost: int = 0


def keeps_saving(
    person: Person, fields: dict[str, str], first: float, every: float, until: float, tally: Tally
) -> None:
    """Save every so many seconds, as autosave does; at the end look whether what was told is what is kept."""
    own, told, position = _own(fields), None, 0
    time.sleep(max(0.0, first - time.monotonic()))
    due = first
    while due < until:
        position = position % POSITIONS + 1
        began = time.monotonic()
        status, _, body = person.ask(f"{person.base}{ITEM}/save", {**fields, f"answer.{own}": str(position)})
        tally.seconds.append(time.monotonic() - began)
        if status == 200 and json.loads(body)["saved"]:
            told = position
            fields.update({f"revision.{subject}": str(at) for subject, at in json.loads(body)["revisions"].items()})
        else:
            tally.failed += 1
            refusal = f"{status}: {body[-200:]}"
            tally.refusals[refusal] = tally.refusals.get(refusal, 0) + 1
        due += every
        time.sleep(max(0.0, due - time.monotonic()))
    kept = re.search(rf'name="answer.{own}" value="(\d)" checked', person.ask(person.base + ITEM)[2])
    tally.lost += told is not None and (kept is None or int(kept[1]) != told)


def _own(fields: dict[str, str]) -> str:
    """The own role: the first subject that the page asks about."""
    return next(name.partition(".")[2] for name in fields if name.startswith("revision.") and "#" not in name)


def run(address: str, links: list[str], every: float, seconds: float) -> Tally:
    """Let everybody enter, then all save side by side, evenly spread over the time between two saves."""
    tally, door, entered = Tally(), threading.Semaphore(AT_THE_DOOR), threading.Barrier(len(links) + 1)
    begin = [0.0]

    def live(number: int, link: str) -> None:
        person, fields = Person(address, link, number), {}
        try:
            with door:
                person.arrive()
                person.start()
                fields = person.question(ITEM)
        finally:
            entered.wait()
            entered.wait()
        first = begin[0] + number / len(links) * every
        try:
            keeps_saving(person, fields, first, every, begin[0] + seconds, tally)
        except Exception:
            tally.failed += 1
            raise

    threads = [threading.Thread(target=live, args=each, daemon=True) for each in enumerate(links)]
    for thread in threads:
        thread.start()
    entered.wait(300)
    begin[0] = time.monotonic() + 1.0
    entered.wait(300)
    for thread in threads:
        thread.join()
    return tally


if __name__ == "__main__":
    done = run(**json.load(sys.stdin))
    json.dump(asdict(done), sys.stdout)
