"""A prepared pair that every example starts from: copying a database costs a millisecond, making a pair a second."""

from __future__ import annotations

import copy
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import Cookie

from gapcheck import clock
from gapcheck.extensions import db
from tests.promises.blind import Blind
from tests.promises.blind_room import InTheRoom


@dataclass
class Stage:
    """The pair as it was made, with the bytes of its database, the cookies of every browser, and the time of it all.

    Without the time a long run would sign everybody out after a while, and look at nothing but the way in.
    """

    made: Blind
    cookies: list[tuple[FlaskClient, dict[tuple[str, str, str], Cookie]]] = field(default_factory=list)
    kept: bytes = b""
    made_at: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        self._let_go()
        self.kept = self.file.read_bytes()
        browsers = [browser.client for browser in self.made.browsers.values()]
        for client in [*browsers, *(person.client for person in self.made.people.values())]:
            self.cookies.append((client, dict(client._cookies or {})))

    @property
    def file(self) -> Path:
        """The database."""
        return Path(str(db.engine.url.database))

    def fresh(self) -> Blind:
        """The pair as it was made, whatever was done to it since."""
        self._let_go()
        for ending in ("-wal", "-shm", "-journal"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        self.file.write_bytes(self.kept)
        shutil.rmtree(self.made.settings.instance / "outbox", ignore_errors=True)
        for client, cookies in self.cookies:
            client._cookies = dict(cookies)
        time = self.made.settings.clock_file
        assert time is not None
        time.write_text(str(float(time.read_text()) + (self.made_at - clock.now()).total_seconds()))
        blind = copy.copy(self.made)
        blind.pair = copy.copy(self.made.pair)
        blind.respondents, blind.people = dict(self.made.respondents), dict(self.made.people)
        blind.submitted, blind.written, blind.events = set(), [], Counter()
        blind.kept, blind.outsiders, blind.earlier, blind.guarded = set(), [], set(), set()
        blind.thorough, blind.room = False, InTheRoom(blind)
        return blind

    def _let_go(self) -> None:
        db.session.remove()
        db.engine.dispose()
