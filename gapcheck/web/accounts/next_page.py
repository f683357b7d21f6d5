"""Where to go after signing in: a page of ours, or the start."""

from __future__ import annotations

import re

from flask import request, url_for

#: The only pages that one is sent on to: those behind the sign-in. Letters of an address, and no others: no second
#: slash or backslash that a browser could take for a host, no colon, no control character, no percent sign.
_OURS = re.compile(r"/(?:w/[\w-]{1,40}|account)(?:/[\w-]+(?:\.[\w-]+)*)*/?", re.ASCII)
_LONGEST = 300


def own_path(value: str | None) -> str | None:
    """The path, if it is one of ours; else None, whatever it is."""
    if value is None or len(value) > _LONGEST or not _OURS.fullmatch(value):
        return None
    return value


def asked_for() -> str | None:
    """The page of ours that the address of this request asks to go on to."""
    return own_path(request.args.get("next"))


def address(target: str | None) -> str:
    """The page to go on to, or the start."""
    return own_path(target) or url_for("facilitate.start")


def sign_in_address() -> str:
    """The sign-in page, which leads back to the page of this request if that only shows something."""
    target = own_path(request.path) if request.method == "GET" else None
    return url_for("security.login", next=target)
