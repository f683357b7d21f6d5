"""One pair, and all who might look at it: acts that a machine puts into any order, a model, and what must always hold.

The model knows for every text that somebody wrote who may see it now. ``Blind.check`` lets everybody open every page
that there is for them, and some that are not, and fails where a text stands that its reader may not see.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from gapcheck import clock, config
from gapcheck.extensions import db
from gapcheck.models import AuditEvent
from gapcheck.services import answering, audit, changes, engagements, instruments, rights
from gapcheck.services.answering import AnsweringEnded
from gapcheck.services.decided import NotPossible
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.mail import inviting, sending
from gapcheck.services.releases import NothingToRelease
from gapcheck.services.seating import Person
from gapcheck.vocabulary import WaveState
from tests.acting import Browser, Pair, make_facilitator
from tests.web.respond.conftest import Person as AtTheirBrowser
from tests.web.respond.conftest import entered

ROLES = ("cio", "cso")
FACILITATOR, FOREIGN, VISITOR = "facilitator", "foreign", "visitor"
#: What is written: an open answer, a comment with its author's tick, a comment without.
OPEN_ANSWER, TICKED, UNTICKED = KINDS = ("open answer", "ticked comment", "comment without a tick")
REFUSALS = (AnsweringEnded, TransitionRefused, NothingToRelease, NotPossible)
COMPARED = (WaveState.COMPLETE, WaveState.RELEASED, WaveState.RETRACTED)
_numbers = count(1)


def other(role: str) -> str:
    return ROLES[1 - ROLES.index(role)]


def everything_in_it(subject: Any, *_: Any, **__: Any) -> bytes:
    """Stands in for a report: all that the renderer was given, so that what it must not be given shows."""
    return b"%PDF-1.7 " + repr(subject).encode()


@dataclass
class Written:
    """A text that somebody wrote. It is ``current`` until its author writes another in its place."""

    author: str
    kind: str
    text: str
    current: bool = True
    erased: bool = False


@dataclass
class Blind:
    """The pair with its model. Each act does what it says through the services or the pages, and checks the outcome."""

    app: Flask
    settings: config.Settings
    state: WaveState = WaveState.OPEN
    ready: bool = False
    submitted: set[str] = field(default_factory=set)
    written: list[Written] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        number = next(_numbers)
        facilitator = make_facilitator(f"Workspace {number}", f"ruth@w{number}.example")
        stranger = make_facilitator(f"Elsewhere {number}", f"otto@w{number}.example")
        people = {"cio": Person("Ana Ferreira", "ana@n.example"), "cso": Person("Tom Okafor", "tom@n.example")}
        yesterday = clock.now().date() - timedelta(days=1)  # so that the pair can be closed at any time
        instrument = instruments.find(instruments.DEFAULT)
        made = engagements.create(facilitator, "Northmoor", people, instrument, "short", yesterday)
        self.pair = Pair(facilitator, made.engagement_id, made.wave_id)
        self.respondents = {role: self.pair.respondent(role) for role in ROLES}
        self.people: dict[str, AtTheirBrowser] = {}
        for role in ROLES:
            self.people[role] = entered(self.app, self.pair, role)
            self.people[role].starts()
        self.browsers = {FACILITATOR: Browser(self.app), FOREIGN: Browser(self.app), VISITOR: Browser(self.app)}
        self.browsers[FACILITATOR].signs_in(facilitator)
        self.browsers[FOREIGN].signs_in(stranger)

    # What people do

    def saves(self, role: str, kind: str) -> None:
        """Write a text that nobody has written before."""
        text = f"canary{next(_numbers):06}x"
        sent: dict[str, Any] = {"item_id": "SV1", "values": {}, "comment": (text, kind == TICKED)}
        if kind == OPEN_ANSWER:
            sent = {"item_id": "OF1", "values": {role: text}}
        before = self.seen_by_the_other(role)
        may = self.state is WaveState.OPEN and role not in self.submitted
        self.does(may, lambda: answering.save(self.respondents[role], **sent))
        assert self.seen_by_the_other(role) == before, "one sees that the other has answered"
        if may:
            self.events["start"] += not any(each.author == role and not each.erased for each in self.written)
            for each in self.written:
                if each.author == role and (each.kind == OPEN_ANSWER) == (kind == OPEN_ANSWER):
                    each.current = False
            self.written.append(Written(role, kind, text))

    def submits(self, role: str) -> None:
        before = self.seen_by_the_other(role)
        may = self.state is WaveState.OPEN or role in self.submitted
        self.does(may, lambda: answering.submit(self.respondents[role]))
        assert self.seen_by_the_other(role) == before, "one sees that the other has submitted"
        if may and role not in self.submitted:
            self.submitted.add(role)
            self.events["submit"] += 1
            if len(self.submitted) == len(ROLES):
                self.state, self.ready = WaveState.COMPLETE, False
                self.events["complete"] += 1

    def reopens(self, role: str) -> None:
        may = self.state in (WaveState.OPEN, WaveState.COMPLETE) and role in self.submitted
        shown = self.pair.shown
        seat = next(seat for seat in shown.seats if seat.role.id == role)
        self.does(may, lambda: changes.reopen(self.pair.facilitator, seat.seat_id, "Misread.", shown.version))
        if may:
            self.submitted.discard(role)
            self.state = WaveState.OPEN
            self.events["reopen"] += 1

    def renders(self) -> None:
        self.pair.renders()
        self.ready = self.ready or self.state in COMPARED

    def sends_mail(self) -> None:
        file = self.settings.clock_file
        file.write_text(str(float(file.read_text()) + 31))
        while sending.send_next():
            pass

    def invites(self) -> None:
        try:
            inviting.invite(self.pair.facilitator, self.pair.wave_id)
        except (inviting.LinkEnded, inviting.NoAddress, inviting.TooSoon, NotPossible):
            return

    def releases(self) -> None:
        may = self.state in (WaveState.COMPLETE, WaveState.RETRACTED) and self.ready
        self.does(may, self.pair.releases)
        if may:
            self.state = WaveState.RELEASED
            self.events["release"] += 1

    def retracts(self) -> None:
        may = self.state is WaveState.RELEASED
        self.does(may, self.pair.retracts)
        if may:
            self.state = WaveState.RETRACTED
            self.events["retract"] += 1

    def closes(self) -> None:
        may = self.state in (WaveState.OPEN, WaveState.COMPLETE, WaveState.RETRACTED)
        self.does(may, lambda: changes.close(self.pair.facilitator, self.pair.wave_id, self.pair.shown.version))
        if may:
            self.state, self.ready = WaveState.CLOSED, False
            self.events["close"] += 1

    def withdraws(self, role: str) -> None:
        self.does(True, lambda: rights.withdraw(self.respondents[role]))
        self.state, self.ready = WaveState.CLOSED, False
        self.submitted.discard(role)
        for each in self.written:
            each.erased = each.erased or each.author == role

    def posts_into_the_others_form(self, role: str) -> None:
        """Send the own form to the other's address: refused, and nothing is stored."""
        theirs, text = self.people[other(role)].pid, f"canary{next(_numbers):06}x"
        own = self.people[role]
        token = re.search(r'name="csrf_token" value="([^"]+)"', own.client.get("/link").text)[1]
        sent = {"csrf_token": token, "pid": theirs, f"answer.{role}": text, f"answer.{other(role)}": text}
        answer = own.client.post(f"/q/{theirs}/OF1", data=sent)
        assert answer.status_code == 404, "a form was taken at the other's address"
        self.written.append(Written(role, OPEN_ANSWER, text, current=False, erased=True))

    def restarts(self) -> None:
        """Forget all connections, as a server that starts again does."""
        db.session.remove()
        db.engine.dispose()

    def does(self, may: bool, act: Callable[[], Any]) -> None:
        """Do it; what the model allows succeeds, and what it does not is refused."""
        refused = None
        try:
            act()
        except REFUSALS as refusal:
            refused = refusal
        assert may == (refused is None), f"the rules say {may}, and the outcome was {refused!r}"

    # What must hold

    def allowed(self, text: Written) -> set[str]:
        """Who may see a text now."""
        if text.erased:
            return set()
        seen_by = {text.author}
        shown = text.current and text.kind != UNTICKED and len(self.submitted) == len(ROLES)
        if shown and self.state in COMPARED:
            seen_by.add(FACILITATOR)
            if self.state is WaveState.RELEASED:
                seen_by.add(other(text.author))
        return seen_by

    def check(self) -> None:
        """Everybody looks everywhere."""
        db.session.close()
        assert self.pair.shown.state is self.state
        for reader, where, served in self.everything_served():
            for text in self.written:
                if text.text in served:
                    assert reader in self.allowed(text), f"{reader} sees the {text.kind} of {text.author} at {where}"
        self.check_nothing_is_lost()
        self.check_the_trail()

    def check_nothing_is_lost(self) -> None:
        for role in ROLES:
            stored = answering.questionnaire(self.respondents[role])
            values = {stored.value("OF1", role), *(comment.text for comment in stored.comments.values())}
            own = {each.text for each in self.written if each.author == role and each.current and not each.erased}
            assert values - {None} == own

    def check_the_trail(self) -> None:
        workspace = self.pair.facilitator.workspace_id
        assert audit.first_broken(db.session(), workspace) is None
        counted = select(AuditEvent.action, func.count()).where(AuditEvent.workspace_id == workspace)
        found = dict(db.session.execute(counted.group_by(AuditEvent.action)).all())
        for action in ("submit", "complete", "reopen", "release", "retract", "close"):
            assert found.get(action, 0) == self.events[action], action

    def seen_by_the_other(self, role: str) -> list[str]:
        """The other's pages that could tell how far this one is."""
        pages = [self.people[other(role)].opens(page) for page in ("", "done", "report.pdf")]
        return [re.sub(r'(name="csrf_token" value=")[^"]+', "", f"{page.status}{page.text}") for page in pages]

    def everything_served(self) -> Iterator[tuple[str, str, str]]:
        """Who, where, and all bytes that came back: pages, downloads, headers; and every mail."""
        for reader, ask, pages in self.visits():
            for page in pages:
                answer = ask(page)
                assert answer.status_code < 500, (reader, page)
                yield reader, page, f"{answer.headers}{answer.get_data().decode('utf-8', 'replace')}"
        folder = self.settings.instance / "outbox"
        for file in folder.glob("*.eml") if folder.exists() else ():
            yield "mail", file.name, file.read_text().replace("=\n", "")

    def visits(self) -> Iterator[tuple[str, Callable[[str], Any], list[str]]]:
        workspace = f"/w/{self.pair.facilitator.workspace_id}/"
        engagement = f"{workspace}e/{self.pair.engagement_id}/"
        reading = [
            *(f"{engagement}1/report-{edition}.pdf" for edition in ("facilitator", "participant")),
            *(f"{engagement}export/answers.{form}" for form in ("csv", "json")),
        ]
        own = ["SV1", "OF1", "check", "answers", "answers.json", "done", "report.pdf"]
        yield (
            FACILITATOR,
            self.browsers[FACILITATOR].client.get,
            [*reading, workspace, engagement, f"{workspace}portfolio"],
        )
        yield FOREIGN, self.browsers[FOREIGN].client.get, [engagement, *reading]
        for role in ROLES:
            mine, theirs = self.people[role].pid, self.people[other(role)].pid
            yield role, self.people[role].client.get, [f"/q/{mine}/{page}" for page in own]
            yield role, self.people[role].client.get, [f"/q/{theirs}/{page}" for page in ("answers.json", "report.pdf")]
            yield VISITOR, self.browsers[VISITOR].client.get, [f"/q/{mine}/answers.json", f"/q/{mine}/report.pdf"]
