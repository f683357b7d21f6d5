"""The end of a workshop: commitments, agreement, the next date, files, and what was decided without a connection."""

from __future__ import annotations

from uuid import uuid4

from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.faults import Fault, InputFaults
from gapcheck.services.decided import NotPossible
from gapcheck.services.workshops import closing, decisions, exporting, importing, room, steering
from gapcheck.services.workshops.decisions import StaleDecision, TooMany
from gapcheck.services.workshops.rows import NotOpen
from gapcheck.services.workshops.scene_words import people_of
from gapcheck.services.workshops.steering import Stale
from gapcheck.services.workshops.written import COMMITMENTS_MOST
from gapcheck.vocabulary import Outcome
from gapcheck.web.access import FACILITATOR, READER, principal
from gapcheck.web.incoming import single
from gapcheck.web.workshop.fields import day, whole
from gapcheck.web.workshop.page import Desk, blueprint
from gapcheck.web.workshop.writing import Conflict, Sent, keep, read

#: The files by the name at the end of their address.
_FILES = {
    "decisions.csv": exporting.FileKind.CSV,
    "dates.ics": exporting.FileKind.CALENDAR,
    "decisions.md": exporting.FileKind.MARKDOWN,
}
#: What the page says where a button could not be carried out; the words are in templates/workshop/_words.html.
_REFUSALS: dict[type[Exception], str] = {
    NotOpen: "over",
    StaleDecision: "stale",
    ValueError: "day",
    NotPossible: "day",
    TooMany: "too_many",
}
#: An export of the offline page is never as large as this.
_LARGEST = 500_000


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/closing")
@principal(READER, reads_answers=True)
def close(workshop_id: str) -> str:
    """What was decided, and which of it is read back."""
    return _page(Desk(workshop_id))


@blueprint.post("/w/<workspace_id>/workshops/<workshop_id>/closing")
@principal(FACILITATOR, reads_answers=True, changes_state=True)
def settle(workshop_id: str) -> Response | tuple[str, int]:
    """One of the page's buttons: choose commitments, set the date, write or take out a decision, end the workshop."""
    act, _, named = single(request.form, "act").partition(":")
    sent = read(request.form) if act == "write" else None
    room.of(g.facilitator, workshop_id)
    try:
        _act(workshop_id, act, named, sent)
    except Stale as stale:
        return _page(Desk(workshop_id, stale.room), "stale"), 409
    except Conflict as conflict:
        return _page(Desk(workshop_id), conflict.reason, sent), 409
    except tuple(_REFUSALS) as refusal:
        return _page(Desk(workshop_id), _REFUSALS[type(refusal)]), 409
    return redirect(url_for("workshop.close", workshop_id=workshop_id), 303)


def _act(workshop_id: str, act: str, named: str, sent: Sent | None) -> None:
    """Carry out the button that was pressed; Enter in a field presses none."""
    if act == "choose":
        decisions.choose(g.facilitator, workshop_id, set(request.form.getlist("commitment")))
    elif act == "date":
        closing.set_next_wave(g.facilitator, workshop_id, day(request.form, "next_wave_on"))
    elif act == "write" and sent is not None:
        keep(workshop_id, sent)
    elif act == "take_out":
        decisions.take_out(g.facilitator, workshop_id, named, whole(request.form, f"revision.{named}", 0))
    elif act == "end":
        steering.end(g.facilitator, workshop_id, whole(request.form, "version", 0))


def _page(desk: Desk, refused: str = "", sent: Sent | None = None) -> str:
    by_outcome = {outcome: [kept for kept in desk.decisions if kept.typed.outcome is outcome] for outcome in Outcome}
    edited = next((kept for kept in desk.decisions if kept.id == request.args.get("decision")), None)
    return render_template(
        "workshop/close.html",
        refused=refused,
        room=desk.room,
        pair=desk.pair,
        people=people_of(desk.pair),
        decided=by_outcome[Outcome.DECIDED],
        parked=by_outcome[Outcome.PARKED],
        settled=by_outcome[Outcome.NOTHING_NEEDED],
        most=COMMITMENTS_MOST,
        agreed=closing.agreed(g.facilitator, desk.workshop_id),
        edited=edited,
        new_id=str(uuid4()),
        sent=sent,
        files=_FILES,
    )


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/export/<name>")
@principal(READER, reads_answers=True)
def export(workshop_id: str, name: str) -> Response:
    """The decisions as a table or as text, or the dates as a calendar."""
    if name not in _FILES:
        abort(404)
    file = exporting.export(g.facilitator, workshop_id, _FILES[name])
    response = make_response(file.content)
    response.headers["Content-Type"] = f"{file.type}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/import")
@principal(FACILITATOR)
def import_page(workshop_id: str) -> str:
    """Where the file of an offline workshop is chosen."""
    return _import_page(workshop_id)


@blueprint.post("/w/<workspace_id>/workshops/<workshop_id>/import")
@principal(FACILITATOR, changes_state=True)
def take_in(workshop_id: str) -> str | tuple[str, int]:
    """Take the decisions of a file in, each once however often it is brought."""
    file = request.files.get("file")
    content = file.read(_LARGEST + 1) if file is not None else b""
    if not content or len(content) > _LARGEST:
        return _import_page(workshop_id, (Fault("", "Choose the file that the offline page saved."),)), 422
    try:
        taken = importing.take_in(g.facilitator, workshop_id, content)
    except InputFaults as bad:
        return _import_page(workshop_id, bad.faults), 422
    except NotOpen:
        return _import_page(workshop_id, (Fault("", "This workshop was never started."),)), 409
    return _import_page(workshop_id, taken=taken)


def _import_page(workshop_id: str, faults: tuple[Fault, ...] = (), taken: importing.TakenIn | None = None) -> str:
    desk = Desk(workshop_id)
    return render_template("workshop/import_page.html", room=desk.room, pair=desk.pair, faults=faults, taken=taken)
