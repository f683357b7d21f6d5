"""``gapcheck workspace`` and ``gapcheck facilitator``: who may sign in, and where."""

from __future__ import annotations

import click

from gapcheck.commands.application import refuse, running_app
from gapcheck.instruments.characters import is_one_line
from gapcheck.vocabulary import Membership


def _usable_name(typed: str, whose: str) -> str:
    """The name on one line with single blanks; one that no page or report can carry ends the command."""
    from gapcheck.services.seating import NAME_LENGTH

    name = " ".join(typed.split())
    if not 0 < len(name) <= NAME_LENGTH or not is_one_line(name):
        refuse(f"{whose} needs a name of at most {NAME_LENGTH} characters, without control characters.")
    return name


@click.group()
def workspace() -> None:
    """The workspaces of this installation."""


@workspace.command("add")
@click.argument("name")
def add_workspace(name: str) -> None:
    """Add a workspace."""
    from gapcheck.services import workspaces

    name = _usable_name(name, "a workspace")
    with running_app():
        try:
            workspaces.add_workspace(name)
        except workspaces.NameTaken:
            refuse(f"there is a workspace {name!r} already.")
    click.echo(f"Added the workspace {name!r}. Next: gapcheck facilitator add EMAIL --workspace {name!r} --role owner")


@workspace.command("list")
def list_workspaces() -> None:
    """List the workspaces."""
    from gapcheck.services import workspaces

    with running_app():
        for name in workspaces.all_workspaces():
            click.echo(name)


@workspace.command("remove")
@click.argument("name")
def remove_workspace(name: str) -> None:
    """Remove a workspace without engagements, with its members' access. Its audit trail is kept."""
    from gapcheck.services import workspaces

    with running_app():
        try:
            workspaces.remove_workspace(name)
        except workspaces.NoWorkspace:
            refuse(f"there is no workspace {name!r}. `gapcheck workspace list` names them.")
        except workspaces.StillInUse as used:
            count = "one engagement" if used.count == 1 else f"{used.count} engagements"
            refuse(f"{name!r} still has {count}. Erase each with `gapcheck erase ENGAGEMENT`, then remove it.")
    click.echo(f"Removed the workspace {name!r}. Its audit trail and the accounts of its members are kept.")


@click.group()
def facilitator() -> None:
    """The people who can sign in."""


@facilitator.command("add")
@click.argument("email")
@click.option("--workspace", "workspace_name", required=True, help="The workspace's name.")
@click.option("--role", type=click.Choice([role.value for role in Membership]), default="facilitator")
@click.option("--name", help="The person's name, as respondents read it; else the address.")
def add_facilitator(email: str, workspace_name: str, role: str, name: str | None) -> None:
    """Let a person work in a workspace; prints a one-time link to set a password."""
    from gapcheck.services import workspaces
    from gapcheck.services.addresses import usable

    address = usable(email)
    if address is None:
        refuse(f"{email!r} is not an e-mail address.")
    called = _usable_name(name, "a person") if name else address
    with running_app():
        try:
            user_id = workspaces.add_member(address, called, workspace_name, Membership(role))
        except workspaces.NoWorkspace:
            refuse(f"there is no workspace {workspace_name!r}. Add it with: gapcheck workspace add {workspace_name!r}")
        if workspaces.has_password(user_id):
            click.echo(f"{address} is now {role} in {workspace_name!r} and signs in with the password set before.")
        else:
            click.echo(f"{address} is now {role} in {workspace_name!r}.")
            click.echo(f"One-time link to set a password, good for a week: {workspaces.welcome_link(user_id)}")


@facilitator.command("disable")
@click.argument("email")
def disable_facilitator(email: str) -> None:
    """Let a person sign in no more, anywhere, and sign every browser out at once."""
    from gapcheck.services import workspaces

    with running_app():
        try:
            workspaces.disable_account(email)
        except workspaces.NoAccount:
            refuse(f"there is no account {email!r}.")
    click.echo(
        f"{email} is signed out everywhere and cannot sign in. `gapcheck facilitator add` lets the person in again."
    )


@facilitator.command("reset-mfa")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take authenticator app, passkeys and recovery codes off an account. Make sure first that it is the person."""
    from gapcheck.services import workspaces

    with running_app():
        try:
            workspaces.reset_second_factor(email)
        except workspaces.NoAccount:
            refuse(f"there is no account {email!r}.")
    click.echo(
        f"{email} signs in with the password alone now, and is signed out everywhere. A new app or passkey can be"
    )
    click.echo("added on the account page.")
