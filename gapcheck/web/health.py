"""Whether the server is up and how it does, for a monitor."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, render_template, request

from gapcheck.extensions import installation
from gapcheck.services import counters, figures, readiness
from gapcheck.services.counters import Counter
from gapcheck.web.access import PUBLIC, principal

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@principal(PUBLIC)
def healthz() -> tuple[str, int]:
    """The process answers; asks nothing of the database."""
    return "ok\n", 200


@blueprint.get("/readyz")
@principal(PUBLIC)
def readyz() -> tuple[str, int]:
    """Whether everything is there that the work needs: 200, or 503 with the names of what is wrong. No counts."""
    troubles = readiness.troubles()
    if troubles:
        return f"not ready: {', '.join(troubles)}\n", 503
    return "ready\n", 200


@blueprint.get("/metrics")
@principal(PUBLIC)
def metrics() -> Response:
    """Figures in Prometheus' text format, for whoever has the token that the administrator set."""
    if not _has_token():
        # Not 401: to everybody else this is an address like any other that is not known, and nobody learns whether
        # there is a token to be guessed. The administrator knows, and has the token.
        abort(404)
    page = render_template("health/metrics.txt", figures=figures.gather(), Counter=Counter)
    return Response(f"{page}\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _has_token() -> bool:
    token, given = installation().settings.metrics_token, request.authorization
    if token is None or given is None or given.type != "bearer":
        return False
    return hmac.compare_digest((given.token or "").encode(), token.encode())


@blueprint.after_app_request
def _count(response: Response) -> Response:
    """Count what failed on our side. ``/readyz`` says 503 to a monitor that knows it already."""
    if response.status_code >= 500 and request.blueprint != blueprint.name:
        counters.add(Counter.SERVER_ERRORS)
    return response
