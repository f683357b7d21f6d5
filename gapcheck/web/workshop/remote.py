"""The remote: one page for a phone, ordinary buttons, and everything typed saved with every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from flask import g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.engine import sentences as say
from gapcheck.engine.sentences import ItemFacts
from gapcheck.services.workshops import screens, steering, votes
from gapcheck.services.workshops.moves import Command, NoSuchPlace
from gapcheck.services.workshops.rows import NotOpen
from gapcheck.services.workshops.scene import STEPS, ItemStep
from gapcheck.services.workshops.scene_words import Said, people_of, told
from gapcheck.services.workshops.screens import NoScreen
from gapcheck.services.workshops.steering import Stale
from gapcheck.services.workshops.written import Kept, Typed
from gapcheck.vocabulary import ItemType, Outcome
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.incoming import single
from gapcheck.web.workshop.fields import whole
from gapcheck.web.workshop.page import Desk, blueprint
from gapcheck.web.workshop.writing import Conflict, Sent, keep, read


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the four answers as the facilitator reads it; ``position`` is the step of a scale, "" elsewhere."""

    said: Said
    position: str


@dataclass(frozen=True, slots=True)
class Field:
    """The decision in the form: a new one has revision 0 and an id made for it."""

    id: str
    revision: int
    typed: Typed


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/remote")
@principal(FACILITATOR, reads_answers=True)
def remote(workshop_id: str) -> str | Response:
    """Where the workshop stands, and the buttons that move it."""
    desk = Desk(workshop_id)
    if not desk.room.is_open:
        return redirect(url_for("workshop.arrange", workshop_id=workshop_id))
    return _page(desk)


@blueprint.post("/w/<workspace_id>/workshops/<workshop_id>/remote")
@principal(FACILITATOR, reads_answers=True, changes_state=True)
def command(workshop_id: str) -> Response | tuple[str, int]:
    """Save what is typed, then carry out what the pressed button says."""
    sent = read(request.form)
    try:
        keep(workshop_id, sent)
        ordered = single(request.form, "command").partition(":")
        if ordered[0]:
            number = int(ordered[2]) if ordered[2].isdigit() else None
            steering.steer(g.facilitator, workshop_id, whole(request.form, "version", 0), Command(ordered[0]), number)
    except Stale as stale:
        return _page(Desk(workshop_id, stale.room), refused="stale"), 409
    except Conflict as conflict:
        return _page(Desk(workshop_id), refused=conflict.reason, sent=sent, conflict=conflict), 409
    except (NotOpen, NoSuchPlace, ValueError):
        desk = Desk(workshop_id)
        if not desk.room.is_open:
            return redirect(url_for("workshop.arrange", workshop_id=workshop_id), 303)
        return _page(desk, refused="stale", sent=sent), 409
    return redirect(
        url_for("workshop.remote", workshop_id=workshop_id, _anchor=single(request.form, "to") or None), 303
    )


@blueprint.post("/w/<workspace_id>/workshops/<workshop_id>/remote/save")
@principal(FACILITATOR, changes_state=True)
def save(workshop_id: str) -> Response | tuple[Response, int]:
    """Save what is typed, for the script of the page."""
    try:
        revisions = keep(workshop_id, read(request.form))
    except Conflict as conflict:
        return jsonify(reason="newer" if conflict.reason == "newer" else "unusable"), 409
    except NotOpen:
        return jsonify(reason="ended"), 409
    return jsonify(saved=True, revisions=revisions)


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/remote/now")
@principal(FACILITATOR)
def remote_now(workshop_id: str) -> Response:
    """Which state is the newest, for a remote that another one may have overtaken."""
    return jsonify(state=_state(Desk(workshop_id)))


def _state(desk: Desk) -> str:
    """Tells states of the room apart, votes and writings included."""
    try:
        pulse = screens.pulse(screens.code_of(g.facilitator, desk.workshop_id))
    except NoScreen:
        return f"{desk.room.version}"
    return f"{pulse.version}.{pulse.writings}"


def _page(desk: Desk, refused: str = "", sent: Sent | None = None, conflict: Conflict | None = None) -> str:
    state = desk.room
    item = state.at.item
    facts = desk.facts(item.id) if item else None
    of_item = tuple(kept for kept in desk.decisions if item and kept.typed.item == item.id)
    steps = STEPS[state.agenda.order]
    return render_template(
        "workshop/remote.html",
        refused=refused,
        conflict=conflict,
        room=state,
        state=_state(desk),
        pair=desk.pair,
        people=people_of(desk.pair),
        code=screens.code_of(g.facilitator, desk.workshop_id),
        step=steps[state.step] if item else None,
        next_step=_next(steps, state.step) if item else None,
        earlier_step=steps[state.step - 1] if item and state.step else None,
        facts=facts,
        answers=four_answers(facts) if facts else (),
        notes=prepared_lines(facts) if facts else (),
        question=(desk.note(item.id).note.question or say.item_question(facts)) if item and facts else "",
        note=desk.note(item.id) if item else None,
        decisions=of_item,
        field=_field(of_item, item.id) if item else None,
        sent=sent if sent and item and sent.item == item.id else None,
        tally=votes.tally(g.facilitator, desk.workshop_id) if state.voting else None,
        stops=[desk.facts(stop.item.id).item.short if stop.item else None for stop in state.agenda.stops],
    )


def _next(steps: Sequence[ItemStep], step: int) -> ItemStep | None:
    return steps[step + 1] if step + 1 < len(steps) else None


def four_answers(facts: ItemFacts) -> tuple[Answer, ...]:
    """All four answers, the own views first."""
    scale = facts.item.type is ItemType.SCALE
    own, guess = facts.own_values, facts.guess_values
    values = {(0, 0): own.a, (1, 1): own.b, (0, 1): guess.a, (1, 0): guess.b}
    answers = []
    for said in told(facts, guesses=True, own=True):
        value = values[said.speaker, said.about]
        position = f"{value} of {len(facts.item.labels)}" if scale and value is not None else ""
        answers.append(Answer(said, position))
    return tuple(answers)


def prepared_lines(facts: ItemFacts) -> tuple[str, ...]:
    """What the facilitator's edition says of this item, in a few lines."""
    lines = (
        f"{say.item_state_name(facts)}.",
        say.short_sentence(facts),
        say.directions(facts),
        say.close_detail(facts),
    )
    return tuple(line for line in lines if line)


def _field(of_item: Sequence[Kept], item: str) -> Field:
    """The decision that the form is about: the one named in the address, else the last one, else a new one."""
    wanted = request.args.get("decision", "")
    chosen = next((kept for kept in of_item if kept.id == wanted), None)
    if chosen is None and of_item and wanted != "new":
        chosen = of_item[-1]
    if chosen is None:
        return Field(str(uuid4()), 0, Typed(Outcome.DECIDED, item))
    return Field(chosen.id, chosen.revision, chosen.typed)
