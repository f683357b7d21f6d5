"""``gapcheck report``: the PDF of a pair file, or its twin for the screen, without a database."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import click

from gapcheck import files
from gapcheck.commands.pair_files import chosen_pair, of_file, read_wave
from gapcheck.engine import compare
from gapcheck.engine.movement import movement
from gapcheck.engine.wave import Wave
from gapcheck.faults import Fault, InputFaults
from gapcheck.report import EDITIONS, PAPERS, Material, ReportFailed, get_ready, render_html, render_pdf


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    type=click.Path(path_type=Path),
    help="The PDF; a name that ends in .html gets the same report as a web page.",
)
@click.option("--edition", type=click.Choice(EDITIONS), default=EDITIONS[0], show_default=True)
@click.option("--paper", type=click.Choice(PAPERS), default=PAPERS[0], show_default=True)
@click.option(
    "--previous",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The pair file of an earlier wave of the same two people: adds what moved since.",
)
@click.option("--pair", metavar="A,B", help="Two roles, where the file has more than two seats: --pair cio,cso.")
def report(file: Path, output: Path, edition: str, paper: str, previous: Path | None, pair: str | None) -> None:
    """Make the alignment report of a pair file.

    OUT is written whole or not at all; one that is there is replaced. Every fault of the file is printed with its
    place.
    """
    web_page = output.suffix.lower() == ".html"
    if not web_page:
        get_ready()
    chosen = chosen_pair(pair)
    wave = read_wave(file)
    comparison = of_file(file, lambda: compare(wave, chosen))
    earlier = None if previous is None else _earlier(previous, file, wave, comparison.pair)
    for read in filter(None, (file, previous)):
        _refuse_to_overwrite(read, output)
    material = Material(wave, comparison, edition, paper, previous=earlier)
    if web_page:
        made = render_html(material).encode()
    else:
        try:
            made = render_pdf(material)
        except ReportFailed as failed:
            click.echo(f"gapcheck: {failed}", err=True)
            sys.exit(2)
    _write(output, made)


def _earlier(previous: Path, file: Path, wave: Wave, pair: tuple[str, str]) -> Wave:
    """The wave before, refused where something but the answers could have made a difference. Raises InputFaults."""
    earlier = read_wave(previous)
    of_file(file, lambda: movement(earlier, wave, pair))
    return earlier


def _refuse_to_overwrite(file: Path, output: Path) -> None:
    """A report written over its own answers would lose them."""
    with suppress(OSError):
        if output.samefile(file):
            raise InputFaults([Fault("-o", "This is the pair file itself. Name another file for the report.")])


def _write(output: Path, made: bytes) -> None:
    try:
        files.write(output, made)
    except OSError as error:
        raise InputFaults([Fault(str(output), f"The report cannot be written: {error.strerror}.")]) from None
