"""Who asks, for what, and with which forms: two pairs in different states, a workshop that is on, a sample, a batch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from gapcheck.extensions import db, installation
from gapcheck.models import Member, Workspace
from gapcheck.services import audit, batches, canonical, instruments, releases, samples, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.services.workshops import material, preparing, room, screens, steering
from gapcheck.vocabulary import Edition, Membership
from tests.acting import Browser, Pair, make_facilitator, make_pair
from tests.postgres import Server
from tests.web.malformed.forms import Form, forms_of
from tests.web.respond.conftest import entered

NOBODY = "A" * 22
#: Who asks: two respondents, one in the middle of the form; three accounts; and two without a sign-in.
PEOPLE = ("visitor", "answering", "has the report", "reader", "facilitator", "owner", "screen")
#: Where everybody's forms stand. A reader has those of a facilitator, but for what may be changed.
WITH_FORMS = {
    "visitor": ("/sign-in", "/forgotten", "/reset", "/welcome", "/i/", "/join", "/link", "/stop"),
    "answering": ("/q/",),
    "has the report": ("/q/",),
    "facilitator": ("/w/", "/account"),
    "owner": ("/w/<workspace_id>/members", "/w/<workspace_id>/settings", "/w/<workspace_id>/workshops"),
}
_WROTE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class World:
    """The instance as it was made, everybody's cookies, the addresses, and the forms that the pages offer."""

    app: Flask
    server: Server | None
    values: dict[str, dict[str, str]]
    cookies: dict[str, str]
    tokens: dict[str, str] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    digest: str = ""
    wrote: bool = False
    #: Requests that changed something.
    taken: int = 0
    _kept: bytes | str = b""

    def client(self) -> FlaskClient:
        """A client without a memory: what it sends is what the request says."""
        return self.app.test_client(use_cookies=False)

    def keep(self) -> None:
        """Note how everything is now, to come back to."""
        self.let_go()
        url = str(db.engine.url.render_as_string(hide_password=False))
        self._kept = self.server.copied(url) if self.server else Path(str(db.engine.url.database)).read_bytes()
        event.listen(db.engine, "before_cursor_execute", self._watch)
        self.digest = self.digest_now()
        self.wrote = False

    def restore(self) -> None:
        """Everything as it was made, whatever was done to it since."""
        self.let_go()
        if self.server:
            self.server.put_back(str(db.engine.url.render_as_string(hide_password=False)), str(self._kept))
        else:
            file = Path(str(db.engine.url.database))
            for ending in ("-wal", "-shm", "-journal"):
                file.with_name(file.name + ending).unlink(missing_ok=True)
            file.write_bytes(bytes(self._kept))  # type: ignore[arg-type]  # bytes where there is no server
        self.forget()
        self.wrote = False

    def forget(self) -> None:
        """What the process remembers of a workshop."""
        material.forget(self.values["has the report"]["wave_id"])
        screens._pulses.clear()

    def digest_now(self) -> str:
        """The digest over all content; reading it is not a change."""
        with db.engine.connect() as connection:
            return canonical.digest(connection, installation().keyring)

    def broken_trails(self) -> list[str]:
        """The workspaces whose audit chain does not hold."""
        found = db.session.scalars(select(Workspace.id)).all()
        broken = [each for each in found if audit.first_broken(db.session(), each) is not None]
        db.session.close()
        return broken

    def let_go(self) -> None:
        """No connection open."""
        db.session.remove()
        db.engine.dispose()

    def _watch(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        table = _WROTE.match(statement)
        if table and table[1] not in canonical.LEFT_OUT:
            self.wrote = True


def made(app: Flask, server: Server | None) -> World:
    """Make everything, sign everybody in, and read every page for its forms."""
    leader = make_facilitator("First Firm", "ruth@first.example")
    people = {
        "facilitator": leader,
        "owner": _member("olga@first.example", Membership.OWNER),
        "reader": _member("rita@first.example", Membership.READER),
    }
    answering, finished = make_pair(leader, "Northmoor Logistics", "full"), make_pair(leader, "Third Company")
    _finish(finished)
    workshop_id = preparing.prepare(leader, finished.wave_id)
    steering.start(leader, workshop_id, room.of(leader, workshop_id).version)
    samples.make(leader)
    db.session.close()
    common = _values(people, answering, finished, workshop_id)
    world = World(app, server, {}, {"visitor": "", "screen": ""})
    for name, person in people.items():
        browser = Browser(app)
        browser.signs_in(person)
        world.cookies[name] = _cookies(browser.client)
    for name, pair in (("answering", answering), ("has the report", finished)):
        respondent = entered(app, pair, "cio")
        if pair is answering:
            respondent.starts()
        world.cookies[name] = _cookies(respondent.client)
        common[name]["pid"] = respondent.pid
    world.values = common
    world.keep()
    _read_forms(world)
    world.restore()
    return world


def _member(email: str, role: Membership) -> Facilitator:
    user_id = workspaces.add_member(email, f"A {role.value}", "First Firm", role)
    return workspaces.facilitator(user_id, workspaces.workspaces_of(user_id)[0].id)


def _finish(pair: Pair) -> None:
    for role in ("cio", "cso"):
        pair.submits(role, {"SV1": {"cio": 4, "cso": 2}, "GR1": {role: "misconfigured"}})
    pair.renders()
    releases.release(pair.facilitator, pair.wave_id, pair.shown.version)


def _values(
    people: dict[str, Facilitator], answering: Pair, finished: Pair, workshop_id: str
) -> dict[str, dict[str, str]]:
    """What stands for each parameter of an address, by who asks."""
    leader = people["facilitator"]
    shared = {
        "workspace_id": leader.workspace_id,
        "number": "1",
        "edition": "facilitator",
        "name": "answers.json",
        "batch_id": batches.order(leader, [finished.wave_id], Edition.FACILITATOR),
        "member_id": db.session.query(Member).filter_by(user_id=people["reader"].user_id).one().id,
        "workshop_id": workshop_id,
        "code": screens.code_of(leader, workshop_id),
        "passkey_id": NOBODY,
        "item_id": "SV1",
        "digest": "0" * 64,
        "key": instruments.DEFAULT,
        "instrument": instruments.DEFAULT,
        "form": "short",
        "role": "cio",
        "filename": "site.css",
    }
    by_pair = {
        name: {
            **shared,
            "engagement_id": pair.engagement_id,
            "wave_id": pair.wave_id,
            "seat_id": pair.shown.seats[0].seat_id,
            "pid": NOBODY,
            "token": pair.link("cio").rpartition("/")[2],
        }
        for name, pair in (("answering", answering), ("has the report", finished))
    }
    return {name: dict(by_pair["answering" if name == "answering" else "has the report"]) for name in PEOPLE}


def _cookies(client: FlaskClient) -> str:
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in (client._cookies or {}).values())


