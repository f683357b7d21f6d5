"""``python -m bench``: speed figures beside their targets, each with an anchor of the same run. Never fails."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from bench import engine, first_view, home, pages, report, restore, serve, workshop
from bench.figure import Figure

Bench = Callable[[], Iterator[Figure]]

PARTS: dict[str, Bench] = {
    "engine": engine.figures,
    "pages": pages.figures,
    "home": home.figures,
    "first-view": first_view.figures,
    "report": report.figures,
    "workshop": workshop.figures,
    "serve": serve.figures,
}
#: Measured only when they are named: they take minutes.
ON_REQUEST: dict[str, Bench] = {"crowd": serve.crowd, "restore": restore.figures}


def main(arguments: Sequence[str]) -> None:
    """Print the figures of the named parts, or of all. Ends with 2 for a name that is none, before anything is run."""
    known = PARTS | ON_REQUEST
    wanted = _wanted(arguments)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.stderr.write(f"bench: there is no {', '.join(unknown)}. There are: {', '.join(known)}.\n")
        sys.exit(2)
    for name in wanted or PARTS:
        print(f"\n{name}")
        for figure in known[name]():
            print(line(figure), flush=True)


def _wanted(arguments: Sequence[str]) -> list[str]:
    parser = argparse.ArgumentParser(
        "python -m bench",
        description="Print speed figures beside their targets, of all parts or of those that are named.",
        epilog=f"parts:\n{_listed(PARTS)}\n\nonly when they are named, since they take minutes:\n{_listed(ON_REQUEST)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("part", nargs="*", help="one of those below; all but the last ones where none is named")
    wanted: list[str] = parser.parse_args(arguments).part
    return wanted


def _listed(parts: Mapping[str, Bench]) -> str:
    """Each name with the first line of its function's docstring."""
    return "\n".join(f"  {name:<12}{(bench.__doc__ or '').splitlines()[0]}" for name, bench in parts.items())


def line(figure: Figure) -> str:
    """One figure in two lines."""
    mark = {True: "reached", False: "missed", None: ""}[figure.good]
    first = f"  {figure.name:<44} {figure.value:<36} {figure.target:<32} {mark}".rstrip()
    return f"{first}\n      {figure.anchor}" if figure.anchor else first


if __name__ == "__main__":
    main(sys.argv[1:])
