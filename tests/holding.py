"""Workshops to hold in tests, through the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from gapcheck.extensions import db
from gapcheck.services.principals import Screen
from gapcheck.services.workshops import arranging, closing, decisions, preparing, room, screens, steering, votes
from gapcheck.services.workshops.arranging import Note
from gapcheck.services.workshops.moves import Command
from gapcheck.services.workshops.room import Room
from gapcheck.services.workshops.written import Kept, Typed
from gapcheck.vocabulary import Outcome
from tests.acting import Pair

#: Answers to four items: shared ground, a hidden agreement, a hidden and an open difference, in this order.
FOUR_KINDS: dict[str, dict[str, dict[str, int]]] = {
    "cio": {
        "SV1": {"cio": 4, "cso": 4},
        "CC2": {"cio": 4, "cso": 1},
        "CC4": {"cio": 5, "cso": 5},
        "LB2": {"cio": 5, "cso": 1},
    },
    "cso": {
        "SV1": {"cio": 4, "cso": 4},
        "CC2": {"cio": 1, "cso": 4},
        "CC4": {"cio": 1, "cso": 1},
        "LB2": {"cio": 5, "cso": 1},
    },
}


@dataclass
class Workshop:
    """A workshop of a pair, steered by its facilitator."""

    pair: Pair
    id: str
    decided: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, pair: Pair) -> Workshop:
        """Prepare one."""
        return cls(pair, preparing.prepare(pair.facilitator, pair.wave_id))

    @property
    def room(self) -> Room:
        """The state now."""
        db.session.close()
        return room.of(self.pair.facilitator, self.id)

    @property
    def code(self) -> str:
        """The code of its screens."""
        return screens.code_of(self.pair.facilitator, self.id)

    def screen(self) -> Screen:
        """A screen that has just joined."""
        return screens.screen(self.code)

    def starts(self) -> Workshop:
        """Start, which releases in the room."""
        steering.start(self.pair.facilitator, self.id, self.room.version)
        return self

    def ends(self) -> None:
        """End."""
        steering.end(self.pair.facilitator, self.id, self.room.version)

    def presses(self, command: Command, number: int | None = None) -> Room:
        """One key on the remote."""
        return steering.steer(self.pair.facilitator, self.id, self.room.version, command, number)

    def notes(self, item: str, text: str, question: str = "") -> None:
        """A note on an item that has none."""
        arranging.write_note(self.pair.facilitator, self.id, item, Note(question, text), 0)

    def votes(self, role: str, dots: Mapping[str, int]) -> None:
        """One of the two votes, and the vote is opened first."""
        if not self.room.voting:
            self.presses(Command.VOTE)
        votes.cast(self.pair.respondent(role), dots)

    def decides(self, text: str = "Move the review", **more: Any) -> Kept:
        """Write a decision down."""
        typed = Typed(Outcome.DECIDED, decision=text, **{"owner": "cso", "due": date(2027, 4, 30), **more})
        kept = decisions.save(self.pair.facilitator, self.id, str(uuid4()), typed, 0)
        self.decided.append(kept.id)
        return kept

    def agrees(self, role: str) -> None:
        """One of the two agrees to what is read back, at the closing."""
        respondent = self.pair.respondent(role)
        closing.agree(respondent, closing.read_back(respondent).digest)
