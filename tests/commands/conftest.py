"""Commands with an instance of their own: most within the test's process, some as a shell runs them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.inside import Run, inside
from tests.instances import empty_instance, settings
from tests.serving import only_these

__all__ = ["empty_instance", "settings"]

#: Runs ``gapcheck ...`` in a process of its own; variables by keyword.
Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a process: nothing of this machine's gapcheck settings, an instance under tmp_path."""
    return only_these({"GAPCHECK_INSTANCE": str(tmp_path / "instance")})


@pytest.fixture
def shell(environ: dict[str, str], tmp_path: Path) -> Shell:
    """Run ``gapcheck ...`` in a process of its own, to its end, with the instance of this test."""

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
def run(tmp_path: Path) -> Run:
    """Run ``gapcheck ...`` to its end with the instance of this test."""
    return inside(tmp_path)


def made_by(folder: Path, *commands: tuple[str, ...]) -> Path:
    """An instance after these commands, to copy from."""
    run = inside(folder)
    for words in commands:
        done = run(*words)
        assert done.exit_code == 0, done.stderr
    return folder / "instance"


@pytest.fixture(scope="session")
def prepared_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared, with one workspace and its owner."""
    owner = ("facilitator", "add", "ruth@x.example", "--workspace", "Halloran", "--role", "owner")
    return made_by(tmp_path_factory.mktemp("prepared"), ("init",), ("workspace", "add", "Halloran"), owner)


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared, with the sample companies; whoever uses it joins the xdist group ``demo``."""
    return made_by(tmp_path_factory.mktemp("demo"), ("init",), ("demo",))


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
