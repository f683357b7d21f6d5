"""``gapcheck key``: the installation's key, without which no answer can be read."""

from __future__ import annotations

from pathlib import Path

import click

from gapcheck import config
from gapcheck.commands.application import refuse, running_app
from gapcheck.commands.progress import Bar


@click.group()
def key() -> None:
    """The installation's key."""


@key.command("rotate")
def rotate() -> None:
    """Replace the key. The old one is kept beside it: backups made before need it. Servers may go on running."""
    from gapcheck.encryption import CannotOpen
    from gapcheck.services.operations import rotation

    with running_app(), Bar("Sealing the keys of engagements anew") as bar:
        try:
            done = rotation.rotate(config.load(), bar.show)
        except rotation.KeyInVariable:
            refuse(
                "GAPCHECK_KEY holds the key, so only you can change it. Move it to GAPCHECK_OLDER_KEYS, put 64 new "
                "hexadecimal digits into GAPCHECK_KEY for every process, start them again, and repeat this command."
            )
        except CannotOpen:
            refuse(
                "an engagement's key was sealed with a key that is not here. Put that key's file beside the key as "
                "key.FINGERPRINT, and repeat this command. `gapcheck doctor` names the fingerprint."
            )
        except OSError as error:
            refuse(f"the key's file cannot be written: {error.strerror}. Nothing has changed.")
    if done.kept is None:
        click.echo("An earlier change of the key had not been finished; it is now.")
    count = "one engagement" if done.sealed_anew == 1 else f"{done.sealed_anew} engagements"
    click.echo(f"The keys of {count} are sealed with key {done.fingerprint}.")
    click.echo("Copy the new key to a safe place apart from the backups, and run `gapcheck key check COPY`.")
    if done.kept is not None:
        click.echo(f"The old key is {done.kept}. Delete it when the last backup that was made with it is gone.")


@key.command("check")
@click.argument("copy", type=click.Path(path_type=Path, dir_okay=False))
def check(copy: Path) -> None:
    """Compare a copy of the key with the key. Whoever loses the key has lost every answer."""
    from gapcheck.extensions import installation
    from gapcheck.services.operations import escrow

    with running_app():
        fingerprint = installation().keyring.fingerprint
        try:
            escrow.check(config.load(), copy, fingerprint)
        except escrow.NotTheKey as other:
            found = f"the key {other.fingerprint}" if other.fingerprint else "no key"
            refuse(f"{copy} is {found}, and the key here is {fingerprint}. Copy it again.")
        except OSError as error:
            refuse(f"{error.filename or copy} cannot be used: {error.strerror}.")
    click.echo(f"{copy} is the key {fingerprint} of this installation. Keep it apart from the backups.")
