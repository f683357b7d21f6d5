"""The facilitator's way through: workspaces, companies, a new company, its page, its report."""

from __future__ import annotations

from io import BytesIO

from flask import abort, g, redirect, render_template, request, send_file, url_for
from flask_login import current_user  # type: ignore[import-untyped]  # no type hints
from werkzeug.wrappers import Response

from gapcheck.services import first_page, many, once, overview, workspaces
from gapcheck.services.mail import status
from gapcheck.services.paging import NoPage
from gapcheck.services.reports import downloads
from gapcheck.services.seating import NAME_LENGTH
from gapcheck.vocabulary import Edition
from gapcheck.web.access import PUBLIC, READER, principal
from gapcheck.web.facilitate import acts, adding, reading, releasing, sample  # noqa: F401  # they add their views to the blueprint
from gapcheck.web.facilitate.page import blueprint, engagement_page, wave_page
from gapcheck.web.incoming import line

__all__ = ["blueprint"]


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
    named = request.args.get("show", "")
    which = first_page.Filter(named) if named in list(first_page.Filter) else first_page.Filter.ALL
    words = line(request.args.get("q", ""))[:NAME_LENGTH]
    try:
        page = first_page.page(g.facilitator, which, words, request.args.get("page", 1, type=int))
    except NoPage:
        abort(404)
    return render_template(
        "facilitate/home.html",
        page=page,
        failing=status.failing(g.facilitator),
        which=which,
        words=words,
        own_pairs=first_page.own_pairs(g.facilitator),
        added=_added(),
        again=_again(),
    )


def _added() -> many.Added | None:
    """The companies of the table that led here, None where none did."""
    key = request.args.get("added", "")
    added = many.added(g.facilitator, key) if once.is_key(key) else None
    return added if added and added.companies else None


def _again() -> bool:
    """Whether a form led here that had come before."""
    return request.args.get("again") == "yes"


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/")
@principal(READER, reads_answers=True)
def engagement(engagement_id: str) -> str:
    """One company: its seats, their links, and the report once both have submitted."""
    return engagement_page(engagement_id, again=_again())


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/<int:number>/")
@principal(READER, reads_answers=True)
def wave(engagement_id: str, number: int) -> str:
    """One wave of a company: its report, what moved, what was decided, what happened."""
    try:
        return wave_page(engagement_id, number)
    except overview.NoEngagement:
        abort(404)


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/<int:number>/report-<edition>.pdf")
@principal(READER, reads_answers=True)
def report(engagement_id: str, number: int, edition: str) -> Response | tuple[str, int]:
    """The newest report of a wave as a download."""
    try:
        shown = overview.wave(g.facilitator, engagement_id, number)
        file = downloads.download(g.facilitator, shown.wave_id, Edition(edition))
    except (overview.NoEngagement, downloads.NoReport, ValueError):
        abort(404)
    except downloads.NotReady as unready:
        return wave_page(engagement_id, number, refused="not_made" if unready.failed else "not_ready"), 409
    return send_file(BytesIO(file.content), "application/pdf", as_attachment=True, download_name=file.name)
