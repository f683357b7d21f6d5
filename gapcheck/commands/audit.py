"""``gapcheck audit``: prove that the audit trail is whole, and write it out."""

from __future__ import annotations

import json
import sys
from typing import TextIO

import click

from gapcheck.commands.application import refuse, running_app


@click.group()
def audit() -> None:
    """The audit trail: who did what to which object, and when."""


@audit.command("verify")
@click.option(
    "--against",
    type=click.File("r", encoding="utf-8", errors="replace"),
    help="A kept log or an earlier export. Without one, events cut off at the end do not show.",
)
def verify(against: TextIO | None) -> None:
    """Check every event of every workspace; exit code 1 and the first broken event where one is."""
    from gapcheck.services import audit as service

    with running_app():
        anchors = list(service.read_anchors(against)) if against else []
        if against and not anchors:
            refuse(
                f"{against.name} holds no event of an audit trail. Give a kept log or what `gapcheck audit export` "
                "printed."
            )
        broken = service.verify(anchors)
    for found in broken:
        click.echo(f"Workspace {found.workspace_id}: event {found.seq} was changed, or is missing.")
    if broken:
        sys.exit(1)
    click.echo("The audit trail is whole.")


@audit.command("export")
def export() -> None:
    """Print every event as a line of JSON. It holds ids only: no name, no address, no answer."""
    from gapcheck.services import audit as service

    with running_app():
        for event in service.export():
            click.echo(json.dumps(event))
