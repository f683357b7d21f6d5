"""Commands as a shell runs them: in a process of their own, with an instance of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.instances import empty_instance, settings

__all__ = ["empty_instance", "settings"]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a command: nothing of this machine's gapcheck settings, an instance under tmp_path."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GAPCHECK_")}
    return {**clean, "GAPCHECK_INSTANCE": str(tmp_path / "instance")}


def runner(environ: dict[str, str], folder: Path) -> Run:
    """Run ``gapcheck ...`` to its end in that folder; variables by keyword."""

    def call(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gapcheck", *words],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=folder,
            env={**environ, **variables},
        )

    return call


@pytest.fixture
def run(environ: dict[str, str], tmp_path: Path) -> Run:
    """Run ``gapcheck ...`` to its end with the instance of this test."""
    return runner(environ, tmp_path)


def made_once(folder: Path, *commands: tuple[str, ...]) -> Path:
    """An instance after these commands, to copy from: each takes seconds."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GAPCHECK_")}
    run = runner({**clean, "GAPCHECK_INSTANCE": str(folder / "instance")}, folder)
    for words in commands:
        done = run(*words)
        assert done.returncode == 0, done.stderr
    return folder / "instance"


@pytest.fixture(scope="session")
def prepared_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared, with one workspace and its owner."""
    owner = ("facilitator", "add", "ruth@x.example", "--workspace", "Halloran", "--role", "owner")
    return made_once(tmp_path_factory.mktemp("prepared"), ("init",), ("workspace", "add", "Halloran"), owner)


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared, with the sample companies; whoever uses it joins the xdist group ``demo``."""
    return made_once(tmp_path_factory.mktemp("demo"), ("init",), ("demo",))


@pytest.fixture
def ready(run: Run, prepared_once: Path, tmp_path: Path) -> Run:
    """An installation with one workspace and its owner."""
    shutil.copytree(prepared_once, tmp_path / "instance")
    return run


@pytest.fixture
def with_demo(run: Run, demo_once: Path, tmp_path: Path) -> Run:
    """An installation with the sample companies."""
    shutil.copytree(demo_once, tmp_path / "instance")
    return run


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
