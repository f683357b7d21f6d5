"""Whether the server is up, for a monitor."""

from __future__ import annotations

from flask import Blueprint

from gapcheck.services import readiness
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
