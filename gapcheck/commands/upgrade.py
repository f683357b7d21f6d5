"""``gapcheck upgrade``: the database as this version needs it; ``init`` and ``serve`` begin with the same."""

from __future__ import annotations

import click
from flask import Flask

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.commands.application import STOP_ALL, refuse, sentences_for_schema
from gapcheck.commands.backup import said
from gapcheck.commands.progress import Bar
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.services import schema
from gapcheck.services.operations import presence, upgrading


@click.command()
def upgrade() -> None:
    """Bring the database to this version: looked at, backed up, changed, looked at again, else put back.

    Stop servers and workers first. `gapcheck serve` does the same when it starts.
    """
    settings = config.load()
    if not bring_up_to_date(create_app(settings), settings):
        click.echo("The database is up to date.")


def bring_up_to_date(app: Flask, settings: Settings) -> bool:
    """Make or upgrade the schema, and leave no connection open that a fork would share; True where it was changed."""
    with app.app_context():
        try:
            with sentences_for_schema():
                return not schema.is_current() and _changed(settings)
        finally:
            db.session.remove()
            db.engine.dispose()


def _changed(settings: Settings) -> bool:
    try:
        with presence.alone(settings, db.engine), Bar("Backing up") as bar, said(settings.instance, "Nothing changed."):
            made = upgrading.upgrade(settings, bar.show)
    except presence.SomebodyRuns:
        refuse(STOP_ALL)
    except upgrading.NotFit as found:
        refuse(f"{' '.join(finding.said for finding in found.findings)} Nothing changed. Repeat when that is right.")
    except upgrading.UpgradeFailed as failed:
        state = "The database is as it was before" if failed.put_back else "The database could not be put back"
        refuse(
            f"the upgrade broke off ({failed.why}). {state}; {failed.backup} holds all of it. Go on with the version "
            f"before, and please report this."
        )
    if made is not None:
        click.echo(f"The database is now {schema.head()}; as it was before, it is in {made.file}.")
    return True
