"""``gapcheck jobs``: what the worker has before it."""

from __future__ import annotations

import click

from gapcheck.commands.application import running_app


@click.group()
def jobs() -> None:
    """Mails and reports that wait for the worker."""


@jobs.command("list")
def list_jobs() -> None:
    """List what waits, and what failed within a week: since when, what, how often tried, when next, why not."""
    from gapcheck.services import waiting
    from gapcheck.services.mail import pausing

    with running_app():
        found, paused = waiting.waiting(), pausing.paused_since()
    if paused is not None:
        click.echo(f"Mail is paused since {paused:%Y-%m-%d %H:%M}. `gapcheck mail resume` sends it again.")
    for row in found:
        state = "failed" if row.next_at is None else f"next {row.next_at:%Y-%m-%d %H:%M:%S}"
        line = f"{row.since:%Y-%m-%d %H:%M:%S}  {row.what:<24} {row.id}  tried {row.attempts:>2}  {state:<24}"
        click.echo(f"{line}  {row.reason or ''}".rstrip())
    if not found:
        click.echo("Nothing waits.")
