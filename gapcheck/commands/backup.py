"""``gapcheck backup`` and ``gapcheck restore``: a copy that is proven, and its way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from sqlalchemy.exc import SQLAlchemyError

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.commands.application import refuse
from gapcheck.commands.progress import Bar
from gapcheck.extensions import db, installation
from gapcheck.services import audit, ledger
from gapcheck.services.operations import backups, restoring
from gapcheck.services.operations.manifest import NotUsable
from gapcheck.services.operations.postgresql import ProgramFailed
from gapcheck.services.operations.replaying import Replayed

#: What is said of a backup that is not usable, by its reason.
SENTENCES: Mapping[str, str] = {
    "missing": "there is no such file.",
    "damaged": "the file is no backup of gapcheck, or it is damaged or cut off. Take another backup.",
    "changed": "{file} in the backup is not what it was when the backup was made. Take another backup.",
    "format": "the backup has the form {format!r}, which this version does not know. Restore it with the version that "
    "made it.",
    "key": "the backup needs the key {needs}, and the key here is {has}. Put that key's file into GAPCHECK_KEY_FILE or "
    "instance/keys/key and try again. Without it no answer in the backup can be read.",
    "secret_key": "the backup belongs to the secret key {needs}, and the one here is {has}. Personal links are made "
    "from it: put the file secret_key of that installation into keys/ and try again.",
    "older": "the backup was made by gapcheck {version}, whose database has an older form. Restore it with that "
    "version, then install {ours} and run `gapcheck upgrade`.",
    "newer": "the backup was made by gapcheck {version}, which is newer than this one ({ours}). Install that version "
    "to restore it.",
    "differs": "the copy does not hold what it should: {what} differs.",
    "unreadable": "a value in the table {table} cannot be opened with the keys here. `gapcheck doctor` says more.",
    "in_use": "{where} is not empty, and nothing is restored over live data. Name a folder that is not there yet.",
    "database": "the backup is of a {kind} database. Set GAPCHECK_DATABASE_URL to an empty one of that kind.",
}


@click.command()
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path, file_okay=False))
@click.option("--prune", is_flag=True, help="Delete the backups in DEST that need not be kept any longer.")
def backup(destination: Path, prune: bool) -> None:
    """Back up everything but the keys into a new file in the folder DEST, also while the server runs.

    The file is restored into a temporary folder and compared before it counts. With --prune the newest of each of 7
    days and of 4 weeks are kept, and none that is older than 35 days.
    """
    settings = config.load()
    app = create_app(settings)
    with app.app_context(), Bar("Copying the database") as bar, said(destination, "Nothing was backed up."):
        made = backups.make(settings, destination, bar.show)
        gone = backups.prune(destination) if prune else []
    facts = made.manifest.facts
    click.echo(f"{made.file}: {made.file.stat().st_size:,} bytes, restored and compared.")
    click.echo(f"In it: engagements {facts.rows.get('engagement', 0)}, answers {facts.rows.get('answer', 0)}.")
    click.echo(f"It opens with key {made.manifest.key} only, which is not in it. Keep a copy of the key elsewhere.")
    for path in gone:
        click.echo(f"Deleted {path}.")


@click.command()
@click.argument("source", metavar="SRC", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "target", required=True, metavar="DIR", type=click.Path(path_type=Path), help="A new folder.")
@click.option(
    "--ended",
    type=click.File("r", encoding="utf-8", errors="replace"),
    multiple=True,
    help="A kept ended.jsonl or `gapcheck audit export`: what ended after the backup is ended again.",
)
def restore(source: Path, target: Path, ended: tuple[TextIO, ...]) -> None:
    """Restore a backup into a new instance folder DIR. Live data is never touched.

    What is known to have ended since the backup (erasures, withdrawals, revoked links, memberships) is ended again.
    Everybody is signed out, and no mail goes out until `gapcheck mail resume`.
    """
    settings, target = config.load(), target.absolute()
    app = create_app(settings)
    with app.app_context(), Bar("Restoring") as bar, said(target, "Nothing was restored."):
        keyring = installation().keyring
        described = restoring.look(source, keyring)
        lines = restoring.known_endings(settings, source, keyring)
        for file in ended:
            lines += _endings(file)
        bar.show(1, 3)
        with restoring.laid_out(settings, source, target, keyring) as restored:
            bar.show(2, 3)
            with create_app(restored).app_context():
                replayed = restoring.clear(lines)
                db.engine.dispose()
    _tell(described.made_at, target, replayed)


def _endings(file: TextIO) -> list[ledger.Line]:
    """The events in a kept file; one that is of another kind would let come back what had ended."""
    texts = file.readlines()
    if texts and not any(audit.read_anchors(texts)):
        refuse(
            f"{file.name} holds no event of an audit trail. Give a kept ended.jsonl or what `gapcheck audit export` "
            "printed. Nothing was restored."
        )
    return list(ledger.read(texts))


def _tell(made_at: str, target: Path, replayed: Replayed) -> None:
    click.echo(f"{target} is as it was on {made_at[:16].replace('T', ' ')} UTC, compared with the backup.")
    if replayed.done:
        click.echo("Ended again, since it had ended after the backup:")
    for line in replayed.done:
        click.echo(f"  {str(line['at'])[:16]}  {line['action']}  {line['object']}")
    if replayed.to_look_at:
        click.echo("Ended after the backup, and for you to look at:")
    for line in replayed.to_look_at:
        click.echo(f"  {str(line['at'])[:16]}  {line['action']}  {line['object']}")
    click.echo("Everybody is signed out, and mail is paused. Settings are not in a backup: copy config.toml yourself.")
    click.echo(f"Next: set GAPCHECK_INSTANCE={target}, run `gapcheck doctor`, start `gapcheck serve`, look at")
    click.echo("`gapcheck jobs list`, and then `gapcheck mail resume`, with --discard if what waits had been sent.")


@contextmanager
def said(where: Path, then: str) -> Iterator[None]:
    """Turn what stops a copy into one sentence, and say at its end what that means."""
    try:
        yield
    except NotUsable as found:
        refuse(f"{SENTENCES[found.reason].format(**found.values)} {then}")
    except ProgramFailed as failed:
        refuse(f"{failed.program} failed: {failed.said}. {then}")
    except SQLAlchemyError as error:
        refuse(f"the database cannot be read: {type(error).__name__}. {then} `gapcheck doctor` says more.")
    except OSError as error:
        refuse(f"{where} cannot be written: {error.strerror}. {then}")
