"""What a respondent leaves in a browser. The cookie's name carries the id, so that two links can stand side by side."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from gapcheck.extensions import installation


def name(pid: str) -> str:
    """``__Host-gcr-<first 8 of the id>``; over plain http, where browsers refuse that prefix, ``gcr-...``."""
    prefix = "__Host-" if installation().settings.secure else ""
    return f"{prefix}gcr-{pid[:8]}"


def secret(pid: str) -> str | None:
    """The secret that this browser holds for that id."""
    return request.cookies.get(name(pid))


def give(response: Response, pid: str, value: str) -> None:
    """Hand the secret to the browser: for this site only, out of reach of scripts, gone with the browser."""
    secure = installation().settings.secure
    response.set_cookie(name(pid), value, path="/", secure=secure, httponly=True, samesite="Lax")


def forget_pages(response: Response) -> None:
    """Have the browser drop what it kept of the pages: of no use any more, and there for the next person to read."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def take(response: Response, pid: str) -> None:
    """Take the secret back."""
    secure = installation().settings.secure
    response.delete_cookie(name(pid), path="/", secure=secure, httponly=True, samesite="Lax")
