"""Rendering in a child that a warm parent forks for one report."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gapcheck.engine import compare
from gapcheck.report import Material, ReportFailed, render_pdf
from gapcheck.report.child import Job, WarmParent, make
from gapcheck.report.failures import Cause
from gapcheck.report.limits import Limits
from tests.report.conftest import Rendered
from tests.report.waves import EXAMPLES, likert

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("warm parent")]  # started once

WAVE = likert([(4, 2, 4, 2), (3, 3, 3, 3)])


def job(limits: Limits | None = None) -> Job:
    return Job(Material(WAVE, compare(WAVE)), limits or Limits())


@pytest.fixture(scope="module")
def shared() -> Iterator[WarmParent]:
    """One that no test ends: to start one takes a second."""
    warm = WarmParent()
    yield warm
    warm.close()


@pytest.fixture
def parent() -> Iterator[WarmParent]:
    warm = WarmParent()
    yield warm
    warm.close()


def test_the_same_data_gives_the_same_bytes_in_two_processes(rendered: Rendered) -> None:
    """Also with another hash seed and time zone, and with letters from the system's fonts."""
    names = ("northmoor-full", "scripts")
    program = (
        "import sys, hashlib; from tests.report.conftest import wave_called; from gapcheck.engine import compare;"
        "from gapcheck.report import Material, render_pdf;"
        "waves = [wave_called(name) for name in sys.argv[1:]];"
        "print(*(hashlib.sha256(render_pdf(Material(wave, compare(wave)))).hexdigest() for wave in waves))"
    )
    there = subprocess.run(
        [sys.executable, "-c", program, *names],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        cwd=EXAMPLES.parent,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
    ).stdout.split()
    assert there == [hashlib.sha256(rendered(name).pdf).hexdigest() for name in names]


def test_every_warm_parent_makes_the_same_bytes(shared: WarmParent) -> None:
    assert shared.render(job()).endswith(render_pdf(Material(WAVE, compare(WAVE))))


def test_a_process_with_threads_renders_beside_itself() -> None:
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: render_pdf(Material(WAVE, compare(WAVE))), range(3)))
    assert len(set(made)) == 1
    assert made[0].startswith(b"%PDF-1.7")


def test_an_over_limit_report_is_a_named_failure_and_the_next_one_is_made(shared: WarmParent) -> None:
    with pytest.raises(ReportFailed) as failed:
        shared.render(job(Limits(wall=0.05)))
    assert failed.value.cause is Cause.TOO_SLOW
    assert shared.render(job())


def test_too_little_memory_is_a_named_failure() -> None:
    with pytest.raises(ReportFailed) as failed:
        make(job(Limits(memory=120 << 20)))
    assert failed.value.cause in (Cause.TOO_LARGE, Cause.BROKEN)


def test_a_warm_parent_that_died_is_started_again(parent: WarmParent) -> None:
    first = parent.render(job())
    process = parent._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert parent.render(job()) == first


@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
def test_a_warm_parent_ends_when_it_is_closed_and_leaves_no_temporary_file(
    parent: WarmParent, killed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    parent.render(job())
    assert list(tmp_path.iterdir())
    process = parent._process
    assert process is not None
    if killed:
        process.kill()
    parent.close()
    assert process.returncode == (-signal.SIGKILL if killed else 0)
    assert list(tmp_path.iterdir()) == []


def test_what_lies_in_the_folder_of_the_command_is_never_run(
    parent: WarmParent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that the linker's list does not have is asked for by programs of these names."""
    for name in ("ld", "gcc", "cc", "objdump"):
        (tmp_path / name).write_text(f"#!/bin/sh\n: > {tmp_path}/ran\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert parent.render(job())
    assert not (tmp_path / "ran").exists()


def test_one_that_cannot_be_started_is_a_named_failure_and_leaves_no_temporary_file(
    parent: WarmParent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    parent.start()  # whoever asks for the report is told
    with pytest.raises(ReportFailed) as failed:
        parent.render(job())
    assert (failed.value.cause, failed.value.detail) == (Cause.BROKEN, "no warm parent starts")
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_renders_leaves_no_temporary_file(tmp_path: Path) -> None:
    program = "from gapcheck.report.render import press; press()"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_complained_of_in_the_child() -> None:
    assert make(job()).complaints == ()


def test_importing_the_report_imports_no_renderer() -> None:
    program = "import sys, gapcheck.report; sys.exit('weasyprint' in sys.modules or 'jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0


def test_an_edition_or_a_paper_that_does_not_exist_is_refused() -> None:
    refused: tuple[dict[str, Any], ...] = ({"edition": "board"}, {"paper": "a5"})
    for choice in refused:
        with pytest.raises(ValueError, match="choose one of"):
            Material(WAVE, compare(WAVE), **choice)


def test_what_this_process_holds_is_not_within_the_limits_of_a_report() -> None:
    held = bytearray(b"x") * (300 << 20)
    assert make(job(Limits(memory=600 << 20))).pdf
    assert held


def test_one_that_is_still_getting_ready_is_not_waited_for(parent: WarmParent) -> None:
    parent.start()
    process = parent._process
    assert process is not None
    parent.close()
    assert process.returncode == -signal.SIGKILL


def test_one_that_was_started_ahead_takes_the_first_job(parent: WarmParent) -> None:
    parent.start()
    started = parent.pid
    assert parent.render(job())
    assert parent.pid == started


def test_an_interrupt_of_the_terminal_leaves_it_at_work(parent: WarmParent) -> None:
    """The process that started it hears of the same key, and ends it."""
    first = parent.render(job())
    started = parent.pid
    assert started is not None
    os.kill(started, signal.SIGINT)
    assert parent.render(job()) == first
    assert parent.pid == started
