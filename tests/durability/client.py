"""A respondent at a browser that saves on each change, as static/autosave.js does, and remembers what it was told."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from urllib.parse import urlencode

from tests.web.respond.conftest import Person, fields_of

#: Items that take a position from 1 to 5.
ITEMS = ("SV1", "CC4", "LB2", "BR3")


class Client(threading.Thread):
    """One respondent at a browser that saves on each change and tries again after a failure."""

    def __init__(self, person: Person, port: int, stop: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.person, self.port, self.stopping = person, port, stop
        self.chance = random.Random(seed)  # noqa: S311  # which answer comes next, not a secret
        self.cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in person.client._cookies.values())
        self.pages = {item: fields_of(person.opens(item).text) for item in ITEMS}
        #: item -> revision -> value, for the own view.
        self.acknowledged: dict[str, dict[int, int]] = {item: {} for item in ITEMS}

    def run(self) -> None:
        """Save until told to stop; a server that does not answer is asked again."""
        while not self.stopping.is_set():
            item = self.chance.choice(ITEMS)
            value = self.chance.randint(1, 5)
            try:
                self._save(item, value)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def _save(self, item: str, value: int) -> None:
        sent = {**self.pages[item], f"answer.{self.person.role}": value, "key": f"{self.chance.getrandbits(64):x}"}
        status, body = self._post(f"{item}/save", urlencode(sent))
        if status == 200:
            revision = json.loads(body)["revisions"][self.person.role]
            self.acknowledged[item][revision] = value
            self.pages[item][f"revision.{self.person.role}"] = str(revision)
        elif status == 409:
            # The reply to an earlier save was lost with the server: take over what it has stored.
            self.pages[item] = fields_of(self._get(item))

    def _post(self, path: str, body: str) -> tuple[int, bytes]:
        return self._ask("POST", path, body)

    def _get(self, path: str) -> str:
        return self._ask("GET", path, None)[1].decode()

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Host": "localhost", "Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, self.person.address(path), body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()
