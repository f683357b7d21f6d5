"""``gapcheck retention`` and ``gapcheck erase``: what goes, and when, and now."""

from __future__ import annotations

import sys

import click

from gapcheck.commands.application import refuse, running_app


@click.command()
@click.option("--preview", is_flag=True, help="Only show what goes within 30 days.")
def retention(preview: bool) -> None:
    """Erase every engagement whose deletion day has come. The worker does the same by itself."""
    from gapcheck.services import retention as service

    with running_app():
        if preview:
            going = service.preview()
            for found in going:
                click.echo(f"{found.delete_on}  {found.engagement_id}  {found.company} ({found.workspace})")
            if not going:
                click.echo("Nothing goes within 30 days.")
        elif not service.erase_due():
            click.echo("Nothing is due.")
        else:
            click.echo("Everything that was due is erased.")


@click.command()
@click.argument("engagement")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(engagement: str, yes: bool) -> None:
    """Erase an engagement now: people, answers, reports, mails and its key. Nothing of it can be brought back."""
    from gapcheck.services import retention as service
    from gapcheck.services.overview import NoEngagement

    with running_app():
        try:
            found = service.look_up(engagement)
            if not yes and not _confirmed(f"Erase {found.company} ({found.workspace}) for ever?"):
                click.echo("Nothing was erased.")
                sys.exit(2)
            erased = service.erase(engagement)
        except NoEngagement:
            refuse(f"there is no engagement {engagement!r}. `gapcheck retention --preview` lists those that go soon.")
    for table, rows in sorted(erased.rows.items()):
        click.echo(f"{rows:>7}  {table.replace('_', ' ')}")
    click.echo(f"{erased.total:>7}  rows erased")


def _confirmed(question: str) -> bool:
    try:
        return click.confirm(question)
    except click.Abort:
        return False
