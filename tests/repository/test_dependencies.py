from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest

from tests.repository.rules import ROOT, tracked_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-test.lock")


def normal(requirement: str) -> str:
    """The name in a requirement, as package indexes compare names."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


def declared(*extras: str) -> set[str]:
    """The packages that pyproject.toml names, those of the extras included."""
    named = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        named += PROJECT["project"]["optional-dependencies"][extra]
    return {normal(requirement) for requirement in named}


def imported_packages(folder: str) -> dict[str, str]:
    """The installed packages that a folder's modules import, each with one module that does."""
    found = {}
    for name in tracked_files():
        if not (name.startswith(folder) and name.endswith(".py")):
            continue
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            found.update({each.split(".")[0]: name for each in names})
    ours = {*sys.stdlib_module_names, "gapcheck", "tests", "bench"}
    owners = packages_distributions()
    return {normal(owners.get(top, [top])[0]): name for top, name in found.items() if top not in ours}


def come_with(package: str) -> set[str]:
    """What a package itself requires: its parts, such as Werkzeug and Jinja2 for Flask."""
    try:
        return {normal(requirement) for requirement in requires(package) or [] if "extra ==" not in requirement}
    except PackageNotFoundError:  # not for this system
        return set()


@pytest.mark.parametrize(("folder", "extras"), [("gapcheck/", ()), ("tests/", ("test",))])
def test_whatever_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    allowed = declared(*extras).union(*(come_with(package) for package in declared(*extras)))
    undeclared = {package: name for package, name in imported_packages(folder).items() if package not in allowed}
    assert not undeclared


def pins(lock: str) -> dict[str, str]:
    """Package -> version of a lock file, where there is one version for all."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(normal(name), set()).add(version)
    return {name: next(iter(versions)) for name, versions in found.items() if len(versions) == 1}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)
    assert all("--hash=sha256:" in block for block in blocks if block.strip())
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)


def test_the_lock_holds_everything_that_is_declared() -> None:
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    tested = (ROOT / "requirements-test.lock").read_text(encoding="utf-8")
    names = {
        lock: {normal(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)} for lock in (locked, tested)
    }
    assert declared() <= names[locked]
    assert declared("test", "lint") <= names[tested]


def test_what_is_tested_is_what_runs() -> None:
    running, tested = pins("requirements.lock"), pins("requirements-test.lock")
    assert {name: version for name, version in running.items() if tested.get(name, version) != version} == {}


def test_the_versions_that_closed_a_hole_are_the_oldest_allowed() -> None:
    # Flask before 3.1.3: CVE-2026-27205. WeasyPrint before 70: GHSA-jf6q-chmf-3h3v.
    running = pins("requirements.lock")
    assert tuple(map(int, running["flask"].split("."))) >= (3, 1, 3)
    assert tuple(map(int, running["weasyprint"].split("."))) >= (70,)
    assert {"flask>=3.1.3,<4", "weasyprint>=70,<71"} <= set(PROJECT["project"]["dependencies"])
