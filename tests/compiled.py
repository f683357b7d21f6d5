"""What every application of a test run's process would compile or read for itself, done once for all of them.

Compiling the templates took half the time of many tests, and compiling the routes most of what was left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType
from typing import Any
from unittest.mock import patch

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from gapcheck.web import assets


class Compiled(BytecodeCache):
    """Keeps what was compiled of templates in memory, by name and content."""

    def __init__(self) -> None:
        self._kept: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what an earlier application has compiled."""
        bucket.code = self._kept.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for later ones."""
        self._kept[bucket.key] = bucket.code


COMPILED = Compiled()

#: How werkzeug makes the function that builds a rule's addresses. That function takes the rule as an argument, so it
#: depends on the rule's text and its defaults only.
_COMPILE = Rule._compile_builder
_builders: dict[tuple[object, ...], Callable[..., Any]] = {}
_read_once = cache(assets.Assets)


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _COMPILE(rule, append_unknown)
    return _builders[key]


@contextmanager
def made_once() -> Iterator[None]:
    """An application that is made within it takes its routes and static files from those that were made before."""
    with patch.object(Rule, "_compile_builder", _compiled_once), patch.object(assets, "Assets", _read_once):
        yield
