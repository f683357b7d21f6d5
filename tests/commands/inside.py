"""Commands run inside the test's process, through the entry point: a process of their own takes a second each."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner, Result

from gapcheck import cli
from tests.compiled import made_once

#: Runs ``gapcheck ...`` to its end; variables by keyword. It gives ``exit_code``, ``stdout`` and ``stderr``.
Run = Callable[..., Result]


class _EntryPoint:
    """What the runner takes for a command: all of ``gapcheck.cli.main``, which turns faults into lines."""

    name = "gapcheck"

    def main(self, args: tuple[str, ...], **_options: Any) -> None:
        """As the installed program starts, in whose process nothing of this one would change."""
        before = os.umask(0o077)
        try:
            with patch.object(sys, "argv", [self.name, *args]), made_once():
                cli.main()
        finally:
            os.umask(before)


def inside(folder: Path) -> Run:
    """Run in this folder, with an instance in it and nothing else of this machine's settings."""
    foreign = {name: None for name in os.environ if name.startswith("GAPCHECK_")}
    own = {"GAPCHECK_INSTANCE": str(folder / "instance")}

    def call(*words: str, **variables: str) -> Result:
        runner = CliRunner(catch_exceptions=False, env={**foreign, **own, **variables})
        with contextlib.chdir(folder):
            return runner.invoke(_EntryPoint(), words)  # type: ignore[arg-type]  # as much of a command as it needs

    return call
