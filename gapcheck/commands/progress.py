"""A bar for long work, on a terminal only: a log or a pipe gets the result and nothing else."""

from __future__ import annotations

import sys
from types import TracebackType

WIDTH = 24


class Bar:
    """Shows on standard error how far something is. Nothing where that is no terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = ""
        self._visible = sys.stderr.isatty()

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write("")

    def show(self, done: int, of: int) -> None:
        """So much is done of so much."""
        full = WIDTH if of <= 0 else WIDTH * min(done, of) // of
        self._write(f"{self._label} [{'#' * full}{'-' * (WIDTH - full)}] {100 * full // WIDTH:3} %")

    def step(self, label: str) -> None:
        """Begin the next part of the work."""
        self._label = label
        self.show(0, 1)

    def _write(self, line: str) -> None:
        if self._visible and line != self._shown:
            sys.stderr.write(f"\r{line:<{len(self._shown)}}" + ("" if line else "\r"))
            sys.stderr.flush()
            self._shown = line
