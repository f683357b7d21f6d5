"""The application for a command, with the sentences for what keeps it from starting."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn

import click
from flask import Flask

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.config import Settings
from gapcheck.encryption import CannotOpen
from gapcheck.extensions import db
from gapcheck.services import schema
from gapcheck.services.operations import presence


def refuse(sentence: str) -> NoReturn:
    """End with exit code 2 and one sentence."""
    click.echo(f"gapcheck: {sentence}", err=True)
    sys.exit(2)


#: Said where the installation's key is not the one that something was sealed with.
OTHER_KEY = "a stored value does not open with the key of this installation. `gapcheck doctor` names the keys."
#: Said where a command needs the installation for itself.
STOP_ALL = "a server or worker runs on this installation. Stop all of them, and repeat this command."


@contextmanager
def running_app() -> Iterator[Flask]:
    """The application with its context, on a database of the right schema; else one sentence.

    Afterwards no connection is open, so that a process may be forked.
    """
    app = create_app(config.load())
    with app.app_context():
        try:
            with sentences_for_schema():
                schema.require_current()
            yield app
        except CannotOpen:
            refuse(OTHER_KEY)
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def sentences_for_schema() -> Iterator[None]:
    """Refuse, in one sentence, a database that cannot be worked with."""
    try:
        yield
    except schema.SchemaUnknown:
        refuse("the database was written by a newer gapcheck. Install that version, or restore a backup.")
    except schema.SchemaOutdated:
        refuse("the database is not up to date. Run `gapcheck init` first.")
    except schema.DatabaseUnreachable as unreachable:
        refuse(f"the database of GAPCHECK_DATABASE_URL cannot be reached: {unreachable.said}.")


@contextmanager
def present(settings: Settings) -> Iterator[None]:
    """Be there as a server or worker; else one sentence. The lock ends with the process at the latest."""
    with ExitStack() as stack:
        try:
            stack.enter_context(presence.serving(settings))
        except presence.OtherVersionRuns as other:
            refuse(
                f"gapcheck {other.version} runs on this installation, and two versions never serve one database. "
                f"Stop its servers and workers first."
            )
        except presence.SomebodyRuns:
            refuse("this installation is being moved or restored. Start again when that is done.")
        yield
