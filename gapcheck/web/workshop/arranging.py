"""The agenda builder: from an engagement to its workshop, boxes of time, items to drop, reorder and add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.engine import sentences as say
from gapcheck.services import overview
from gapcheck.services.decided import NotPossible, NoWave
from gapcheck.services.workshops import agenda as agendas
from gapcheck.services.workshops import arranging, preparing, steering
from gapcheck.services.workshops.agenda import MINUTES, MINUTES_LEAST, MINUTES_MOST, Agenda, AgendaItem, Box
from gapcheck.services.workshops.arranging import UnusableAgenda
from gapcheck.services.workshops.rows import NotOpen
from gapcheck.services.workshops.steering import MayNotStart, Stale
from gapcheck.vocabulary import BoxKind, RevealOrder
from gapcheck.web.access import FACILITATOR, READER, principal
from gapcheck.web.incoming import single
from gapcheck.web.workshop.fields import whole
from gapcheck.web.workshop.page import Desk, blueprint

#: Minutes of a box that an added item brings with it.
ADDED_BOX = 10
_KINDS = list(BoxKind)


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/workshop")
@principal(READER)
def agenda(engagement_id: str) -> str | Response:
    """To the workshop of an engagement; where there is none yet, how to prepare one."""
    try:
        shown = overview.engagement(g.facilitator, engagement_id)
        workshop = preparing.of_wave(g.facilitator, shown.wave_id)
    except (overview.NoEngagement, NoWave):
        abort(404)
    if workshop.workshop_id and workshop.ended_at is None:
        return redirect(url_for("workshop.arrange", workshop_id=workshop.workshop_id))
    return render_template("workshop/agenda.html", engagement=shown, workshop=workshop, minutes=MINUTES)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/workshop")
@principal(FACILITATOR, changes_state=True)
def prepare(engagement_id: str) -> Response | tuple[str, int]:
    """Make a workshop with the suggested agenda."""
    try:
        shown = overview.engagement(g.facilitator, engagement_id)
        minutes = min(MINUTES_MOST, max(MINUTES_LEAST, whole(request.form, "minutes", MINUTES)))
        order = _order(request.form)
        workshop_id = preparing.prepare(g.facilitator, shown.wave_id, minutes, order)
    except (overview.NoEngagement, NoWave):
        abort(404)
    except NotPossible:
        workshop = preparing.of_wave(g.facilitator, shown.wave_id)
        return render_template("workshop/agenda.html", engagement=shown, workshop=workshop, minutes=MINUTES), 409
    return redirect(url_for("workshop.arrange", workshop_id=workshop_id), 303)


@blueprint.post("/w/<workspace_id>/rehearsal")
@principal(FACILITATOR, changes_state=True)
def rehearse() -> Response:
    """A workshop on the sample company, to try everything out; to the company's page where it cannot be used so."""
    try:
        workshop_id = preparing.rehearse(g.facilitator)
    except preparing.NothingToRehearse as nothing:
        return redirect(url_for("facilitate.engagement", engagement_id=nothing.engagement_id), 303)
    return redirect(url_for("workshop.arrange", workshop_id=workshop_id), 303)


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/")
@principal(READER, reads_answers=True)
def arrange(workshop_id: str) -> str:
    """The agenda, to be arranged."""
    return _page(Desk(workshop_id))


@blueprint.post("/w/<workspace_id>/workshops/<workshop_id>/")
@principal(FACILITATOR, reads_answers=True, changes_state=True)
def rearrange(workshop_id: str) -> Response | tuple[str, int]:
    """Save the agenda as the page has it, with the one change of the button that was pressed."""
    desk = Desk(workshop_id)
    act, _, item = single(request.form, "act").partition(":")
    try:
        wanted = _changed(desk, act, item or single(request.form, "add"))
        arranging.save(g.facilitator, workshop_id, wanted, whole(request.form, "version", 0))
    except Stale as stale:
        return _page(Desk(workshop_id, stale.room), refused="stale"), 409
    except UnusableAgenda:
        return _page(desk, refused="unusable"), 422
    except NotOpen:
        return _page(desk, refused="over"), 409
    return redirect(url_for("workshop.arrange", workshop_id=workshop_id, _anchor=item or None), 303)


