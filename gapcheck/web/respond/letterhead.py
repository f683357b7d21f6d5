"""The logo of the workspace in whose name a respondent is asked."""

from __future__ import annotations

from io import BytesIO

from flask import abort, g, send_file
from werkzeug.wrappers import Response

from gapcheck.services import branding
from gapcheck.web.access import RESPONDENT, principal
from gapcheck.web.respond.signin import blueprint


@blueprint.get("/q/<pid>/logo-<digest>.png")
@principal(RESPONDENT)
def logo(digest: str) -> Response:
    """The logo, for those who hold a link of this workspace. Its address names its content."""
    kept = branding.of(g.respondent.workspace_id)
    if kept.logo is None or digest != kept.logo_hash:
        abort(404)
    return send_file(BytesIO(kept.logo), "image/png")
