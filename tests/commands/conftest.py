"""Commands as a shell runs them: in a process of their own, with an instance of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a command: nothing of this machine's gapcheck settings, an instance under tmp_path."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GAPCHECK_")}
    return {**clean, "GAPCHECK_INSTANCE": str(tmp_path / "instance")}


@pytest.fixture
def run(environ: dict[str, str], tmp_path: Path) -> Run:
    """Run ``gapcheck ...`` to its end; variables by keyword."""

    def call(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gapcheck", *words],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=tmp_path,
            env={**environ, **variables},
        )

    return call


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
