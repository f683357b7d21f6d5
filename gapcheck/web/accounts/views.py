"""One's own account: name, password, second factor, passkeys, and signing out everywhere.

Whatever protects the account is changed with the present password only, so that an open browser is not enough.
"""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask_login import current_user  # type: ignore[import-untyped]  # no type hints
from werkzeug.wrappers import Response

from gapcheck.accounts import passkeys as passkey_checks
from gapcheck.accounts import second_factor
from gapcheck.extensions import installation
from gapcheck.services import passwords, second_factors, sign_ins, workspaces
from gapcheck.services.second_factors import NoPasskey, PasskeyRefused, TooManyPasskeys, WrongCode
from gapcheck.services.sign_ins import WrongPassword
from gapcheck.web.access import READER, principal
from gapcheck.web.accounts import browser, limits, next_page
from gapcheck.web.accounts.forms import AppForm, ChangePasswordForm, ConfirmForm, NameForm, PasskeyForm
from gapcheck.web.accounts.limits import TooMany

blueprint = Blueprint("accounts", __name__)
Page = str | Response | tuple[str, int]
_NEW_SECRET = "new_app_secret"  # noqa: S105  # the name of a place in the session, where the secret lies encrypted


@blueprint.before_request
def _signed_in() -> Response | None:
    """Send whoever is not signed in to the sign-in page."""
    if not current_user.is_authenticated:
        return redirect(next_page.sign_in_address())
    return None


@blueprint.errorhandler(TooMany)
def _too_many(error: TooMany) -> tuple[str, int]:
    return render_template("accounts/too_many.html"), 429


def _confirmed(form: ConfirmForm) -> bool:
    """True for a form that is whole and carries the present password; else the fault is beside its field."""
    if not form.validate_on_submit():
        return False
    bucket = limits.bucket(browser.me().email)
    limits.take_a_try("password", bucket)
    try:
        sign_ins.confirm(browser.me().id, form.present.data or "")
    except WrongPassword:
        form.refuse()
        return False
    limits.forget_tries("password", bucket)
    return True


@blueprint.get("/account")
@principal(READER)
def account() -> str:
    """What there is to change."""
    return render_template(
        "accounts/account.html",
        account=browser.me(),
        factors=second_factors.of(browser.me().id),
        asked_by=[each.name for each in workspaces.workspaces_of(browser.me().id) if each.needs_second_factor],
        passkeys_usable=passkey_checks.usable(installation().settings),
    )


@blueprint.route("/account/name", methods=["GET", "POST"])
@principal(READER, changes_state=True)
def name() -> Page:
    """Change one's name, as respondents read it."""
    form = NameForm(data={"name": browser.me().name})
    if form.validate_on_submit():
        workspaces.rename_person(browser.me().id, form.name.data or "")
        return redirect(url_for("accounts.account"))
    return render_template("accounts/name.html", form=form)


@blueprint.route("/account/password", methods=["GET", "POST"])
@principal(READER, changes_state=True)
def password() -> Page:
    """Change the password, which ends every other sign-in."""
    form = ChangePasswordForm()
    if _confirmed(form):
        try:
            browser.sign_in(passwords.change(browser.me().id, form.password.data or ""))
            return redirect(url_for("accounts.account"))
        except passwords.PasswordNotUsable as refused:
            form.refuse_password(refused.why)
    return render_template("accounts/password.html", form=form, email=browser.me().email)


@blueprint.route("/account/app", methods=["GET", "POST"])
@principal(READER, changes_state=True)
def app() -> Page:
    """Turn on an authenticator app: scan, then type its first code."""
    me, form = browser.me(), AppForm()
    secret = session.get(_NEW_SECRET) or second_factor.new_secret()
    session[_NEW_SECRET] = secret
    if _confirmed(form):
        try:
            codes = second_factors.turn_app_on(me.id, secret, form.code.data or "")
        except WrongCode:
            form.code.errors = [
                "That code is not right. Check that the phone's clock is, and type the code it shows now."
            ]
        else:
            session.pop(_NEW_SECRET)
            return _with_codes(codes)
    modules, dark = second_factor.picture(secret, me.email)
    return render_template(
        "accounts/app.html", form=form, key=second_factor.key_in_words(secret), modules=modules, dark=dark
    )


@blueprint.route("/account/app/off", methods=["GET", "POST"])
@principal(READER, changes_state=True)
def app_off() -> Page:
    """Turn the authenticator app off."""
    form = ConfirmForm()
    if _confirmed(form):
        second_factors.turn_app_off(browser.me().id)
        return redirect(url_for("accounts.account"))
    return render_template("accounts/app_off.html", form=form)


@blueprint.route("/account/codes", methods=["GET", "POST"])
@principal(READER, changes_state=True)
def codes() -> Page:
    """Make new recovery codes in place of the old ones."""
    if not second_factors.of(browser.me().id).any:
        abort(404)
    form = ConfirmForm()
    if _confirmed(form):
        return _with_codes(second_factors.new_codes(browser.me().id))
    return render_template("accounts/codes.html", form=form)


@blueprint.route("/account/passkeys", methods=["GET", "POST"])
@principal(READER, changes_state=True)
def passkeys() -> Page:
    """Add a passkey."""
    if not passkey_checks.usable(installation().settings):
        abort(404)
    form, me, refused = PasskeyForm(), browser.me(), False
    challenge = browser.take_challenge()
    if _confirmed(form):
        try:
            made = second_factors.add_passkey(me.id, form.name.data or "", challenge, form.reply.data or "")
            return _with_codes(made)
        except PasskeyRefused:
            refused = True
        except TooManyPasskeys:
            form.name.errors = ["There are twenty passkeys already. Remove one that you no longer use."]
    question = second_factors.question_for_passkey(me.id)
    browser.remember_challenge(question.challenge)
    return render_template("accounts/passkeys.html", form=form, options=question.options, refused=refused)


@blueprint.route("/account/passkeys/<passkey_id>/remove", methods=["GET", "POST"])
@principal(READER, changes_state=True)
def remove_passkey(passkey_id: str) -> Page:
    """Remove a passkey."""
    form, me = ConfirmForm(), browser.me()
    found = [each for each in second_factors.of(me.id).passkeys if each.id == passkey_id]
    if not found:
        abort(404)
    if _confirmed(form):
        try:
            second_factors.remove_passkey(me.id, passkey_id)
        except NoPasskey:
            abort(404)
        return redirect(url_for("accounts.account"))
    return render_template("accounts/remove_passkey.html", form=form, passkey=found[0])


@blueprint.post("/account/sign-out-everywhere")
@principal(READER, changes_state=True)
def sign_out_everywhere() -> Response:
    """End every sign-in, this one too."""
    sign_ins.end_everywhere(browser.me().id)
    browser.sign_out()
    return redirect(url_for("security.signed_out"))


def _with_codes(codes: tuple[str, ...]) -> Page:
    """The recovery codes, shown this once; where none were made, back to the account."""
    if not codes:
        return redirect(url_for("accounts.account"))
    return render_template("accounts/codes_shown.html", codes=codes)
