"""``gapcheck demo``: two sample companies to look at, and the links into them."""

from __future__ import annotations

import click

from gapcheck import config
from gapcheck.commands.application import refuse, running_app
from gapcheck.services.demo import Demo


@click.command()
def demo() -> None:
    """Load two sample companies, one finished and one open, and print the links. Safe to repeat."""
    from gapcheck import report
    from gapcheck.services import demo as service
    from gapcheck.services import samples

    missing = report.available()
    if missing:
        refuse(missing)
    with running_app():
        try:
            _show(service.ensure(samples.subject()))
        except service.DemoFailed as failed:
            refuse(f"the sample report could not be made: {failed}")


def _show(made: Demo) -> None:
    settings = config.load()
    click.echo("\nTwo sample companies are ready.\n")
    entrance = made.welcome or f"{settings.base_url}/sign-in (as {made.facilitator.email})"
    lines = [("Facilitator", entrance)]
    lines += [(f"{made.open.company}, {seat.role.title}", str(seat.link)) for seat in made.open.seats]
    if made.report:
        lines += [("Finished report", str(made.report))]
    width = max(len(label) for label, _ in lines)
    for label, where in lines:
        click.echo(f"  {label:<{width}}  {where}")
    click.echo()
