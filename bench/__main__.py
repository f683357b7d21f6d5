"""``make bench``: speed figures beside their targets, each with an anchor of the same run. Never fails."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from bench import engine, first_view, home, pages, report, restore, serve, workshop
from bench.figure import Figure

PARTS = {
    "engine": engine.figures,
    "pages": pages.figures,
    "home": home.figures,
    "first view": first_view.figures,
    "report": report.figures,
    "workshop": workshop.figures,
    "serve": serve.figures,
}
#: Measured only when they are named: they take minutes.
ON_REQUEST = {"crowd": serve.crowd, "restore": restore.figures}


def main(wanted: Iterable[str]) -> None:
    """Print the figures of the named parts, or of all."""
    for name in list(wanted) or PARTS:
        print(f"\n{name}")
        for figure in (PARTS | ON_REQUEST)[name]():
            print(line(figure), flush=True)


def line(figure: Figure) -> str:
    """One figure in two lines."""
    mark = {True: "reached", False: "missed", None: ""}[figure.good]
    first = f"  {figure.name:<44} {figure.value:<36} {figure.target:<32} {mark}".rstrip()
    return f"{first}\n      {figure.anchor}" if figure.anchor else first


if __name__ == "__main__":
    main(sys.argv[1:])
