"""One pair: acts that a machine puts into any order, a model of who may see what, and what must always hold.

The model knows for every text that somebody wrote who may see it now. ``Blind.check`` lets everybody open every page
that there is for them, and some that are not (blind_readers.py), and fails where a text
stands that its reader may not see.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from gapcheck import clock, config
from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Seat, Wave
from gapcheck.services import (
    answering,
    audit,
    changes,
    engagements,
    instruments,
    members,
    people,
    releases,
    retention,
    rights,
    seats,
    workspaces,
)
from gapcheck.services.answering import AnsweringEnded
from gapcheck.services.decided import NotPossible
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.mail import inviting, sending
from gapcheck.services.releases import NothingToRelease
from gapcheck.services.seating import Person
from gapcheck.services.workshops.moves import Command
from gapcheck.vocabulary import OTHER, Membership, WaveState
from tests.acting import Browser, Pair, make_facilitator
from tests.promises import blind_room
from tests.promises.blind_readers import (
    COLLEAGUE,
    FACILITATOR,
    FOREIGN,
    ROLES,
    SAMPLE,
    VISITOR,
    WHOLE,
    Part,
    everything_served,
    other,
    seen_by_the_other,
)
from tests.promises.blind_room import ANSWERED, COMMENTED, DIFFERENCE, GUESSED, SCREEN, VOTED, InTheRoom
from tests.web.respond.conftest import Person as AtTheirBrowser
from tests.web.respond.conftest import entered, fields_of

PIN = "271828"
#: What is written: an open answer, a guess in own words, a comment with its author's tick, a comment without.
OPEN_ANSWER, GUESS, TICKED, UNTICKED = KINDS = (
    *("open answer", "guess in own words"),
    *("ticked comment", "comment without a tick"),
)
#: Where a text stands: only one can stand at each place, but for comments of which one replaces the other.
PLACES = {OPEN_ANSWER: ANSWERED, GUESS: GUESSED, TICKED: COMMENTED, UNTICKED: COMMENTED}
REFUSALS = (AnsweringEnded, TransitionRefused, NothingToRelease, NotPossible, *blind_room.REFUSALS)
#: The actions that the trail must show exactly as often as they were done.
COUNTED = (
    *("submit", "complete", "reopen", "release", "retract", "close"),
    *("replace", "set PIN", "correct address"),
    *("start workshop", "end workshop", "vote"),
)
COMPARED = (WaveState.COMPLETE, WaveState.IN_WORKSHOP, WaveState.RELEASED, WaveState.RETRACTED)
_numbers = count(1)


@dataclass
class Written:
    """A text that somebody wrote. It is ``current`` until its author writes another in its place.

    ``settled`` has who may see a text of an earlier wave.
    """

    author: str
    kind: str
    text: str
    current: bool = True
    erased: bool = False
    settled: set[str] | None = None


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
    #: The roles whose leaver's answers were kept, the browsers of people without a part, the number of the wave.
    kept: set[str] = field(default_factory=set)
    outsiders: list[AtTheirBrowser] = field(default_factory=list)
    number: int = 1
    ever_released: bool = False
    colleague_is_in: bool = True
    erased: bool = False
    #: The ids of people whose link asks for a PIN. Hashing one is slow, so nobody gets two.
    guarded: set[str] = field(default_factory=set)
    looks: int = 0
    thorough: bool = True
    #: The ids of people who had a part in an earlier wave.
    earlier: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        number = next(_numbers)
        workspace, address = f"Workspace {number}", f"ruth@w{number}.example"
        user = make_facilitator(workspace, address).user_id
        workspaces.add_member(address, "Ruth Halloran", workspace, Membership.OWNER)
        facilitator = workspaces.facilitator(user, workspaces.workspaces_of(user)[0].id)
        helper = workspaces.add_member(f"ida@w{number}.example", "Ida", workspace, Membership.FACILITATOR)
        colleague = workspaces.facilitator(helper, facilitator.workspace_id)
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
            answering.save(self.respondents[role], VOTED, DIFFERENCE[role])
        self.room = InTheRoom(self)
        self.browsers = {who: Browser(self.app) for who in (FACILITATOR, COLLEAGUE, FOREIGN, VISITOR, SCREEN)}
        for who, account in ((FACILITATOR, facilitator), (COLLEAGUE, colleague), (FOREIGN, stranger)):
            self.browsers[who].signs_in(account)
        self.colleague = colleague.user_id

    # What people do

    def saves(self, role: str, kind: str) -> None:
        """Write a text that nobody has written before."""
        text = f"canary{next(_numbers):06}x"
        sent: dict[str, Any] = {"item_id": PLACES[kind], "values": {}, "comment": (text, kind == TICKED)}
        if kind == OPEN_ANSWER:
            sent = {"item_id": PLACES[kind], "values": {role: text}}
        elif kind == GUESS:
            sent = {"item_id": PLACES[kind], "values": {other(role): {"option": OTHER, "text": text}}}
        self.looks += 1
        before = seen_by_the_other(self, role)
        may = self.state is WaveState.OPEN and role not in self.submitted
        self.does(may, lambda: answering.save(self.respondents[role], **sent))
        assert seen_by_the_other(self, role) == before, "one sees that the other has answered"
        if may:
            for each in self.written:
                if each.author == role and each.settled is None and PLACES[each.kind] == PLACES[kind]:
                    each.current = False
            self.written.append(Written(role, kind, text))

    def submits(self, role: str) -> None:
        self.looks += 1
        before = seen_by_the_other(self, role)
        may = self.state is WaveState.OPEN or role in self.submitted
        self.does(may, lambda: answering.submit(self.respondents[role]))
        assert seen_by_the_other(self, role) == before, "one sees that the other has submitted"
        if may and role not in self.submitted:
            self.submitted.add(role)
            self.events["submit"] += 1
            if len(self.submitted) == len(ROLES):
                self.state, self.ready = WaveState.COMPLETE, False
                self.events["complete"] += 1

    def opens_a_workshop(self) -> None:
        """Both write what they may, and submit; the workshop starts, and they may vote."""
        for role in ROLES:
            for kind in (OPEN_ANSWER, GUESS, TICKED):
                self.saves(role, kind)
            self.submits(role)
        self.room.prepares()
        self.room.starts()
        for _ in range(2):  # the vote is opened, and taken from the screen
            self.room.covers(Command.VOTE)

    def reopens(self, role: str) -> None:
        may = self.state in (WaveState.OPEN, WaveState.COMPLETE) and role in self.submitted - self.kept
        seat, version = self.seat(role)
        self.does(may, lambda: changes.reopen(self.pair.facilitator, seat, "Misread.", version))
        if may:
            self.submitted.discard(role)
            self.state = WaveState.OPEN
            self.room.is_over()
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
        may = self.state in (WaveState.COMPLETE, WaveState.IN_WORKSHOP, WaveState.RETRACTED) and self.ready
        pair, seen = self.pair, self.wave.version
        self.does(may, lambda: releases.release(pair.facilitator, pair.wave_id, seen))
        if may:
            self.state, self.ever_released = WaveState.RELEASED, True
            self.events["release"] += 1

    def retracts(self) -> None:
        may = self.state in (WaveState.RELEASED, WaveState.IN_WORKSHOP)
        pair, seen = self.pair, self.wave.version
        self.does(may, lambda: releases.retract(pair.facilitator, pair.wave_id, seen))
        if may:
            self.state = WaveState.RETRACTED
            self.room.is_over()
            self.events["retract"] += 1

    def closes(self) -> None:
        may = self.state in (WaveState.OPEN, WaveState.COMPLETE, WaveState.RETRACTED)
        self.does(may, lambda: changes.close(self.pair.facilitator, self.pair.wave_id, self.wave.version))
        if may:
            self.state, self.ready = WaveState.CLOSED, False
            self.room.is_over()
            self.events["close"] += 1

    def withdraws(self, role: str) -> None:
        self.does(True, lambda: rights.withdraw(self.respondents[role]))
        self.state, self.ready = WaveState.CLOSED, False
        self.room.is_over()
        self.submitted.discard(role)
        for each in self.written:
            each.erased = each.erased or (each.author == role and each.settled is None)

    @property
    def wave(self) -> Wave:
        """The newest wave as it is stored now."""
        db.session.close()
        return db.session.get_one(Wave, self.pair.wave_id)

    def seat(self, role: str) -> tuple[str, int]:
        """The seat's id, and the version of the wave that the facilitator sees."""
        seats_of_wave = select(Seat.id).where(Seat.wave_id == self.pair.wave_id, Seat.role == role)
        return db.session.scalars(seats_of_wave).one(), self.wave.version

    def comes(self, role: str) -> None:
        """Somebody new answers for the role: enters, and reads the promise."""
        self.respondents[role] = self.pair.respondent(role)
        self.people[role] = entered(self.app, self.pair, role)
        self.people[role].starts()
        answering.save(self.respondents[role], VOTED, DIFFERENCE[role])

    def replaces(self, role: str, *, keep: bool) -> None:
        may = self.state in (WaveState.OPEN, WaveState.COMPLETE) and not self.ever_released
        may = may and (not keep or role in self.submitted - self.kept)
        seat, version = self.seat(role)
        person = Person("Bea New", f"bea{next(_numbers)}@n.example")
        self.does(may, lambda: people.replace(self.pair.facilitator, seat, person, version, keep_answers=keep))
        if not may:
            return
        self.events["replace"] += 1
        if keep or role in self.kept:
            self.kept.add(role)  # the leaver keeps the part, and whoever comes has none
            self.outsiders.append(entered(self.app, self.pair, role))
            return
        self.outsiders.append(self.people[role])
        if role in self.submitted:
            self.submitted.discard(role)
            self.state = WaveState.OPEN
            self.room.is_over()
        for each in self.written:
            each.erased = each.erased or (each.author == role and each.settled is None)
        self.comes(role)

    def sets_pin(self, role: str) -> None:
        """Every browser is asked from then on; the right person comes in again."""
        own = self.people[role]
        if role in self.kept or own.pid in self.guarded:
            return
        self.guarded.add(own.pid)
        seats.set_pin(self.pair.facilitator, self.seat(role)[0], PIN)
        self.events["set PIN"] += 1
        assert own.opens("answers.json").status_code == 404, "a browser stayed in without the PIN"
        link = self.pair.link(role).removeprefix("http://localhost")
        token = fields_of(own.client.get(link).text)
        assert own.client.post(link, data=token).status_code == 200, "a link let somebody in without the PIN"
        assert own.client.post(link, data={**token, "pin": PIN}).status_code == 303

    def corrects_address(self, role: str) -> None:
        seat, version = self.seat(role)
        email = f"corrected{next(_numbers)}@n.example"
        may = self.state is not WaveState.CLOSED
        self.does(may, lambda: people.correct_address(self.pair.facilitator, seat, email, version))
        self.events["correct address"] += may

    def begins_next_wave(self) -> None:
        if self.room.prepared:
            self.room.ends()
        wave, may = self.wave, self.state in (WaveState.RELEASED, WaveState.CLOSED)
        wave_id, seen = wave.id, wave.version
        due = clock.now().date() - timedelta(days=1)
        # Whoever has withdrawn is not asked again.
        new = {role: Person("Bea New", f"bea{next(_numbers)}@n.example") for role in ROLES}
        self.does(may, lambda: engagements.next_wave(self.pair.facilitator, wave_id, due, seen, new))
        if not may:
            return
        for each in self.written:
            each.settled = self.allowed(each)
        self.outsiders.extend(self.people.values())
        self.earlier.update(person.pid for person in self.people.values())
        self.pair.wave_id = self.pair.shown.wave_id
        self.number, self.state, self.ready, self.ever_released = self.number + 1, WaveState.OPEN, False, False
        self.submitted, self.kept, self.room = set(), set(), InTheRoom(self)
        for role in ROLES:
            self.comes(role)

    def removes_colleague(self) -> None:
        owner = self.pair.facilitator
        member = next(each for each in members.members(owner) if each.user_id == self.colleague)
        members.end(owner, member.id)
        self.colleague_is_in = False

    def erases(self) -> None:
        retention.erase(self.pair.engagement_id)
        self.erased = True
        self.room.is_over()
        for each in self.written:
            each.erased = True

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
        if text.settled is not None:
            return text.settled - (set() if self.colleague_is_in else {COLLEAGUE})
        seen_by = {text.author}
        shown = text.current and text.kind != UNTICKED and len(self.submitted) == len(ROLES)
        if shown and self.state in COMPARED:
            seen_by.add(FACILITATOR)
            if self.colleague_is_in:
                seen_by.add(COLLEAGUE)
            if self.state is WaveState.RELEASED:
                seen_by.add(other(text.author))
            if self.room.shows_text(text.kind):
                seen_by.add(SCREEN)
        return seen_by

    def check(self, part: Part = WHOLE) -> None:
        """Everybody looks everywhere, or at a part of the pages, another one each time."""
        db.session.close()
        self.looks += 1
        assert self.erased or self.wave.state is self.state
        for reader, where, served in everything_served(self, part):
            for text in self.written:
                if text.text in served:
                    assert reader in self.allowed(text), f"{reader} sees the {text.kind} of {text.author} at {where}"
        if part is not SAMPLE:
            self.check_the_trail()
            if not self.erased:
                self.check_nothing_is_lost()

    def check_nothing_is_lost(self) -> None:
        for role in ROLES:
            stored = answering.questionnaire(self.respondents[role])
            guess = stored.value(GUESSED, other(role))
            values = {stored.value(ANSWERED, role), *(comment.text for comment in stored.comments.values())}
            values.add(guess["text"] if guess else None)
            mine = [each for each in self.written if each.author == role and each.settled is None]
            own = {each.text for each in mine if each.current and not each.erased}
            assert values - {None} == own

    def check_the_trail(self) -> None:
        workspace = self.pair.facilitator.workspace_id
        assert audit.first_broken(db.session(), workspace) is None
        counted = select(AuditEvent.action, func.count()).where(AuditEvent.workspace_id == workspace)
        found = dict(db.session.execute(counted.group_by(AuditEvent.action)).all())
        for action in COUNTED:
            assert found.get(action, 0) == self.events[action], action