def _read_forms(world: World) -> None:
    """Every form of every page that somebody can open, once for each action and set of fields."""
    known = set()
    for who in PEOPLE:
        for address in _pages(world, who):
            answer = world.client().get(address, headers={"Cookie": world.cookies[who]}, buffered=True)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in forms_of(who, address, answer.text):
                world.tokens[who] = form.token or world.tokens.get(who, "")
                if form.signature not in known:
                    known.add(form.signature)
                    world.forms.append(form)


def _pages(world: World, who: str) -> Iterator[str]:
    values = world.values[who]
    items = ("SV1", "SV2", "GR1", "OF1", *_each_type()) if who == "answering" else ("SV1", "GR1")
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.rule.startswith(WITH_FORMS.get(who, ())):
            for item in items if "item_id" in rule.arguments else ("SV1",):
                named = {**values, "item_id": item, **({"name": item} if "/preview/" in rule.rule else {})}
                yield filled(rule.rule, named)
    if who == "facilitator":  # the open pair's pages have other forms than the finished one's
        engagement = f"/w/{values['workspace_id']}/e/{world.values['answering']['engagement_id']}/"
        yield from (engagement, f"{engagement}invite", f"{engagement}workshop", f"{engagement}release")


def _each_type() -> list[str]:
    """One item of each answer type."""
    return list({item.type: item.id for item in instruments.find(instruments.DEFAULT).items}.values())


def filled(rule: str, values: dict[str, str]) -> str:
    """The address of a route with these parameters."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], NOBODY), rule)
