"""Whether the server is up, for a monitor."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from gapcheck.services.transaction import reading
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
    """The database answers too; no counts."""
    reading().execute(text("SELECT 1"))
    return "ready\n", 200
