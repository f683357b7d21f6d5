"""``gapcheck dump`` and ``gapcheck move``: what is in the database, and taking it to another one."""

from __future__ import annotations

import os

import click

from gapcheck import config
from gapcheck.commands.application import OTHER_KEY, STOP_ALL, refuse, running_app
from gapcheck.commands.progress import Bar
from gapcheck.config import Settings


@click.command()
@click.option("--canonical", is_flag=True, required=True, expose_value=False, help="In the one form that there is.")
@click.option("--digest", is_flag=True, help="Only the SHA-256, not the rows.")
def dump(digest: bool) -> None:
    """Print every logical row as JSON, answers as keyed digests, and the SHA-256 of it all."""
    from gapcheck.encryption import CannotOpen
    from gapcheck.extensions import installation
    from gapcheck.services import canonical as service
    from gapcheck.services.transaction import reading

    with running_app():
        connection, keyring = reading().connection(), installation().keyring
        try:
            if digest:
                click.echo(service.digest(connection, keyring))
            else:
                for piece in service.dump(connection, keyring):
                    click.echo(piece, nl=False)
        except CannotOpen:
            refuse(OTHER_KEY)


@click.command()
@click.option(
    "--to", "address", required=True, metavar="URL", help="postgresql+psycopg://USER@HOST/NAME, an empty one."
)
def move(address: str) -> None:
    """Copy the installation into another, empty database, and prove it. Nothing changes here.

    Stop servers and workers first. A password is better left out of URL: PGPASSWORD or a .pgpass file may hold it.
    """
    from gapcheck.encryption import CannotOpen
    from gapcheck.extensions import db, installation
    from gapcheck.services.operations import moving, presence

    settings = config.load()
    target = config.load({**os.environ, "GAPCHECK_DATABASE_URL": address}).database_url
    with running_app():
        db.session.remove()
        try:
            with presence.alone(settings, db.engine), Bar("Moving") as bar:
                moved = moving.move(db.engine, target, installation().keyring, bar.show)
        except presence.SomebodyRuns:
            refuse(STOP_ALL)
        except moving.TargetNotEmpty:
            refuse("the target holds something already, and nothing is ever written over. Make a new, empty database.")
        except moving.TargetUnusable as unusable:
            refuse(f"the target cannot be used: {unusable.said}.")
        except moving.CopyDiffers as differs:
            refuse(
                f"the copy differs ({differs.where}), so it was taken back; the target is empty. Please report this."
            )
        except CannotOpen:
            refuse(OTHER_KEY)
    _say(settings, moved.rows, moved.digest)


def _say(settings: Settings, rows: int, digest: str) -> None:
    click.echo(f"{rows} rows moved. Both databases have the canonical digest {digest}.")
    click.echo("From now on set GAPCHECK_DATABASE_URL to the new address, for servers, workers and commands alike.")
    if settings.uses_sqlite:
        click.echo("The old database is as it was. Keep it until the new one has been backed up, then delete it.")
