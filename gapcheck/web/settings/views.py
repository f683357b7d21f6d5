"""The workspace's name, logo and paper, and the logo itself as a picture."""

from __future__ import annotations

from io import BytesIO

from flask import abort, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from gapcheck.services import branding, retention
from gapcheck.services.branding import NameMissing, NotAPicture, PictureTooLarge
from gapcheck.services.workspaces import NameTaken
from gapcheck.vocabulary import Paper
from gapcheck.web import incoming
from gapcheck.web.access import OWNER, READER, principal
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("settings", __name__)


@blueprint.get("/w/<workspace_id>/settings")
@principal(OWNER)
def settings() -> str:
    """Name, logo, paper, and what is deleted within thirty days."""
    return _settings()


def _settings(fault: str | None = None, name: str | None = None) -> str:
    kept = branding.of(g.facilitator.workspace_id)
    return render_template(
        "settings/settings.html",
        branding=kept,
        name=kept.name if name is None else name,
        legibility=branding.legibility(kept.logo) if kept.logo else None,
        going=retention.preview(workspace_id=g.facilitator.workspace_id),
        fault=fault,
    )


@blueprint.post("/w/<workspace_id>/settings")
@principal(OWNER, changes_state=True)
def rename() -> Response | tuple[str, int]:
    """Change the name."""
    name = incoming.line(incoming.single(request.form, "name"))
    try:
        branding.rename(g.facilitator, name)
    except NameMissing:
        return _settings("name_missing" if not name else "name_too_long", name), 422
    except NameTaken:
        return _settings("name_taken", name), 409
    return redirect(url_for("settings.settings"))


@blueprint.post("/w/<workspace_id>/settings/logo")
@principal(OWNER, changes_state=True)
def set_logo() -> Response | tuple[str, int]:
    """Take a picture as the logo."""
    file = request.files.get("logo")
    content = file.read(branding.LARGEST + 1) if file else b""
    if not content:
        return _settings("logo_missing"), 422
    try:
        branding.set_logo(g.facilitator, content)
    except NotAPicture:
        return _settings("no_picture"), 422
    except PictureTooLarge:
        return _settings("logo_size"), 422
    return redirect(url_for("settings.settings"))


@blueprint.post("/w/<workspace_id>/settings/logo/remove")
@principal(OWNER, changes_state=True)
def remove_logo() -> Response:
    """Use no logo any more."""
    branding.remove_logo(g.facilitator)
    return redirect(url_for("settings.settings"))


@blueprint.post("/w/<workspace_id>/settings/paper")
@principal(OWNER, changes_state=True)
def set_paper() -> Response:
    """Choose the paper that reports are made on from now on."""
    chosen = incoming.single(request.form, "paper")
    if chosen not in list(Paper):
        abort(400)
    branding.set_paper(g.facilitator, Paper(chosen))
    return redirect(url_for("settings.settings"))


@blueprint.get("/w/<workspace_id>/logo-<digest>.png")
@principal(READER)
def logo(digest: str) -> Response:
    """The logo. Its address names its content, so a page never shows an older one."""
    kept = branding.of(g.facilitator.workspace_id)
    if kept.logo is None or digest != kept.logo_hash:
        abort(404)
    return send_file(BytesIO(kept.logo), "image/png")
