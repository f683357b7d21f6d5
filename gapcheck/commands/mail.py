"""``gapcheck mail``: whether mail gets out."""

from __future__ import annotations

import sys

import click

from gapcheck.commands.application import refuse, running_app


@click.group()
def mail() -> None:
    """Sending mail."""


@mail.command("test")
@click.argument("address")
def send_test(address: str) -> None:
    """Send a test mail to an address now, and say what became of it."""
    from gapcheck.services.mail import trying
    from gapcheck.services.mail.letters import Undeliverable
    from gapcheck.services.mail.transports import Deferred, Refused

    with running_app():
        try:
            taken_by = trying.send_now(address)
        except Undeliverable:
            refuse(f"{address!r} is not an e-mail address that can be written to.")
        except (Refused, Deferred) as failed:
            click.echo(f"Not sent. {failed}")
            sys.exit(1)
    click.echo(f"Accepted by {taken_by}.")
