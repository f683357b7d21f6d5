"""The report on the screen, both editions."""

from __future__ import annotations

from flask import abort, g, render_template

from gapcheck.services import overview
from gapcheck.services.reports import downloads, pages
from gapcheck.vocabulary import Edition
from gapcheck.web.access import READER, principal
from gapcheck.web.facilitate.page import blueprint, wave_page


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/<int:number>/report/<edition>")
@principal(READER, reads_answers=True)
def report_page(engagement_id: str, number: int, edition: str) -> str | tuple[str, int]:
    """The newest report of a wave as a page."""
    try:
        shown = overview.wave(g.facilitator, engagement_id, number)
        twin = pages.read(g.facilitator, shown.wave_id, Edition(edition))
    except (overview.NoEngagement, downloads.NoReport, ValueError):
        abort(404)
    except downloads.NotReady as unready:
        return wave_page(engagement_id, number, refused="not_made" if unready.failed else "not_ready"), 409
    return render_template("facilitate/report_page.html", engagement=shown, edition=edition, twin=twin)
