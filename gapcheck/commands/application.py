"""The application for a command, with the sentences for what keeps it from starting."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
from flask import Flask

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.services import schema


def refuse(sentence: str) -> NoReturn:
    """End with exit code 2 and one sentence."""
    click.echo(f"gapcheck: {sentence}", err=True)
    sys.exit(2)


@contextmanager
def running_app() -> Iterator[Flask]:
    """The application with its context, on a database of the right schema."""
    app = create_app(config.load())
    with app.app_context():
        if not schema.is_current():
            refuse("the database is not up to date. Run `gapcheck init` first.")
        yield app
