"""The shelf of questionnaires, one of them to read, and the upload of an own one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.faults import Fault, InputFaults
from gapcheck.services import instruments
from gapcheck.services.instruments import IdTaken, VersionTaken
from gapcheck.web.access import FACILITATOR, READER, principal
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("questionnaires", __name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an upload was refused: the file's faults, or the key or id that is taken, or no file at all."""

    faults: tuple[Fault, ...] = ()
    key: str | None = None
    instrument_id: str | None = None
    missing: bool = False


@blueprint.get("/w/<workspace_id>/questionnaires")
@principal(READER)
def shelf() -> str:
    """All questionnaires that can be chosen here, and a form to upload an own one."""
    return _shelf()


def _shelf(refused: Refused | None = None) -> str:
    return render_template("questionnaires/shelf.html", shelf=instruments.shelf(g.facilitator), refused=refused)


@blueprint.post("/w/<workspace_id>/questionnaires")
@principal(FACILITATOR, changes_state=True)
def upload() -> Response | tuple[str, int]:
    """Check a file and keep it as a version of an own questionnaire; else every fault with its place."""
    file = request.files.get("file")
    content = file.read(instruments.LARGEST + 1) if file else b""
    if not content:
        return _shelf(Refused(missing=True)), 422
    try:
        added = instruments.upload(g.facilitator, content)
    except InputFaults as found:
        return _shelf(Refused(faults=found.faults)), 422
    except VersionTaken as taken:
        return _shelf(Refused(key=taken.key)), 409
    except IdTaken as taken:
        return _shelf(Refused(instrument_id=taken.instrument_id)), 409
    return redirect(url_for("questionnaires.preview", key=added.key))


@blueprint.get("/w/<workspace_id>/questionnaires/<key>")
@principal(READER)
def preview(key: str) -> str:
    """One questionnaire, all of its questions with their answers, to read."""
    try:
        found = instruments.find(key, g.facilitator)
    except InputFaults:
        abort(404)
    if found.key != key:  # an id alone means the newest version: an address names one
        abort(404)
    return render_template("questionnaires/preview.html", instrument=found)
