"""The workshop of a pair, as acts that a machine puts into any order, and a model of what its screens may show.

``InTheRoom`` belongs to a ``Blind``, which asks it who may see a text on a screen, and where screens and remotes look.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from gapcheck.extensions import db
from gapcheck.services import seats
from gapcheck.services.decided import NoWave
from gapcheck.services.workshops import (
    arranging,
    closing,
    decisions,
    material,
    preparing,
    room,
    screens,
    steering,
    votes,
)
from gapcheck.services.workshops.agenda import Agenda, AgendaItem, Box
from gapcheck.services.workshops.closing import NothingToAgreeTo
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.room import FIRST, LAST_STEP, SECOND, STATEMENT, TALK, Room
from gapcheck.services.workshops.rows import NotOpen, NoWorkshop
from gapcheck.services.workshops.steering import MayNotStart, Stale
from gapcheck.services.workshops.votes import NoVote
from gapcheck.services.workshops.written import Typed
from gapcheck.vocabulary import BoxKind, Outcome, WaveState
from tests.acting import Browser
from tests.web.respond.conftest import entered

if TYPE_CHECKING:
    from tests.promises.blind import Blind

REFUSALS = (NoWave, NoWorkshop, NotOpen, Stale, MayNotStart, NoVote, NothingToAgreeTo)
#: Whoever has the code of the screens.
SCREEN = "a screen in the room"
#: What is on the agenda: a difference to vote on, and the items on which texts are written.
VOTED, COMMENTED, GUESSED, ANSWERED = "LB2", "SV1", "SV2", "OF1"
STOPS: tuple[str | None, ...] = (None, VOTED, COMMENTED, GUESSED, ANSWERED, None)
CLOSING = len(STOPS) - 1
#: The answers that make ``VOTED`` a difference.
DIFFERENCE = {"cio": {"cio": 5, "cso": 5}, "cso": {"cio": 1, "cso": 1}}
CAN_BE_SHOWN = (WaveState.COMPLETE, WaveState.IN_WORKSHOP, WaveState.RELEASED)


@dataclass
class InTheRoom:
    """The workshop of the newest wave, and the model of its state. ``id`` is "" before the first one is prepared."""

    blind: Blind
    id: str = ""
    prepared: bool = False
    is_open: bool = False
    stop: int = 0
    step: int = STATEMENT
    over_it: Command | None = None
    blank: bool = False
    voting: bool = False
    decided: bool = False
    voted: dict[str, int] = field(default_factory=dict)
    shut_out: list[str] = field(default_factory=list)

    # What people do

    def prepares(self) -> None:
        """Prepare with the items on which the texts of the model are written, and every comment ticked that may be."""
        blind, before = self.blind, self.id
        blind.does(blind.state in CAN_BE_SHOWN, self._prepare)
        if blind.state in CAN_BE_SHOWN and not self.prepared:
            shut_out = self.shut_out if self.id == before else []
            blind.room = InTheRoom(blind, self.id, prepared=True, shut_out=shut_out)

    def _prepare(self) -> None:
        facilitator, wave_id = self.blind.pair.facilitator, self.blind.pair.wave_id
        self.id = preparing.prepare(facilitator, wave_id)
        if self.prepared:
            return
        material.forget(wave_id)  # which another example may have left in memory under the same version
        wave = material.for_facilitator(facilitator, self.id).wave
        comments = tuple(seat.role for seat in wave.seats if COMMENTED in seat.comments)
        items = AgendaItem(COMMENTED, comments), AgendaItem(GUESSED), AgendaItem(ANSWERED)
        agenda = Agenda(
            (
                Box(BoxKind.OPENING, 5),
                Box(BoxKind.HIDDEN_DIFFERENCES, 30, (AgendaItem(VOTED),)),
                Box(BoxKind.NO_COMPARISON, 25, items),
                Box(BoxKind.COMMITMENTS, 15),
            )
        )
        arranging.save(facilitator, self.id, agenda, self.state.version)

    @property
    def state(self) -> Room:
        """What is stored now."""
        db.session.close()
        return room.of(self.blind.pair.facilitator, self.id)

    def starts(self) -> None:
        blind, may = self.blind, self.prepared
        blind.does(may, lambda: steering.start(blind.pair.facilitator, self.id, self.state.version))
        if may and not self.is_open:
            self.is_open = blind.ever_released = True
            blind.events["start workshop"] += 1
            if blind.state is WaveState.COMPLETE:
                blind.state = WaveState.IN_WORKSHOP

    def presses(self, command: Command, number: int | None = None) -> None:
        facilitator = self.blind.pair.facilitator
        self.blind.does(self.is_open, lambda: steering.steer(facilitator, self.id, self.state.version, command, number))

    def goes_to(self, stop: int, step: int) -> None:
        """Show a place of the agenda at a step."""
        self.presses(Command.TO_STOP, stop)
        if self.is_open:
            self.stop, self.step, self.over_it = stop, STATEMENT, None
            for _ in range(step if STOPS[stop] else 0):
                self.steps(Command.NEXT)

    def steps(self, command: Command) -> None:
        """One step on or back, over the ends of an item."""
        self.presses(command)
        if not self.is_open:
            return
        self.over_it = None
        places = [(stop, step) for stop, item in enumerate(STOPS) for step in range(LAST_STEP + 1 if item else 1)]
        place = places.index((self.stop, self.step)) + (1 if command is Command.NEXT else -1)
        self.stop, self.step = places[min(max(place, 0), len(places) - 1)]

    def covers(self, command: Command) -> None:
        """Blank the screen, or show the code or the vote over what is on it; given again, take it away again."""
        self.presses(command)
        if not self.is_open:
            return
        if command is Command.BLANK:
            self.blank = not self.blank
        else:
            self.over_it = None if self.over_it is command else command
            self.voting = self.voting or command is Command.VOTE

    def votes(self, role: str) -> None:
        """Give other dots than before; how many they are tells nobody anything before both have voted."""
        over = len(self.voted) == len(DIFFERENCE)
        may = self.is_open and self.voting and not over
        first, second = [dots for dots in (1, 2, 3) if dots != self.voted.get(role)][:2]
        self._gives(role, first, may=may)
        before = self.seen_of_the_vote(role) if may else []
        self._gives(role, second, may=may and len(self.voted) < len(DIFFERENCE))
        if may and len(self.voted) < len(DIFFERENCE):
            assert self.seen_of_the_vote(role) == before, "one sees how the other has voted"

    def _gives(self, role: str, dots: int, *, may: bool) -> None:
        self.blind.does(may, lambda: votes.cast(self.blind.respondents[role], {VOTED: dots}))
        if may:
            self.voted[role] = dots
            self.blind.events["vote"] += 1

    def seen_of_the_vote(self, role: str) -> list[str]:
        """What the facilitator, the other and every screen see of a vote."""
        blind = self.blind
        theirs = blind.people["cso" if role == "cio" else "cio"]
        seen = [
            blind.browsers["facilitator"].get(f"{self.base}vote"),
            theirs.opens("workshop"),
            self.screen.client.get(f"/s/{self.code}/now"),
        ]
        varying = r'(name="csrf_token" value="|data-state=")[^"]+'
        return [re.sub(varying, "", f"{answer.status}{answer.text}") for answer in seen]

    def decides(self) -> None:
        typed = Typed(Outcome.DECIDED, VOTED, decision="Move the review", owner="cso")
        facilitator = self.blind.pair.facilitator
        self.blind.does(self.is_open, lambda: decisions.save(facilitator, self.id, str(uuid4()), typed, 0))
        self.decided = self.decided or self.is_open

    def agrees(self, role: str) -> None:
        respondent = self.blind.respondents[role]
        may = self.is_open and self.stop == CLOSING and self.decided
        self.blind.does(may, lambda: closing.agree(respondent, closing.read_back(respondent).digest))

    def ends(self) -> None:
        facilitator = self.blind.pair.facilitator
        ended = self.prepared
        self.blind.does(ended, lambda: steering.end(facilitator, self.id, self.state.version))
        if ended:
            self.blind.events["end workshop"] += 1
            self.is_over()

    def renews_code(self) -> None:
        """Shut every screen out that has the code."""
        former = self.code
        self.blind.does(self.prepared, lambda: screens.renew_code(self.blind.pair.facilitator, self.id))
        if self.prepared:
            self.shut_out.append(former)

    def revokes_link(self, role: str) -> None:
        """End a personal link, whatever is going on; its person comes in with the new one."""
        blind, own = self.blind, self.blind.people[role]
        if role in blind.kept or own.pid in blind.guarded:
            return
        seats.new_link(blind.pair.facilitator, blind.seat(role)[0])
        assert own.opens("workshop").status_code == 404, "a browser stayed in with a link that is no more"
        blind.people[role] = entered(blind.app, blind.pair, role)

    # What the model says

    def is_over(self) -> None:
        """It was ended, or what it showed may not be shown any more; what it decided goes into a report to be made."""
        if self.prepared and self.decided:
            self.blind.ready = False
        self.prepared = self.is_open = False

    def shows(self, item: str, since: int) -> bool:
        """Whether the screens show an item now, at the step ``since`` or a later one."""
        here = STOPS[self.stop] == item and self.step >= since
        return self.is_open and here and not self.blank and self.over_it is None

    def shows_text(self, kind: str) -> bool:
        """Whether the screens may show a text of this kind now."""
        places = {
            "open answer": (ANSWERED, SECOND),
            "guess in own words": (GUESSED, FIRST),
            "ticked comment": (COMMENTED, TALK),
        }
        return kind in places and self.shows(*places[kind])

    # Where everybody looks

    @property
    def base(self) -> str:
        return f"/w/{self.blind.pair.facilitator.workspace_id}/workshops/{self.id}/"

    @property
    def code(self) -> str:
        return screens.code(self.id, 1 + len(self.shut_out))

    @property
    def screen(self) -> Browser:
        return self.blind.browsers[SCREEN]

    def desk(self) -> list[str]:
        """The pages of a facilitator."""
        return [f"{self.base}{page}" for page in ("remote", "closing", "vote", "")] if self.id else []

    def looked_at(self) -> list[tuple[str, Callable[[str], Any], list[str]]]:
        """What a screen asks for, and what one that was shut out may still try."""
        if not self.id:
            return []
        screen = self.screen.client.get
        former = [f"/s/{code}/now" for code in self.shut_out[-1:]]
        return [(SCREEN, screen, [f"/s/{self.code}/now"]), ("a screen that was shut out", screen, former)]
