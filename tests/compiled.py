"""What every application of a test run's process would compile or read for itself, done once for all of them.

Compiling templates, routes and SQL took most of the time of most tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType
from typing import Any
from unittest.mock import patch

from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from gapcheck.models import opening
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


#: Compiled statements by dialect and content, as an engine keeps them for itself.
_statements: LRUCache[Any, Any] = LRUCache(5000)
_install = opening.install


@cache
def _sqlite() -> Dialect:
    """A dialect that has learnt from a first connection what it wants to know; what it compiles is its own."""
    engine = create_engine("sqlite://", **opening.options("sqlite://"))
    with engine.connect():
        pass
    engine.dispose()
    return engine.dialect


def _sharing_statements(engine: Engine) -> None:
    _install(engine)
    if engine.dialect.name == "sqlite":
        engine.dialect, engine._compiled_cache = _sqlite(), _statements


@contextmanager
def made_once() -> Iterator[None]:
    """An application that is made within it has its routes, static files and statements from those made before."""
    with (
        patch.object(Rule, "_compile_builder", _compiled_once),
        patch.object(assets, "Assets", _read_once),
        patch.object(opening, "install", _sharing_statements),
    ):
        yield
