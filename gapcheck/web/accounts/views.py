"""Setting a password with a one-time link, and the page after signing out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_security.utils import login_user
from werkzeug.wrappers import Response

from gapcheck.extensions import limiter
from gapcheck.services import workspaces
from gapcheck.web.access import PUBLIC, principal
from gapcheck.web.accounts.forms import PasswordForm

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute")
@principal(PUBLIC, changes_state=True)
def welcome(token: str) -> str | Response | tuple[str, int]:
    """Set a password with a one-time link, then sign in."""
    form = PasswordForm()
    try:
        email = workspaces.whom_welcomes(token)
        if form.validate_on_submit():
            login_user(workspaces.set_password(token, form.password.data or ""), authn_via=["password"])
            return redirect(url_for("facilitate.start"))
    except workspaces.WelcomeEnded:
        return render_template("accounts/welcome_ended.html"), 404
    return render_template("accounts/welcome.html", form=form, email=email)


@blueprint.get("/signed-out")
@principal(PUBLIC)
def signed_out() -> str:
    """The page after signing out."""
    return render_template("accounts/signed_out.html")
