"""The facilitator's pages. The workspace is in every address; membership is checked at every request."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from flask import abort, g, redirect, render_template, request, send_file, url_for
from flask_login import current_user  # type: ignore[import-untyped]  # no type hints
from werkzeug.wrappers import Response

from gapcheck import clock
from gapcheck.services import engagements, instruments, overview, releases, reports, workspaces
from gapcheck.services.decided import NotAllowed
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.seating import SameAddress
from gapcheck.services.timeline import timeline
from gapcheck.vocabulary import Edition
from gapcheck.web.access import FACILITATOR, PUBLIC, READER, principal
from gapcheck.web.facilitate.forms import engagement_form
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("facilitate", __name__)
DUE_AFTER = timedelta(days=10)


@blueprint.get("/")
@principal(PUBLIC)
def start() -> str | Response:
    """Where one lands: the only workspace, the list of workspaces, or the sign-in page."""
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    mine = workspaces.workspaces_of(current_user.id)
    if len(mine) == 1:
        return redirect(url_for("facilitate.home", workspace_id=mine[0].id))
    return render_template("facilitate/start.html", workspaces=mine)


@blueprint.get("/w/<workspace_id>/")
@principal(READER)
def home() -> str:
    """All engagements of the workspace; what needs action first."""
    return render_template("facilitate/home.html", engagements=overview.engagements(g.facilitator))


@blueprint.route("/w/<workspace_id>/new", methods=["GET", "POST"])
@principal(FACILITATOR, changes_state=True)
def new() -> str | Response:
    """Set up a company with its pair."""
    instrument = instruments.find(instruments.DEFAULT)
    form = engagement_form(instrument, clock.now().date() + DUE_AFTER)
    if form.validate_on_submit():
        try:
            created = engagements.create(
                g.facilitator,
                form.company.data or "",
                form.people(instrument.roles),
                instrument,
                form.form.data,
                form.due_on.data,
            )
            return redirect(url_for("facilitate.engagement", engagement_id=created.engagement_id))
        except SameAddress:
            form.refuse_same_address(instrument.roles)
    lengths = [
        (name, len([item for item in instrument.form_items(name) if item.closed])) for name, _ in form.form.choices
    ]
    return render_template("facilitate/new.html", form=form, instrument=instrument, forms=lengths)


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/")
@principal(READER)
def engagement(engagement_id: str) -> str:
    """One company: its seats, their links, and the report once both have submitted."""
    return _engagement_page(engagement_id)


def _engagement_page(engagement_id: str, refused: str | None = None) -> str:
    try:
        shown = overview.engagement(g.facilitator, engagement_id)
    except overview.NoEngagement:
        abort(404)
    happened = timeline(g.facilitator, shown)
    return render_template("facilitate/engagement.html", engagement=shown, timeline=happened, refused=refused)


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/report-<edition>.pdf")
@principal(READER, reads_answers=True)
def report(engagement_id: str, edition: str) -> Response | tuple[str, int]:
    """The newest report as a download."""
    try:
        shown = overview.engagement(g.facilitator, engagement_id)
        file = reports.download(g.facilitator, shown.wave_id, Edition(edition))
    except (overview.NoEngagement, reports.NoReport, ValueError):
        abort(404)
    except reports.NotReady:
        return _engagement_page(engagement_id, refused="not_ready"), 409
    return send_file(BytesIO(file.content), "application/pdf", as_attachment=True, download_name=file.name)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/release")
@principal(FACILITATOR, changes_state=True)
def release(engagement_id: str) -> Response | tuple[str, int]:
    """Release the report to both."""
    return _act(engagement_id, releases.release)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/retract")
@principal(FACILITATOR, changes_state=True)
def retract(engagement_id: str) -> Response | tuple[str, int]:
    """Take the release back."""
    return _act(engagement_id, releases.retract)


def _act(engagement_id: str, act: releases.Act) -> Response | tuple[str, int]:
    version = request.form.get("version", "")
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        abort(400)
    try:
        shown = overview.engagement(g.facilitator, engagement_id)
        act(g.facilitator, shown.wave_id, int(version))
    except (overview.NoEngagement, releases.NothingToRelease, NotAllowed):
        abort(404)
    except TransitionRefused:
        return _engagement_page(engagement_id, refused="changed_meanwhile"), 409
    return redirect(url_for("facilitate.engagement", engagement_id=engagement_id))
