"""Who works in a workspace: listed, added, given another role, ended. For owners only."""

from __future__ import annotations

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.services import members as services
from gapcheck.services.members import LastOwner, LeadsEngagements, MemberAlready, NoMember, OwnFactorFirst
from gapcheck.vocabulary import Membership
from gapcheck.web import incoming
from gapcheck.web.access import OWNER, principal
from gapcheck.web.members.forms import MemberForm
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("members", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/w/<workspace_id>/members", methods=["GET", "POST"])
@principal(OWNER, changes_state=True)
def members() -> Page:
    """The members, and a form to add one."""
    form = MemberForm()
    if form.validate_on_submit():
        try:
            added = services.add(g.facilitator, form.email.data or "", form.name.data or "", Membership(form.role.data))
            return _page(added=added, whom=form.name.data)
        except MemberAlready:
            form.email.errors = ["This person is a member already. Change the role in the list."]
    return _page(form)


def _page(
    form: MemberForm | None = None,
    *,
    added: services.Added | None = None,
    whom: str | None = None,
    refused: str | None = None,
) -> str:
    """The page; without a form as it was sent with an empty one, which takes nothing from the page's other forms."""
    return render_template(
        "members/members.html",
        form=form or MemberForm(formdata=None),
        members=services.members(g.facilitator),
        asked=services.asks_for_second_factor(g.facilitator),
        added=added,
        whom=whom,
        refused=refused,
    )


@blueprint.post("/w/<workspace_id>/members/<member_id>/link")
@principal(OWNER, changes_state=True)
def link(member_id: str) -> Page:
    """Show the one-time link of somebody who has not set a password yet."""
    try:
        return _page(added=services.link_for(g.facilitator, member_id))
    except NoMember:
        abort(404)


@blueprint.post("/w/<workspace_id>/members/<member_id>/role")
@principal(OWNER, changes_state=True)
def role(member_id: str) -> Page:
    """Give a member another role."""
    wanted = request.form.get("role")
    if wanted not in list(Membership):
        abort(400)
    try:
        services.change_role(g.facilitator, member_id, Membership(wanted))
    except NoMember:
        abort(404)
    except LastOwner:
        return _page(refused="last_owner"), 409
    except LeadsEngagements:
        return _page(refused="leads"), 409
    return redirect(url_for("members.members"))


@blueprint.post("/w/<workspace_id>/members/<member_id>/end")
@principal(OWNER, changes_state=True)
def end(member_id: str) -> Page:
    """End a membership, and the person's sign-ins with it."""
    try:
        services.end(g.facilitator, member_id)
    except NoMember:
        abort(404)
    except LastOwner:
        return _page(refused="last_owner"), 409
    except LeadsEngagements:
        return _page(refused="leads_self"), 409
    return redirect(url_for("members.members"))


@blueprint.post("/w/<workspace_id>/members/second-factor")
@principal(OWNER, changes_state=True)
def second_factor() -> Page:
    """Ask everybody for a second factor, or leave it to them."""
    asked = incoming.single(request.form, "asked")
    if asked not in ("yes", "no"):
        abort(400)
    try:
        services.ask_for_second_factor(g.facilitator, asked == "yes")
    except OwnFactorFirst:
        return _page(refused="own_factor"), 409
    return redirect(url_for("members.members"))
