"""No two modules of the program need each other: each can be the first one that somebody imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def modules(root: Path) -> dict[str, ast.Module]:
    """Every module of the program by its dotted name."""
    found = {}
    for path in sorted(root.glob("gapcheck/**/*.py")):
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """The names that are imported as soon as the module is; what a function imports comes later."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def packages_of(name: str) -> set[str]:
    """The packages around a module, whose own code runs before it."""
    parts = name.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts))}


def needs(root: Path) -> dict[str, set[str]]:
    """What each module needs before it is there itself. The packages around it have begun already."""
    known = modules(root)
    return {
        name: {
            each
            for target in imported(tree)
            for each in (target, *packages_of(target))
            if each in known and each != name and each not in packages_of(name)
        }
        for name, tree in known.items()
    }


def test_every_module_can_be_imported_first() -> None:
    TopologicalSorter(needs(ROOT)).prepare()


def test_two_modules_that_need_each_other_are_noticed(tmp_path: Path) -> None:
    package = tmp_path / "gapcheck"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "inner" / "__init__.py").write_text("from gapcheck.inner.one import ONE\n")
    (package / "inner" / "one.py").write_text("from gapcheck.outer import TWO as ONE\n")
    (package / "outer.py").write_text("TWO = 2\n")
    TopologicalSorter(needs(tmp_path)).prepare()
    (package / "outer.py").write_text("from gapcheck.inner.other import TWO\n")
    (package / "inner" / "other.py").write_text("TWO = 2\n")
    with pytest.raises(CycleError):
        TopologicalSorter(needs(tmp_path)).prepare()
