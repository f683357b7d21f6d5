"""The released report, read with the own link."""

from __future__ import annotations

from io import BytesIO

from flask import abort, g, render_template, send_file
from werkzeug.wrappers import Response

from gapcheck.services import answering
from gapcheck.services.reports import downloads, pages
from gapcheck.web.access import RESPONDENT, principal
from gapcheck.web.respond.signin import blueprint


@blueprint.get("/q/<pid>/report.pdf")
@principal(RESPONDENT, reads_answers=True)
def report() -> Response:
    """The participant edition while a release is in force; before and after, the same as an unknown page."""
    try:
        file = downloads.download_released(g.respondent)
    except (downloads.NoReport, downloads.NotReady):
        abort(404)
    return send_file(BytesIO(file.content), "application/pdf", as_attachment=True, download_name=file.name)


@blueprint.get("/q/<pid>/report")
@principal(RESPONDENT, reads_answers=True)
def report_page() -> str:
    """The same on the screen, under the same rule."""
    try:
        twin = pages.read_released(g.respondent)
    except (downloads.NoReport, downloads.NotReady):
        abort(404)
    return render_template("respond/report_page.html", questionnaire=answering.questionnaire(g.respondent), twin=twin)
