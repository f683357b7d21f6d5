"""Commands run inside the test's process: a process of their own takes a second each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gapcheck.cli import commands

Inside = Callable[..., Result]


def inside(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Inside:
    """Run ``gapcheck ...`` in this folder, with an instance in it; variables by keyword."""
    monkeypatch.chdir(folder)

    def call(*words: str, **variables: str) -> Result:
        environ = {"GAPCHECK_INSTANCE": str(folder / "instance"), **variables}
        return CliRunner(catch_exceptions=False).invoke(commands, words, env=environ, prog_name="gapcheck")

    return call
