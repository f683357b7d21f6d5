"""Errors as pages: a sentence that says what to do next, and never a trace or what was typed."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Flask, render_template
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from gapcheck.services import transaction
from gapcheck.services.disk import NoRoom
from gapcheck.web.incoming import UnusableForm

Page = tuple[str, int]
_log = structlog.get_logger("gapcheck.errors")

FOREIGN_HOST = "This server does not answer under that name."
#: For when not even a page can be made. No trace of the error goes out or into a log.
PLAIN = "Something went wrong on our side. What was saved is safe. Please try again in a few minutes."


def init_app(app: Flask) -> None:
    """Register the error pages."""
    for kind, page in _PAGES.items():
        app.register_error_handler(kind, page)


def _unusable(_error: UnusableForm) -> Page:
    """A form that no page of ours sends, where a view has no better answer."""
    return render_template("errors/refused.html"), 400


def _expired(_error: CSRFError) -> Page:
    return render_template("errors/expired.html"), 400


def _http(error: HTTPException) -> Page:
    code = error.code or 500
    name = {404: "missing", 405: "missing", 413: "too_large", 429: "too_many"}.get(code, "refused")
    if request_ctx.url_adapter is None:  # a host name that is not ours: no page can be made for it
        return FOREIGN_HOST, code
    return render_template(f"errors/{name}.html"), code


def _not_storable(error: DataError) -> Page:
    """A value that no column can hold, such as one with a NUL. Our forms send none; what it was is not repeated."""
    transaction.drop()
    _log.warning("value refused by the database", error=type(error.orig).__name__)
    return render_template("errors/refused.html"), 400


def _not_saved(error: OperationalError) -> Page:
    transaction.drop()
    _log.error("database not writable", error=type(error.orig).__name__)
    return render_template("errors/not_saved.html"), 507


def _no_room(_error: NoRoom) -> Page:
    _log.error("disk nearly full: nothing new is begun")
    return render_template("errors/no_room.html"), 507


def _unexpected(error: Exception) -> Page:
    """Logged with its type and place, not its message: a message can hold what somebody typed."""
    transaction.drop()
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
    _log.error("unexpected", error=type(error).__name__, place=where)
    try:
        return render_template("errors/unexpected.html"), 500
    except Exception as second:  # the page's own frame is what broke
        _log.error("the error page failed too", error=type(second).__name__)
        return PLAIN, 500


_PAGES: dict[type[Exception], Callable[..., Page]] = {
    UnusableForm: _unusable,
    CSRFError: _expired,
    HTTPException: _http,
    DataError: _not_storable,
    OperationalError: _not_saved,
    NoRoom: _no_room,
    Exception: _unexpected,
}
