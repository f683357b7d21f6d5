"""Who did what in this workspace, newest first, page by page."""

from __future__ import annotations

from flask import abort, g, render_template, request

from gapcheck.services import trail as services
from gapcheck.services.paging import NoPage
from gapcheck.web.access import OWNER, principal
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("audit", __name__)


@blueprint.get("/w/<workspace_id>/audit")
@principal(OWNER)
def trail() -> str:
    """One page of the trail, of all companies or of one."""
    number = request.args.get("page", "1")
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        abort(404)
    try:
        shown = services.page(g.facilitator, int(number), request.args.get("company") or None)
    except NoPage:
        abort(404)
    return render_template("audit/trail.html", trail=shown)
