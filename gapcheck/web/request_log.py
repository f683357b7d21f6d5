"""One line a request: which rule it matched, how it ended, how long it took, and a number for whoever asked."""

from __future__ import annotations

import hashlib
import secrets
import time

import structlog
from flask import Flask, Response, g, request

#: Rules that a monitor or every page asks for: they would hide the rest.
_QUIET = ("health.", "static")
#: What every screen in a room asks each second; an answer that nothing is new is no news here either.
_ASKED_EACH_SECOND = "workshop.now"
_log = structlog.get_logger("gapcheck.request")


def init_app(app: Flask) -> None:
    """Log every request of the application."""

    @app.before_request
    def _begin() -> None:
        g.request_began = time.monotonic()
        g.request_id = secrets.token_hex(6)

    @app.after_request
    def _end(response: Response) -> Response:
        nothing_new = request.endpoint == _ASKED_EACH_SECOND and response.status_code == 304
        if not nothing_new and not (request.endpoint or "").startswith(_QUIET):
            began = g.get("request_began", time.monotonic())
            _log.info(
                "request",
                request=g.get("request_id"),
                method=request.method if request.method.isalpha() and len(request.method) < 8 else "?",
                route=request.url_rule.rule if request.url_rule else None,
                status=response.status_code,
                ms=round(1000 * (time.monotonic() - began)),
                principal=_principal(),
                workspace=getattr(g.get("facilitator"), "workspace_id", None),
            )
        return response


def _principal() -> str | None:
    """A number for the respondent or the account that the request acted as, the same from one request to the next."""
    who = getattr(g.get("respondent"), "occupant_id", None) or getattr(g.get("_login_user"), "id", None)
    return hashlib.sha256(f"gapcheck log|{who}".encode()).hexdigest()[:12] if who else None
