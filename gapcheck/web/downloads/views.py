"""Reports of many companies as one archive, and the answers of one company as CSV or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from flask import abort, g, redirect, render_template, request, send_file, stream_with_context, url_for
from werkzeug.wrappers import Response

from gapcheck.services import batches, exporting
from gapcheck.vocabulary import Edition
from gapcheck.web.access import READER, principal
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("downloads", __name__)
#: The names in an export's address.
FILES = {
    "answers.json": exporting.FileKind.JSON,
    "answers.csv": exporting.FileKind.CSV,
    "dictionary.csv": exporting.FileKind.DICTIONARY,
}


@blueprint.post("/w/<workspace_id>/reports")
@principal(READER, changes_state=True)
def order() -> Response:
    """Ask for the reports of the companies that were ticked, or of all that were listed."""
    edition = request.form.get("edition")
    if edition not in list(Edition):
        abort(400)
    chosen = request.form.getlist("listed" if "all" in request.form else "wave")
    try:
        batch_id = batches.order(g.facilitator, chosen, Edition(edition))
    except batches.NothingChosen:
        return redirect(url_for("portfolio.companies", nothing="chosen"))
    return redirect(url_for("downloads.batch", batch_id=batch_id))


@blueprint.get("/w/<workspace_id>/reports/<batch_id>")
@principal(READER)
def batch(batch_id: str) -> str:
    """How many of the reports are ready; asks again by itself until all are."""
    try:
        progress = batches.progress(g.facilitator, batch_id)
    except batches.NoBatch:
        abort(404)
    return render_template("downloads/batch.html", progress=progress)


@blueprint.get("/w/<workspace_id>/reports/<batch_id>/alignment-reports.zip")
@principal(READER, reads_answers=True)
def archive(batch_id: str) -> Response:
    """The reports as one archive, each authorised while it is put in."""
    try:
        pieces = batches.archive(g.facilitator, batch_id, _explained)
    except batches.NoBatch:
        abort(404)
    answer = Response(stream_with_context(pieces), mimetype="application/zip")
    answer.headers["Content-Disposition"] = "attachment; filename=alignment-reports.zip"
    return answer


def _explained(left_out: Sequence[batches.LeftOut]) -> str:
    return render_template("downloads/left_out.txt", left_out=left_out)


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/export/<name>")
@principal(READER, reads_answers=True)
def answers(engagement_id: str, name: str) -> Response:
    """The answers of a company, or the dictionary that explains them."""
    try:
        file = exporting.export(g.facilitator, engagement_id, FILES[name])
    except (KeyError, exporting.NoAnswers):
        abort(404)
    return send_file(BytesIO(file.content), file.type, as_attachment=True, download_name=file.name)
