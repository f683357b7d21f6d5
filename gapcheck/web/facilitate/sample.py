"""The sample company of a workspace: made with one press of a button, removed with another."""

from __future__ import annotations

from flask import abort, g, redirect, url_for
from werkzeug.wrappers import Response

from gapcheck.services import samples
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.facilitate.page import blueprint


@blueprint.post("/w/<workspace_id>/sample")
@principal(FACILITATOR, changes_state=True)
def make_sample() -> Response:
    """Make the sample company, or go to the one that there is."""
    engagement_id = samples.make(g.facilitator)
    return redirect(url_for("facilitate.engagement", engagement_id=engagement_id), 303)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/remove-sample")
@principal(FACILITATOR, changes_state=True)
def remove_sample(engagement_id: str) -> Response:
    """Erase the sample company; there is no such page for a company of real people."""
    try:
        samples.remove(g.facilitator, engagement_id)
    except samples.NoSample:
        abort(404)
    return redirect(url_for("facilitate.home"), 303)
