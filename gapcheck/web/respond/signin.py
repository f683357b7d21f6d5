"""Who is asking: the respondent of the address, by the cookie that carries the same id."""

from __future__ import annotations

from flask import Blueprint, current_app, g, make_response, render_template, request
from werkzeug.wrappers import Response

from gapcheck.services import links
from gapcheck.services.links import NotSignedIn
from gapcheck.web.access import RESPONDENT, access_of
from gapcheck.web.incoming import clean
from gapcheck.web.respond import cookies

blueprint = Blueprint("respond", __name__)

#: Fields in which a person writes: what they hold is shown again where a page could not be saved.
_WRITTEN = ("words.", "answer.", "comment")


@blueprint.before_request
def _sign_in() -> Response | None:
    """Find the respondent before any view runs. Without one, the answer is the same for every id."""
    if access_of(current_app, request.endpoint or "").principal != RESPONDENT:
        return None
    named = (request.view_args or {}).pop("pid")
    held = cookies.secret(named)
    try:
        g.respondent = links.respondent(named, held or "")
    except NotSignedIn:
        return not_saved("signed_out", 404)
    g.secret = held
    if request.method == "POST" and request.form.getlist("pid") != [named]:
        return not_saved("other_person", 409)
    return None


@blueprint.url_defaults
def _same_respondent(endpoint: str, values: dict[str, object]) -> None:
    """Links between a respondent's pages stay with that respondent."""
    if "respondent" in g and current_app.url_map.is_endpoint_expecting(endpoint, "pid"):
        values.setdefault("pid", g.respondent.occupant_id)


@blueprint.app_template_global("pid")
def pid() -> str:
    """The id that every form of this respondent names, so that no form lands in another one's questionnaire."""
    return str(g.respondent.occupant_id)


def not_saved(reason: str, status: int) -> Response:
    """A page that says why nothing was saved, with what was written so that it can be copied."""
    written = [
        clean(value)
        for name, value in request.form.items(multi=True)
        if name.startswith(_WRITTEN) and any(letter.isspace() for letter in value.strip())
    ]
    return make_response(render_template("respond/_not_saved.html", reason=reason, written=written), status)
