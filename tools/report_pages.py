"""Renders every example in both editions, and each page as a picture to look at: ``make report``.

Into ``out/``: ``NAME-EDITION.pdf``, the same report for the screen as ``.html``, and ``NAME-EDITION-PAGE.png``.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from gapcheck.engine import comparisons
from gapcheck.engine.pairfile import load
from gapcheck.engine.wave import Wave
from gapcheck.report import EDITIONS, Material, render_html, render_pdf

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
OUT = ROOT / "out"
#: Large enough to read a footnote, small enough to leaf through.
DOTS_PER_INCH = 100
#: An example that is the next wave of another one.
BEFORE = {"northmoor-full-2": "northmoor-full"}


@dataclass(frozen=True, slots=True)
class Report:
    """One example in one edition."""

    name: str
    edition: str

    @property
    def title(self) -> str:
        """The name of its files."""
        return f"{self.name}-{self.edition}"


def main() -> None:
    """Render all, page by page, and say where they lie."""
    OUT.mkdir(exist_ok=True)
    reports = [Report(path.stem, edition) for path in pair_files() for edition in EDITIONS]
    with click.progressbar(reports, label="Reports", item_show_func=lambda each: each.title if each else "") as bar:
        for report in bar:
            make(report)
    pictures = sum(1 for _ in OUT.glob("*.png"))
    print(f"{len(reports)} reports and {pictures} pictures of their pages in {OUT.relative_to(ROOT)}/")


def pair_files() -> Iterator[Path]:
    """The examples that are pair files: not their comparisons, and not a movement between two of them."""
    return (path for path in sorted(EXAMPLES.glob("*.json")) if "." not in path.stem)


def make(report: Report) -> None:
    """The files of one report; those of an earlier run go first, so that no page stays that is not in it."""
    for old in OUT.glob(f"{report.title}-*.png"):
        old.unlink()
    wave = example(report.name)
    before = example(BEFORE[report.name]) if report.name in BEFORE else None
    pdf = OUT / f"{report.title}.pdf"
    material = Material(wave, comparisons(wave)[0], report.edition, previous=before)
    pdf.write_bytes(render_pdf(material))
    pdf.with_suffix(".html").write_text(render_html(material), encoding="utf-8")
    subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", pdf, OUT / report.title], check=True)


def example(name: str) -> Wave:
    """The wave of a pair file in ``examples/``."""
    return load(EXAMPLES / f"{name}.json", ())


if __name__ == "__main__":
    main()
