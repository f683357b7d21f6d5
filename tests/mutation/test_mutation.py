"""The mutants themselves: each is one small change, and the tests notice it."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.mutation.mutate import mutants, mutated
from tests.mutation.parts import ROOT


def changed(source: str) -> set[str]:
    """The texts of every mutant of a source."""
    return {ast.unparse(mutated(source, each.number)) for each in mutants(source)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a <= b"}),
        ("a <= b < c", {"a < b < c", "a <= b <= c"}),
        ("a == b", {"a != b"}),
        ("a is b", {"a is not b"}),
        ("a in b", {"a not in b"}),
        ("a + b", {"a - b"}),
        ("a // b", {"a * b"}),
        ("a and b", {"a or b"}),
        ("not a", {"a"}),
        ("-a", {"a"}),
        ("a = 1", {"a = 2"}),
        ("a = True", {"a = False"}),
        ("a = 'x'", {"a = '#x'"}),
        ("a = None", {"a = 0"}),
        ("a += b", {"a -= b", "pass"}),
        ("f(a)", {"pass"}),
        ("raise a", {"pass"}),
        ("a if b else c", {"a if not b else c"}),
        ("if a:\n    b", {"if not a:\n    b"}),
        ("[a for a in b if c]", {"[a for a in b if not c]"}),
        ("f = lambda a: a", {"f = lambda a: None"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("def f():\n    return None", {"def f():\n    return 0"}),
        ("def f(a=1):\n    'words'", {'def f(a=2):\n    """words"""'}),
        ("f(a, key=1)", {"pass", "f(a, key=2)"}),
        ("a = q.where(b, c)", {"a = q.where(c)", "a = q.where(b)"}),
        (
            "a = and_(b, or_(c, d))",
            {"a = and_(b)", "a = and_(or_(c, d))", "a = and_(b, or_(c))", "a = and_(b, or_(d))"},
        ),
    ],
)
def test_a_mutant_is_one_small_change(source: str, expected: set[str]) -> None:
    assert changed(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "'words'",
        "@f(1)\ndef g():\n    a",
        "a: 'int'",
        "def f(a: int | None) -> None:\n    a",
        "Name = int | None",
        "__all__ = ['a']",
        "class Name(StrEnum):\n    A = 'a'",
    ],
)
def test_words_types_and_what_is_remembered_are_left_alone(source: str) -> None:
    assert mutants(source) == []


def test_a_mutant_is_named_by_the_lines_of_its_place() -> None:
    (found,) = mutants("a\nb = (\n    c\n    + d\n)")
    assert (found.line, found.end, found.what) == (3, 4, "Add becomes Sub")


@pytest.mark.soak
def test_a_sample_of_the_engines_mutants_is_noticed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutation.run", "indices", "priorities", "--every", "24"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("all")
