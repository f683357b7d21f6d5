"""Signing in and out: password, second factor, passkey, and a new password by mail.

Flask-Security's own pages are not used: they commit on their own, take JSON, and read before they write, which SQLite
refuses under load. Its parts do the work: passwords, tokens, one-time and recovery codes, and who is signed in. The
blueprint has the name that the library gives its own.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user  # type: ignore[import-untyped]  # no type hints
from werkzeug.wrappers import Response

from gapcheck.accounts import passkeys
from gapcheck.extensions import installation, limiter
from gapcheck.services import passwords, second_factors, sign_ins
from gapcheck.services.second_factors import PasskeyRefused, WrongCode
from gapcheck.services.sign_ins import Known, SignedIn, SignInEnded, WrongPassword
from gapcheck.web.access import PUBLIC, principal
from gapcheck.web.accounts import browser, limits, next_page
from gapcheck.web.accounts.browser import Half
from gapcheck.web.accounts.forms import AddressForm, CodeForm, PasskeyReplyForm, PasswordForm, SignInForm
from gapcheck.web.accounts.limits import TooMany

blueprint = Blueprint("security", __name__)
Page = str | Response | tuple[str, int]


@blueprint.errorhandler(TooMany)
def _too_many(error: TooMany) -> tuple[str, int]:
    return render_template("accounts/too_many.html"), 429


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(limits.PER_ADDRESS, methods=["POST"])
@principal(PUBLIC, changes_state=True)
def login() -> Page:
    """Sign in with address and password; a second factor is asked where the account has one."""
    target = next_page.asked_for()
    if current_user.is_authenticated:
        return redirect(next_page.address(target))
    form = SignInForm()
    if form.validate_on_submit():
        email = form.email.data or ""
        bucket = limits.bucket(email)
        limits.take_a_try("password", bucket)
        try:
            known = sign_ins.by_password(email, form.password.data or "")
        except WrongPassword:
            return _sign_in_page(form, wrong=True)
        limits.forget_tries("password", bucket)
        return _go_on(known, bucket, target)
    return _sign_in_page(form)


def _sign_in_page(form: SignInForm, *, wrong: bool = False, passkey_refused: bool = False) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        wrong=wrong,
        passkey_refused=passkey_refused,
        passkey=_passkey_question(),
        target=next_page.asked_for(),
    )


def _passkey_question() -> str | None:
    settings = installation().settings
    if not passkeys.usable(settings):
        return None
    question = passkeys.question_to_use(settings)
    browser.remember_challenge(question.challenge)
    return question.options


def _go_on(known: Known, bucket: str, target: str | None) -> Response:
    """After a password: to the second factor where the account has one, else in."""
    if known.second_factor:
        browser.remember_half(Half(known, bucket, target))
        return redirect(url_for("security.second_factor"))
    try:
        return _signed_in(sign_ins.begin(known.user_id, known.uniquifier, "password"), target)
    except SignInEnded:
        return redirect(url_for("security.login"))


def _signed_in(found: SignedIn, target: str | None) -> Response:
    browser.sign_in(found)
    response = redirect(next_page.address(target))
    limits.know_this_browser(response, found.account.email)
    return response


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@limiter.limit(limits.PER_ADDRESS, methods=["POST"])
@principal(PUBLIC, changes_state=True)
def second_factor() -> Page:
    """The second factor after the password: a code of the app, a recovery code, or a passkey."""
    half = browser.half()
    if half is None:
        return redirect(url_for("security.login"))
    form = CodeForm()
    if form.validate_on_submit():
        limits.take_a_try("code", half.bucket)
        try:
            found = second_factors.sign_in_by_code(half.known, form.code.data or "")
        except WrongCode:
            form.code.errors = ["That code is not right, or was used already. Wait for the next one and type that."]
        except SignInEnded:
            return redirect(url_for("security.login"))
        else:
            limits.forget_tries("code", half.bucket)
            return _signed_in(found, half.target)
    factors = second_factors.of(half.known.user_id)
    return render_template(
        "accounts/second_factor.html",
        form=form,
        factors=factors,
        passkey=_passkey_question() if factors.passkeys else None,
    )


@blueprint.post("/sign-in/passkey")
@limiter.limit(limits.PER_ADDRESS)
@principal(PUBLIC, changes_state=True)
def passkey() -> Page:
    """Sign in with a passkey, which needs no password."""
    half, target = browser.half(), next_page.asked_for()
    form = PasskeyReplyForm()
    challenge = browser.take_challenge()
    try:
        found = second_factors.sign_in_by_passkey(challenge, form.reply.data or "")
    except (PasskeyRefused, SignInEnded):
        return _sign_in_page(SignInForm(formdata=None), passkey_refused=True), 400
    return _signed_in(found, half.target if half else target)


@blueprint.post("/sign-out")
@principal(PUBLIC, changes_state=True)
def logout() -> Response:
    """Sign this browser out."""
    browser.sign_out()
    return redirect(url_for("security.signed_out"))


@blueprint.get("/signed-out")
@principal(PUBLIC)
def signed_out() -> str:
    """The page after signing out."""
    return render_template("accounts/signed_out.html")


@blueprint.route("/forgotten", methods=["GET", "POST"])
@limiter.limit("10 per minute", methods=["POST"])
@principal(PUBLIC, changes_state=True)
def forgotten() -> Page:
    """Ask for a mail with a link to set a new password; the answer is the same for every address."""
    form = AddressForm()
    if form.validate_on_submit():
        passwords.ask_for_reset(form.email.data or "")
        return render_template("accounts/forgotten_sent.html", email=form.email.data)
    return render_template("accounts/forgotten.html", form=form)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute")
@principal(PUBLIC, changes_state=True)
def reset(token: str) -> Page:
    """Set a new password with the link from a mail."""
    form = PasswordForm()
    try:
        email = passwords.whom_resets(token)
        if form.validate_on_submit():
            return _go_on(passwords.reset(token, form.password.data or ""), limits.bucket(email), None)
    except passwords.OneTimeLinkEnded:
        return render_template("accounts/reset_ended.html"), 404
    except passwords.PasswordNotUsable as refused:
        form.refuse_password(refused.why)
    return render_template("accounts/reset.html", form=form, email=email)


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute")
@principal(PUBLIC, changes_state=True)
def welcome(token: str) -> Page:
    """Set the first password with a one-time link, then sign in."""
    form = PasswordForm()
    try:
        email = passwords.whom_welcomes(token)
        if form.validate_on_submit():
            return _go_on(passwords.set_first(token, form.password.data or ""), limits.bucket(email), None)
    except passwords.OneTimeLinkEnded:
        return render_template("accounts/welcome_ended.html"), 404
    except passwords.PasswordNotUsable as refused:
        form.refuse_password(refused.why)
    return render_template("accounts/welcome.html", form=form, email=email)
