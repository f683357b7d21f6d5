"""The door: what a bare link shows, and the way in and out."""

from __future__ import annotations

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.extensions import limiter
from gapcheck.services import links
from gapcheck.services.links import LinkUnknown, PinLocked, PinNeeded
from gapcheck.web.access import PUBLIC, RESPONDENT, principal
from gapcheck.web.incoming import single
from gapcheck.web.respond import cookies
from gapcheck.web.respond.signin import blueprint

LONGEST_PIN = 64


@blueprint.get("/i/<token>")
@principal(PUBLIC)
def door(token: str) -> str:
    """The same page for every link, known or not: a mail scanner that opens it learns and changes nothing."""
    return render_template("respond/door.html", token=token)


@blueprint.post("/i/<token>")
@limiter.limit("60 per minute")
@principal(PUBLIC, changes_state=True)
def enter(token: str) -> Response:
    """Exchange the link for a sign-in in this browser, with its PIN where the facilitator has set one."""
    try:
        # Told by phone it is told in groups, and typed so.
        pin = "".join(single(request.form, "pin").split())
        entry = links.enter(token, pin[:LONGEST_PIN] or None)
    except LinkUnknown:
        return make_response(render_template("respond/_link_unknown.html"), 404)
    except PinNeeded as needed:
        # The page before this one has no field for it: whoever sends it empty pressed the button of the PIN's page.
        empty = "pin" in request.form and not needed.wrong
        page = render_template("respond/_pin.html", token=token, wrong=needed.wrong, empty=empty)
        return make_response(page, 422 if needed.wrong or empty else 200)
    except PinLocked:
        return make_response(render_template("respond/_pin_locked.html"), 403)
    response = redirect(url_for("respond.resume", pid=entry.pid), 303)
    cookies.give(response, entry.pid, entry.secret)
    return response


@blueprint.post("/q/<pid>/leave")
@principal(RESPONDENT, changes_state=True)
def leave() -> Response:
    """Sign out of this browser and clear what it kept; the link stays valid."""
    links.leave(g.respondent, g.secret)
    response = redirect(url_for("respond.left"), 303)
    cookies.take(response, g.respondent.occupant_id)
    cookies.forget_pages(response)
    return response


@blueprint.get("/left")
@principal(PUBLIC)
def left() -> str:
    """After leaving. The same for everybody."""
    return render_template("respond/left.html")
