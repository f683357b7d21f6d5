"""What a screen shows now: the state of the room and the one scene that goes with it, read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Session

from gapcheck.engine.result import Both
from gapcheck.engine.sentences import Pair
from gapcheck.models import WorkshopNote
from gapcheck.services.principals import Respondent, Screen
from gapcheck.services.transaction import reading
from gapcheck.services.workshops import closing, material, room, rows, screens, votes, written
from gapcheck.services.workshops.room import Room
from gapcheck.services.workshops.rows import Found
from gapcheck.services.workshops.scene import Choices, ItemScene, item_scene
from gapcheck.services.workshops.scene_deciding import ScreenDecision, size_of
from gapcheck.services.workshops.scene_words import ScreenPerson, people_of
from gapcheck.services.workshops.votes import Tally
from gapcheck.services.workshops.written import Kept
from gapcheck.vocabulary import BoxKind, Outcome, Overlay


@dataclass(frozen=True, slots=True)
class BlankScene:
    """Nothing at all."""

    kind: ClassVar[str] = "blank"


@dataclass(frozen=True, slots=True)
class OpeningScene:
    """Who talks with whom, the rules, and how to join."""

    kind: ClassVar[str] = "opening"
    company: str
    people: Both[ScreenPerson]
    code: str
    rehearsal: bool


@dataclass(frozen=True, slots=True)
class CodeScene:
    """How to join, over whatever was shown."""

    kind: ClassVar[str] = "code"
    people: Both[ScreenPerson]
    code: str


@dataclass(frozen=True, slots=True)
class VoteLine:
    """An item with the dots that the two gave it together."""

    short: str
    dots: int


@dataclass(frozen=True, slots=True)
class VoteScene:
    """The vote: how many of the two have voted, and only when both have, the dots, the most first."""

    kind: ClassVar[str] = "vote"
    people: Both[ScreenPerson]
    voted: int
    of: int
    lines: tuple[VoteLine, ...]


@dataclass(frozen=True, slots=True)
class ClosingScene:
    """The commitments, read back."""

    kind: ClassVar[str] = "closing"
    commitments: tuple[ScreenDecision, ...]
    agreed: tuple[ScreenPerson, ...]
    next_wave_on: date | None
    heading: ClassVar[str] = "What we will do"

    @property
    def size(self) -> str:
        """How large the commitments are set."""
        notes = bool(self.agreed) + (self.next_wave_on is not None)
        return size_of(self.commitments, Both(self.heading, self.heading), notes)


Scene = BlankScene | OpeningScene | CodeScene | VoteScene | ClosingScene | ItemScene


@dataclass(frozen=True, slots=True)
class OnScreen:
    """The state's version, what a screen needs of it besides, and the scene. ``seconds_left`` is None without a timer.

    A timer that does not run stands still at ``seconds_left``.
    """

    version: int
    dark: bool
    seconds_left: int | None
    running: bool
    scene: Scene


def in_room(respondent: Respondent) -> bool:
    """Whether the respondent's pair is in a workshop now, so that there is something on the own phone."""
    try:
        rows.for_respondent(reading(), respondent)
    except (rows.NoWorkshop, rows.NotOpen):
        return False
    return True


def on_screen(screen: Screen) -> OnScreen:
    """What this screen shows now. Raises NoWorkshop and NotOpen, upon which it shows nothing."""
    session = reading()
    found = rows.for_screen(session, screen)
    state = room.view(found)
    given = material.of_wave(session, found.wave)
    pair = Pair(given.wave, given.comparison)
    return OnScreen(
        version=state.version,
        dark=state.dark,
        seconds_left=None if state.blank else state.seconds_left,
        running=state.timer_ends_at is not None,
        scene=_scene(session, found, state, pair),
    )


def _own_question(session: Session, found: Found, state: Room) -> str:
    """The facilitator's own question on the item that is shown. Of the note beside it nothing is taken."""
    item = state.at.item
    row = session.get(WorkshopNote, (found.workshop.id, item.id)) if item else None
    if row is None:
        return ""
    words = found.seal.open_written(row.sealed, "workshop_note", row.workshop_id, row.item, row.revision)
    return str(words["question"])


def _scene(session: Session, found: Found, state: Room, pair: Pair) -> Scene:
    people, row = people_of(pair), found.workshop
    if state.blank:
        return BlankScene()
    if state.overlay is Overlay.CODE:
        return CodeScene(people, screens.code(row.id, row.code_generation))
    if state.overlay is Overlay.VOTE:
        return _vote_scene(pair, votes.tally_of(session, found))
    decisions = written.decisions(session, found.seal, row.id)
    if state.at.item is not None:
        return scene_of_item(state, pair, _own_question(session, found, state), decisions)
    if state.at.kind is BoxKind.OPENING:
        return OpeningScene(pair.wave.company, people, screens.code(row.id, row.code_generation), state.rehearsal)
    agreed = closing.agreed_to(session, found)
    return ClosingScene(
        tuple(screen_decision(pair, kept) for kept in decisions if kept.chosen),
        tuple(person for person, role in zip(people, pair.comparison.pair, strict=True) if role in agreed),
        state.next_wave_on,
    )


def scene_of_item(state: Room, pair: Pair, question: str, decisions: Sequence[Kept]) -> ItemScene:
    """The scene of the item at which the room stands; ``question`` is the own one, "" for the prepared one."""
    item = state.at.item
    if item is None:
        raise ValueError("the room stands at no item")
    ids = state.agenda.item_ids
    return item_scene(
        pair,
        item.id,
        state.step,
        state.agenda.order,
        (ids.index(item.id) + 1, len(ids)),
        Choices(question, frozenset(item.comments)),
        tuple(screen_decision(pair, kept) for kept in decisions if kept.typed.item == item.id),
    )


def screen_decision(pair: Pair, kept: Kept) -> ScreenDecision:
    """What was written down, as the screen shows it."""
    typed = kept.typed
    return ScreenDecision(
        text="" if typed.outcome is Outcome.NOTHING_NEEDED else typed.decision or typed.position,
        owner=pair.wave.instrument.role(typed.owner).title if typed.owner else "",
        due=typed.due,
        evidence=typed.evidence,
        parked=typed.outcome is Outcome.PARKED,
    )


def _vote_scene(pair: Pair, tally: Tally) -> VoteScene:
    """The vote as far as it may be seen: not even its items stand in an order before both votes are in."""
    dots = tally.dots or {}
    lines = (VoteLine(pair.facts(item).item.short, dots[item]) for item in tally.items if dots.get(item))
    return VoteScene(people_of(pair), len(tally.voted), tally.of, tuple(sorted(lines, key=lambda line: -line.dots)))
