"""Tests run on the program as it is, and on a mutant of it: each run in a process of its own, which ends with it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import coverage
import pytest
from hypothesis import HealthCheck, settings

from tests.mutation.mutate import Mutant, mutated
from tests.mutation.parts import ABOUT, MODULES, ROOT

#: A mutant may loop for ever; its tests get this many times the seconds that they take on the program as it is.
PATIENCE, AT_LEAST = 8, 30
KILLED, SURVIVED, TIMED_OUT, FAILED_TO_LOAD = "killed", "survived", "timed out", "failed to load"


@dataclass
class Baseline:
    """What each test passes and takes: ``tests[file][line]`` names the tests, ``seconds[test]`` their time."""

    tests: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    seconds: dict[str, float] = field(default_factory=dict)

    def for_place(self, path: Path, mutant: Mutant) -> list[str]:
        """The tests that pass a place, quickest first; all of them for a place that is passed on import."""
        lines = self.tests[str(path)]
        passing: set[str] = set().union(*(lines[line] for line in range(mutant.line, mutant.end + 1)))
        on_import = "" in passing or not passing
        names = self.seconds if on_import else passing
        return sorted(names, key=lambda name: (self.seconds.get(name, 0.0), name))


class Plugin:
    """Runs a choice of tests in a given order, with few and always the same random examples."""

    def __init__(self, chosen: Sequence[str] | None = None) -> None:
        self.order = None if chosen is None else {name: place for place, name in enumerate(chosen)}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        settings.register_profile(
            "mutants",
            max_examples=25,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.order is not None:
            order = self.order
            items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])


class Recorder(Plugin):
    """Also notes which lines each test passes and how long it takes."""

    def __init__(self, baseline: Baseline) -> None:
        super().__init__()
        self.baseline = baseline
        self.watch = coverage.Coverage(
            data_file=None, include=[str(path) for path in MODULES.values()], config_file=False
        )
        self.watch.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.watch.switch_context(item.nodeid)
        started = time.perf_counter()
        result = yield
        self.baseline.seconds[item.nodeid] = time.perf_counter() - started
        return result

    def pytest_sessionfinish(self) -> None:
        self.watch.stop()
        data = self.watch.get_data()
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                self.baseline.tests[file][line] |= set(contexts)


class _Loader(SourceFileLoader):
    """Loads one module from a changed tree."""

    def __init__(self, name: str, path: str, tree: Any) -> None:
        super().__init__(name, path)
        self.tree = tree

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self.tree, self.path, "exec", dont_inherit=True)
        return code


class _Finder(MetaPathFinder):
    """Finds one module, changed, before anything else can find it as it is."""

    def __init__(self, path: Path, number: int) -> None:
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.name, self.path = ".".join(parts), path
        self.tree = mutated(path.read_text("utf-8"), number)

    def find_spec(self, fullname: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, self.path, loader=_Loader(fullname, str(self.path), self.tree))


def run_tests(plugin: Plugin, files: Iterable[str]) -> int:
    """Pytest's exit code for some files; nothing is printed and nothing is remembered."""
    plugins = ("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "xdist.plugin")
    which = ("-m", "not soak and not slow", "-k", "not postgresql")
    return int(pytest.main(["-x", "-o", "addopts=--import-mode=importlib", *plugins, *which, *files], plugins=[plugin]))


def baseline(tests: Sequence[str]) -> Baseline:
    """Run some tests once on the program as it is. Raises SystemExit if one fails: then no mutant says anything."""
    found = Baseline()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        code = run_tests(Recorder(found), tests)
        lines = {file: {line: sorted(names) for line, names in lines.items()} for file, lines in found.tests.items()}
        with os.fdopen(write, "w") as pipe:
            pipe.write(repr((code, lines, found.seconds)))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        code, lines, seconds = eval(pipe.read())  # noqa: S307 - what our own child wrote, of texts and numbers
    os.waitpid(child, 0)
    if code != 0:
        raise SystemExit("The tests fail on the program as it is.")
    for file, by_line in lines.items():
        for line, names in by_line.items():
            found.tests[file][line] = set(names)
    found.seconds = seconds
    return found


def outcome(name: str, mutant: Mutant, known: Baseline) -> str:
    """What became of a mutant, before the tests that are about its module and then all others that pass its place."""
    tests = known.for_place(MODULES[name], mutant)
    about = ABOUT.get(name, f"test_{name}.py")
    first = [test for test in tests if test.partition("::")[0].endswith(f"/{about}")]
    became = SURVIVED
    for part in (first, [test for test in tests if test not in frozenset(first)]):
        if part and became == SURVIVED:
            became = _faced(MODULES[name], mutant, part, sum(known.seconds[test] for test in part))
    return became


def _faced(path: Path, mutant: Mutant, tests: Sequence[str], seconds: float) -> str:
    """What some tests say of a mutant, in a process of its own."""
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        try:
            sys.meta_path.insert(0, _Finder(path, mutant.number))
            files = dict.fromkeys(test.partition("::")[0] for test in tests)
            os._exit(run_tests(Plugin(tests), files))
        finally:
            os._exit(99)
    return _wait(child, max(AT_LEAST, PATIENCE * seconds))


def _wait(child: int, seconds: float) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return SURVIVED if code == 0 else KILLED if code == 1 else FAILED_TO_LOAD
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TIMED_OUT
