"""``gapcheck init``, ``serve`` and ``worker``: preparing an instance and running it."""

from __future__ import annotations

import socket
import sys
from functools import partial

import click

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.commands.application import present, refuse, running_app
from gapcheck.commands.processes import Supervisor, serve_web, work
from gapcheck.commands.upgrade import bring_up_to_date
from gapcheck.services import schema


@click.command()
def init() -> None:
    """Prepare the instance folder: keys, database. Safe to repeat."""
    settings = config.load()
    try:
        made_keys = schema.make_instance(settings)
    except OSError as error:
        refuse(f"GAPCHECK_INSTANCE: {settings.instance} cannot be made or written to: {error.strerror}. Name another.")
    settings = config.load()
    changed = bring_up_to_date(create_app(settings), settings)
    click.echo(f"The instance folder {settings.instance} is {'ready' if made_keys or changed else 'up to date'}.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32), help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Run the web server and one worker, until interrupted."""
    if sys.platform == "win32":
        refuse("serve needs Linux or macOS. On Windows run it in WSL.")
    _refuse_taken(host, port)
    settings = config.load()
    app = create_app(settings)
    bring_up_to_date(app, settings)
    with present(settings):
        click.echo(f"gapcheck serves on http://{host}:{port} (stop with Ctrl-C)")
        sys.exit(Supervisor(partial(serve_web, app, host, port, workers), partial(work, app)).run())


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            refuse(
                f"{host}:{port} cannot be used ({error.strerror}). Stop the program that has it, or choose another "
                f"with --port."
            )


@click.command()
def worker() -> None:
    """Run a worker alone: it sends mail, makes reports and erases what is due, until it is stopped."""
    with running_app() as app:
        pass  # the database is the right one
    with present(config.load()):
        work(app)
