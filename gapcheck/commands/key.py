"""``gapcheck key``: the installation's key, without which no answer can be read."""

from __future__ import annotations

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
    click.echo("Copy the new key to the safe place where you keep keys, apart from the backups.")
    if done.kept is not None:
        click.echo(f"The old key is {done.kept}. Delete it when the last backup that was made with it is gone.")
