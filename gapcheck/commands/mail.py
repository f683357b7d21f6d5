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


@mail.command("resume")
@click.option("--discard", is_flag=True, help="Drop what waits: it had been sent before.")
def resume(discard: bool) -> None:
    """Send mail again after a restore, which pauses it. Look at what waits first: `gapcheck jobs list`."""
    from gapcheck.services.mail import pausing

    with running_app():
        if pausing.paused_since() is None:
            refuse("mail is not paused.")
        count = pausing.resume(discard=discard)
    mails = "One mail" if count == 1 else f"{count} mails"
    click.echo(f"{mails} that waited {'will not go out' if discard else 'will go out now'}. Mail is sent again.")
