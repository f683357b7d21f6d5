"""The command line: every command by name, loaded only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from gapcheck import __version__
from gapcheck.faults import InputFaults

#: Command -> where it lies. Importing Flask costs half a second that ``compare`` does not need.
COMMANDS = {
    "compare": "gapcheck.commands.compare:compare",
    "report": "gapcheck.commands.report:report",
    "instrument": "gapcheck.commands.instrument:instrument",
    "init": "gapcheck.commands.server:init",
    "serve": "gapcheck.commands.server:serve",
    "worker": "gapcheck.commands.server:worker",
    "upgrade": "gapcheck.commands.upgrade:upgrade",
    "backup": "gapcheck.commands.backup:backup",
    "restore": "gapcheck.commands.backup:restore",
    "doctor": "gapcheck.commands.doctor:doctor",
    "dump": "gapcheck.commands.database:dump",
    "move": "gapcheck.commands.database:move",
    "workspace": "gapcheck.commands.accounts:workspace",
    "facilitator": "gapcheck.commands.accounts:facilitator",
    "demo": "gapcheck.commands.demo:demo",
    "seed": "gapcheck.commands.seed:seed",
    "audit": "gapcheck.commands.audit:audit",
    "erase": "gapcheck.commands.retention:erase",
    "retention": "gapcheck.commands.retention:retention",
    "mail": "gapcheck.commands.mail:mail",
    "key": "gapcheck.commands.key:key",
    "jobs": "gapcheck.commands.jobs:jobs",
    "routes": "gapcheck.commands.routes:routes",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="gapcheck")
def commands() -> None:
    """Own views and guesses of two people, compared item by item."""


def main() -> None:
    """The entry point: bad input and configuration end with exit code 2 and a line for each fault."""
    os.umask(0o077)  # what a command makes is for its owner only
    try:
        commands(prog_name="gapcheck")
    except InputFaults as bad:
        for fault in bad.faults:
            click.echo(f"gapcheck: {fault}", err=True)
        sys.exit(2)
