"""``gapcheck doctor``: what is in order and what is not."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.extensions import db

_SIGNS = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list of findings as JSON.")
def doctor(as_json: bool) -> None:
    """Look at everything that the installation needs. Exit code 1 where something is wrong; it changes nothing."""
    from gapcheck.services.operations.doctor import Level, examine

    settings = config.load()
    app = create_app(settings)
    found = []
    with app.app_context():
        for finding in examine(settings, app):
            found.append(finding)
            if not as_json:
                click.echo(f"{_SIGNS[finding.level]}  {finding.name}: {finding.said}")
        db.engine.dispose()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], indent=1))
    if any(finding.level is Level.WRONG for finding in found):
        sys.exit(1)
