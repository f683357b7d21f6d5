"""The screens of a room: joined by a short code, without controls, and without a trace of who looks.

A screen asks every second whether anything is new and gets an empty answer as long as nothing is. What it gets else is
the one scene of the present step. The code is the key: it lives as long as the workshop, and guessing is slowed down.
"""

from __future__ import annotations

from functools import partial

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.charts.qr import qr_code
from gapcheck.extensions import installation, limiter
from gapcheck.services.workshops import screens, showing
from gapcheck.services.workshops.rows import NotOpen, NoWorkshop
from gapcheck.services.workshops.screens import NoScreen
from gapcheck.web.access import PUBLIC, SCREEN, principal
from gapcheck.web.incoming import line, single
from gapcheck.web.workshop.page import blueprint

#: Milliseconds between two questions of a screen; the script doubles it while nobody answers.
ASK_AFTER = 1000
#: What a screen without script waits before it loads itself again, in seconds.
RELOAD_AFTER = 3
#: Wrong codes that one address may try in a minute.
TRIES = "20 per minute"
_NOTHING_HERE = (NoScreen, NoWorkshop, NotOpen)


def _is_wrong(response: Response) -> bool:
    """Only a wrong code counts as a try: two hundred screens in one room share an address."""
    return response.status_code == 404


def _follows() -> bool:
    """True for a screen that has been let in with this code before: it shows the keyed tag that it was given."""
    held = (request.headers.get("If-None-Match") or "").strip('"')
    code = str((request.view_args or {}).get("code", ""))
    return bool(held) and held.rpartition("-")[2] == _keyed(code)


def _keyed(code: str) -> str:
    return screens.stored_hash(code).hex()[:24]


guarded = limiter.shared_limit(TRIES, scope="screen code", deduct_when=_is_wrong, exempt_when=_follows)


@blueprint.get("/join")
@principal(PUBLIC)
def join() -> str:
    """Where a short code is typed in."""
    return render_template("workshop/join.html", code="", reason="")


@blueprint.post("/join")
@guarded
@principal(PUBLIC)
def follow() -> Response:
    """To the screen of a code."""
    code = line(single(request.form, "code"))
    try:
        screens.pulse(code)
    except NoScreen:
        return _nothing_here(code)
    return redirect(url_for("workshop.screen", code=_plain(code)), 303)


@blueprint.get("/s/<code>")
@guarded
@principal(SCREEN, reads_answers=True)
def screen(code: str) -> Response:
    """The page that fills a projector. It answers the same for every code under which nothing is shown now."""
    try:
        shown = showing.on_screen(screens.screen(code))
    except _NOTHING_HERE:
        return _nothing_here(code)
    page = render_template("workshop/screen.html", code=code, shown=shown, after=ASK_AFTER, reload=RELOAD_AFTER)
    return make_response(page)


@blueprint.get("/s/<code>/now")
@guarded
@principal(SCREEN, reads_answers=True)
def now(code: str) -> Response:
    """What the screen of this code shows now; 304 without a body while that is what it shows already."""
    try:
        pulse = screens.pulse(code)
        tag = f"{pulse.version}.{pulse.writings}-{_keyed(code)}"
        if tag in request.if_none_match:
            response = Response(status=304)
        else:
            response = make_response(screens.made_once(code, pulse, partial(_scene, code)))
    except _NOTHING_HERE:
        return make_response("", 404)
    response.set_etag(tag)
    response.headers["X-Ask-After"] = str(ASK_AFTER)
    return response


def _scene(code: str) -> str:
    """The present step as markup. Raises NoScreen, NoWorkshop and NotOpen."""
    shown = showing.on_screen(screens.screen(code))
    return render_template("workshop/now.html", code=_plain(code), shown=shown)


def _nothing_here(code: str) -> Response:
    return make_response(render_template("workshop/join.html", code=_plain(code), reason="unknown"), 404)


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())[:16]


@blueprint.app_template_global("screen_address")
def screen_address(code: str) -> str:
    """The address of a screen, as it is typed and as the QR code holds it."""
    return f"{installation().settings.base_url}{url_for('workshop.screen', code=code)}"


blueprint.add_app_template_global(qr_code)
