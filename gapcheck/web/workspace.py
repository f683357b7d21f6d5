"""What every page of a workspace shares: the sign-in, the membership, and links that stay in the workspace.

The workspace is in every address, never remembered on the server. Membership is read at every request, so ending it
ends access at once. What is foreign, missing or above one's role is one and the same 404.
"""

from __future__ import annotations

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask_login import current_user  # type: ignore[import-untyped]  # no type hints
from werkzeug.wrappers import Response

from gapcheck.services import workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.vocabulary import Membership
from gapcheck.web.access import FACILITATOR, OWNER, access_of
from gapcheck.web.accounts.next_page import sign_in_address

#: The sections of a workspace: endpoint and title, in the order of the navigation.
SECTIONS = (
    ("facilitate.home", "Companies"),
    ("portfolio.companies", "Portfolio"),
    ("questionnaires.shelf", "Questionnaires"),
    ("mails.state", "Mail"),
    ("members.members", "Members"),
    ("settings.settings", "Settings"),
    ("audit.trail", "Audit trail"),
)
#: The section that a page stands in: by its endpoint, else by its blueprint.
_WITHIN = {
    **{endpoint.partition(".")[0]: endpoint for endpoint, _ in SECTIONS},
    **{endpoint: endpoint for endpoint, _ in SECTIONS},
    "downloads": "portfolio.companies",
    "mails": "facilitate.home",  # a company's invitations and reminders
    "mails.send_test": "mails.state",
    "workshop": "facilitate.home",
}


def workspace_pages(name: str, import_name: str) -> Blueprint:
    """A blueprint whose views under ``/w/<workspace_id>/`` find their principal in ``g.facilitator``.

    The ``workspace_id`` of an address is used up here; a view does not get it. A view that is marked for facilitators
    or owners is not there for anybody below.
    """
    blueprint = Blueprint(name, import_name)
    blueprint.before_request(_signed_in)
    blueprint.context_processor(_facilitator)
    blueprint.url_defaults(_same_workspace)
    return blueprint


def _signed_in() -> Response | None:
    """Make the principal from account and workspace, or send to the sign-in page."""
    workspace_id = (request.view_args or {}).pop("workspace_id", None)
    if workspace_id is None:
        return None
    if not current_user.is_authenticated:
        return redirect(sign_in_address())
    try:
        facilitator = workspaces.facilitator(current_user.id, workspace_id)
    except workspaces.NoWorkspace:
        abort(404)
    if facilitator.lacks_second_factor:
        return redirect(url_for("accounts.account"))
    if not _may_use(facilitator, request.endpoint or ""):
        abort(404)
    g.facilitator = facilitator
    return None


def _may_use(facilitator: Facilitator, endpoint: str) -> bool:
    needed = access_of(current_app, endpoint).principal
    if needed == OWNER:
        return facilitator.membership is Membership.OWNER
    return facilitator.may_change or needed != FACILITATOR


def _facilitator() -> dict[str, object]:
    """For the frame of every page the principal, where there is one, its sections, and the one that the page is in."""
    if "facilitator" not in g:
        return {}
    sections = [each for each in SECTIONS if _may_use(g.facilitator, each[0])]
    endpoint = request.endpoint or ""
    section = _WITHIN.get(endpoint, _WITHIN.get(endpoint.partition(".")[0]))
    return {"facilitator": g.facilitator, "sections": sections, "section": section}


def _same_workspace(endpoint: str, values: dict[str, object]) -> None:
    """Links between the pages of a workspace stay in it."""
    if "facilitator" in g and current_app.url_map.is_endpoint_expecting(endpoint, "workspace_id"):
        values.setdefault("workspace_id", g.facilitator.workspace_id)
