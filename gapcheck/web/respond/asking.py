"""What works without a sign-in: asking for the own link again, and stopping reminders from a mail."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.extensions import limiter
from gapcheck.services.links import LinkUnknown
from gapcheck.services.mail import asking
from gapcheck.web.access import PUBLIC, principal
from gapcheck.web.incoming import line, single
from gapcheck.web.respond.signin import blueprint

LONGEST_ADDRESS = 254


@blueprint.get("/link")
@principal(PUBLIC)
def link_again() -> str:
    """A field for the own address."""
    return render_template("respond/link_again.html", address="", fault=False)


@blueprint.post("/link")
@limiter.limit("10 per minute")
@principal(PUBLIC, changes_state=True)
def send_link() -> Response:
    """Mail the links of an address, if it has any; the answer is the same for every address."""
    address = line(single(request.form, "address"))
    name, at, host = address.rpartition("@")
    if not (name and at and "." in host) or len(address) > LONGEST_ADDRESS or " " in address:
        return make_response(render_template("respond/link_again.html", address=address, fault=True), 422)
    asking.send_links(address)
    return redirect(url_for("respond.link_sent"), 303)


@blueprint.get("/link/sent")
@principal(PUBLIC)
def link_sent() -> str:
    """The same for every address, known or not."""
    return render_template("respond/link_sent.html")


@blueprint.get("/stop/<token>")
@principal(PUBLIC)
def stop(token: str) -> str:
    """The same page for every token: a mail scanner that opens it changes nothing."""
    return render_template("respond/stop.html", token=token)


@blueprint.post("/stop/<token>")
@limiter.limit("60 per minute")
@principal(PUBLIC, changes_state=True)
def stop_now(token: str) -> Response:
    """Send no more reminders to the person of this mail."""
    try:
        asking.stop_reminders(token)
    except LinkUnknown:
        return make_response(render_template("respond/_link_unknown.html"), 404)
    return redirect(url_for("respond.stopped"), 303)


@blueprint.get("/stopped")
@principal(PUBLIC)
def stopped() -> str:
    """After stopping reminders. The same for everybody."""
    return render_template("respond/stopped.html")
