"""Who may use a route: stated beside each view, enforced by its blueprint, and listed by ``gapcheck routes``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
RESPONDENT = "respondent"
READER = "reader"
FACILITATOR = "facilitator"
OWNER = "owner"
#: A screen in a room, by the short code of its workshop.
SCREEN = "screen"
PRINCIPALS = (PUBLIC, RESPONDENT, READER, FACILITATOR, OWNER, SCREEN)


@dataclass(frozen=True, slots=True)
class Access:
    """What a view says of itself."""

    principal: str
    reads_answers: bool
    changes_state: bool


def principal(name: str, *, reads_answers: bool = False, changes_state: bool = False) -> Callable[[View], View]:
    """State who may use a view, whether it can show an answer, and whether it changes anything but the audit trail."""
    if name not in PRINCIPALS:
        raise ValueError(name)

    def mark(view: View) -> View:
        view.access = Access(name, reads_answers, changes_state)  # type: ignore[attr-defined]  # a mark on a function
        return view

    return mark


#: Views that a library brings; it has no place for a mark.
LIBRARY_VIEWS = {
    "static": Access(PUBLIC, False, False),
}


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What is stated of an endpoint; None where nothing is, which the routes test refuses."""
    stated = getattr(app.view_functions[endpoint], "access", None)
    return stated if stated is not None else LIBRARY_VIEWS.get(endpoint)


def routes(app: Flask) -> list[dict[str, Any]]:
    """Every route with its principal, as ``gapcheck routes --json`` prints it, sorted by rule and methods."""
    found = []
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        found.append(
            {
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "rule": rule.rule,
                "endpoint": rule.endpoint,
                "principal": access.principal if access else None,
                "reads_answers": access.reads_answers if access else None,
                "changes_state": access.changes_state if access else None,
            }
        )
    return sorted(found, key=lambda route: (route["rule"], route["methods"]))
