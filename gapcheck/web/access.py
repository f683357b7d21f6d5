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


def access_of(app: Flask, endpoint: str) -> Access:
    """What is stated of an endpoint. Raises LookupError where nothing is: such a view is nobody's."""
    stated: Access | None = getattr(app.view_functions[endpoint], "access", None)
    if stated is None:
        raise LookupError(f"{endpoint} does not say who may use it")
    return stated


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
                "principal": access.principal,
                "reads_answers": access.reads_answers,
                "changes_state": access.changes_state,
            }
        )
    return sorted(found, key=lambda route: (route["rule"], route["methods"]))