@blueprint.post("/w/<workspace_id>/workshops/<workshop_id>/start")
@principal(FACILITATOR, changes_state=True)
def start(workshop_id: str) -> Response | tuple[str, int]:
    """Open the room: the release to both together, where nothing was released yet."""
    try:
        steering.start(g.facilitator, workshop_id, whole(request.form, "version", 0))
    except Stale as stale:
        return _page(Desk(workshop_id, stale.room), refused="stale"), 409
    except (NotOpen, MayNotStart):
        return _page(Desk(workshop_id), refused="over"), 409
    return redirect(url_for("workshop.remote", workshop_id=workshop_id), 303)


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a box on the page."""

    id: str
    short: str
    sentence: str
    own_question: bool
    notes: bool
    comments: int


def _page(desk: Desk, refused: str = "") -> str:
    state = desk.room
    workshop = preparing.of_wave(g.facilitator, state.wave_id)
    chosen = set(state.agenda.item_ids)
    offered = agendas.candidates(desk.pair.comparison)
    return render_template(
        "workshop/arrange.html",
        refused=refused,
        room=state,
        pair=desk.pair,
        releases=workshop.releases and state.started_at is None,
        rows={box.kind: [_row(desk, item) for item in box.items] for box in state.agenda.boxes},
        left={kind: [desk.facts(item).item for item in items if item not in chosen] for kind, items in offered.items()},
        limits=(MINUTES_LEAST, MINUTES_MOST),
    )


def _row(desk: Desk, item: AgendaItem) -> Row:
    facts, note = desk.facts(item.id), desk.note(item.id).note
    return Row(
        id=item.id,
        short=facts.item.short,
        sentence=say.short_sentence(facts),
        own_question=bool(note.question),
        notes=bool(note.text),
        comments=len(item.comments),
    )


def _order(fields: Mapping[str, str]) -> RevealOrder:
    return RevealOrder.OWN_FIRST if fields.get("order") == RevealOrder.OWN_FIRST else RevealOrder.GUESSES_FIRST


def _changed(desk: Desk, act: str, item: str) -> Agenda:
    """The agenda that the form stands for. What a form of ours does not send stays as it is."""
    now = desk.room.agenda
    order = _order(request.form)
    if act == "suggest":
        minutes = min(MINUTES_MOST, max(MINUTES_LEAST, whole(request.form, "total", now.minutes)))
        return agendas.suggested(desk.pair.comparison, minutes, order)
    boxes = [
        replace(box, minutes=max(1, min(MINUTES_MOST, whole(request.form, f"minutes.{box.kind}", box.minutes))))
        for box in now.boxes
    ]
    if act == "add":
        boxes = _with(boxes, item, desk)
    elif act in ("up", "down", "drop"):
        boxes = [replace(box, items=_moved(box.items, act, item)) for box in boxes]
    ends = (BoxKind.OPENING, BoxKind.COMMITMENTS)
    return Agenda(tuple(box for box in boxes if box.items or box.kind in ends), order)


def _moved(items: tuple[AgendaItem, ...], act: str, wanted: str) -> tuple[AgendaItem, ...]:
    found = [each.id for each in items]
    if wanted not in found:
        return items
    place, moved = found.index(wanted), list(items)
    item = moved.pop(place)
    if act != "drop":
        moved.insert(max(0, place - 1) if act == "up" else place + 1, item)
    return tuple(moved)


def _with(boxes: list[Box], wanted: str, desk: Desk) -> list[Box]:
    """The boxes with an item more, in the box that its finding belongs into, which is made where it is not there."""
    kind = next((kind for kind, ids in agendas.candidates(desk.pair.comparison).items() if wanted in ids), None)
    if kind is None or any(item.id == wanted for box in boxes for item in box.items):
        raise UnusableAgenda
    if all(box.kind is not kind for box in boxes):
        boxes = sorted([*boxes, Box(kind, ADDED_BOX)], key=lambda box: _KINDS.index(box.kind))
    return [replace(box, items=(*box.items, AgendaItem(wanted))) if box.kind is kind else box for box in boxes]
