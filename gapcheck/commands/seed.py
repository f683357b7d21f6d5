"""``gapcheck seed``: test data in bulk, and how to get in."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from gapcheck.commands.application import refuse, running_app
from gapcheck.commands.progress import Bar


@click.command()
@click.option("--workspaces", "number", default=1, show_default=True, type=click.IntRange(1, 1000))
@click.option("--pairs", default=1, show_default=True, type=click.IntRange(0, 10_000), help="Pairs in each workspace.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: accounts, passwords, personal links, ids.")
def seed(number: int, pairs: int, as_json: bool) -> None:
    """Add test data: workspaces named as samples, each with an account of every role and open pairs.

    It prints passwords and personal links, once; nobody real is written to.
    """
    from gapcheck.services import seeding
    from gapcheck.services.disk import NoRoom

    with running_app(), Bar("Making pairs") as bar:
        try:
            made = list(seeding.seed(number, pairs, bar.show))
        except NoRoom:
            refuse("the disk is nearly full, so nothing new is begun. Make room, and repeat this command.")
    if as_json:
        click.echo(json.dumps({"workspaces": [asdict(workspace) for workspace in made]}, indent=1))
        return
    for workspace in made:
        click.echo(workspace.name)
        for account in workspace.accounts:
            click.echo(f"  {account.role:<12} {account.email}  {account.password}")
        for pair in workspace.pairs:
            for seat in pair.seats:
                click.echo(f"  {pair.company}, {seat.role}: {seat.link}")
