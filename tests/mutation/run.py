"""``make mutants``: do the tests notice a small fault anywhere in the engine, or in the rules of who may see what?

First every test runs once, and it is noted which lines it passes and how long it takes. Then each mutant runs in a
process of its own, before the tests that pass its place, the quickest first, until one fails. A mutant that no test
notices has survived; docs/mutants.md names those and why nothing notices them::

    python -m tests.mutation.run                        # all modules
    python -m tests.mutation.run measures luck          # some
    python -m tests.mutation.run visibility links       # who may see what, and personal links
    python -m tests.mutation.run --every 50             # one in fifty, for a quick look
    python -m tests.mutation.run --survivors            # only those that docs/mutants.md names
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.mutation.mutate import Mutant, mutants
from tests.mutation.parts import MODULES, PARTS, ROOT, Part
from tests.mutation.trials import KILLED, SURVIVED, baseline, outcome

SURVIVORS = ROOT / "docs" / "mutants.md"


def places(name: str) -> dict[int, str]:
    """A module's mutants as docs/mutants.md names them: without their lines, which the next edit would move."""
    source = MODULES[name].read_text("utf-8")
    lines, seen, named = source.splitlines(), Counter[str](), {}
    for each in mutants(source):
        text = f"{name}: `{lines[each.line - 1].strip()}` {each.what}"
        seen[text] += 1
        named[each.number] = text if seen[text] == 1 else f"{text} (no. {seen[text]})"
    return named


def chosen(arguments: argparse.Namespace) -> list[tuple[str, Mutant]]:
    """The mutants that were asked for."""
    found = [
        (name, each) for name in arguments.modules or MODULES for each in mutants(MODULES[name].read_text("utf-8"))
    ]
    if arguments.survivors:
        known = SURVIVORS.read_text("utf-8").splitlines()
        named = {name: places(name) for name in MODULES}
        found = [(name, each) for name, each in found if f"- {named[name][each.number]}" in known]
    return found[:: arguments.every]


def main() -> int:
    """Print each survivor as it is found, then the counts by module. 1 if fewer than nine in ten are killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", choices=[[], *MODULES], help="all unless some are named")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only one mutant in N")
    parser.add_argument("--survivors", action="store_true", help="only those that docs/mutants.md names")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # none is needed, and each costs every mutant its loading
    todo = chosen(arguments)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part in PARTS:
        _try_all(part, [(name, mutant) for name, mutant in todo if name in part.modules], counts)
    return report(counts)


def _try_all(part: Part, todo: Sequence[tuple[str, Mutant]], counts: dict[str, dict[str, int]]) -> None:
    """Try the mutants of one part, and count what became of them by module."""
    if not todo:
        return
    for library in part.libraries:
        __import__(library)
    known = baseline(part.tests)
    print(f"{len(todo)} mutants, {len(known.seconds)} tests", flush=True)
    for name, mutant in todo:
        became = outcome(name, mutant, known)
        counts[name][became] += 1
        if became == SURVIVED:
            print(f"survived  {mutant.line:>4}  {places(name)[mutant.number]}", flush=True)


def report(counts: dict[str, dict[str, int]]) -> int:
    """Print the counts by module and in all. A mutant that loops or does not load is noticed as well."""
    survived = everything = 0
    for name, by_outcome in counts.items():
        number = sum(by_outcome.values())
        survived, everything = survived + by_outcome[SURVIVED], everything + number
        others = ", ".join(f"{n} {became}" for became, n in sorted(by_outcome.items()) if became != KILLED)
        print(f"{name:<14} {number - by_outcome[SURVIVED]:>4} of {number:<4} noticed   {others}")
    noticed = everything - survived
    print(f"{'all':<14} {noticed:>4} of {everything:<4} noticed   {100 * noticed / max(everything, 1):.1f} %")
    return int(10 * noticed < 9 * everything)


if __name__ == "__main__":
    sys.exit(main())
