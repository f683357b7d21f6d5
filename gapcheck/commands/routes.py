"""``gapcheck routes``: every route with its principal."""

from __future__ import annotations

import json

import click

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.web import access


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def routes(as_json: bool) -> None:
    """List every route: methods, rule, principal, whether it reads answers, whether it changes state."""
    found = access.routes(create_app(config.load()))
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for route in found:
        marks = ("reads answers " if route["reads_answers"] else "") + (
            "changes state" if route["changes_state"] else ""
        )
        click.echo(f"{','.join(route['methods']):10} {route['rule']:60} {route['principal']:12} {marks}")
