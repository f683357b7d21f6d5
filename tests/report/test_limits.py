"""A child that is too large, too slow or breaks is a named failure with a sentence, and leaves nothing behind."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gapcheck.report.failures import Cause, ReportFailed
from gapcheck.report.limits import Limits, run_limited

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the renderer forks; Windows is served through WSL"),
    # Tests that run side by side have a thread of their runner's; what the child does here needs none of its locks.
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

SMALL = Limits(memory=1 << 30, cpu=20, wall=20)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty before each test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def take_memory() -> bytes:
    return bytes(2 << 30)


def never_end() -> bytes:
    while True:
        time.sleep(1)


def burn() -> bytes:
    while True:
        pass


def crash() -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def break_down() -> bytes:
    raise ValueError("the answer was: after-business")


def leave() -> bytes:
    os._exit(3)


def test_what_the_child_returns_arrives_whole() -> None:
    body = os.urandom(3 << 20)
    assert run_limited(lambda: body, SMALL).body == body


@pytest.mark.parametrize(
    ("work", "limits", "cause"),
    [
        (take_memory, SMALL, Cause.TOO_LARGE),
        (crash, SMALL, Cause.TOO_LARGE),
        (never_end, Limits(wall=0.5), Cause.TOO_SLOW),
        (burn, Limits(cpu=1), Cause.TOO_SLOW),
        (break_down, SMALL, Cause.BROKEN),
        (leave, SMALL, Cause.BROKEN),
    ],
    ids=["memory", "crash", "wall time", "processor time", "exception", "exit"],
)
def test_each_way_to_end_badly_is_one_named_failure_with_a_sentence(
    work: Callable[[], bytes], limits: Limits, cause: Cause, temporary: Path
) -> None:
    with pytest.raises(ReportFailed) as failed:
        run_limited(work, limits)
    assert failed.value.cause is cause
    assert str(failed.value).startswith("The report was not made")
    assert str(failed.value).endswith(".")
    assert list(temporary.iterdir()) == []


def test_a_failure_never_quotes_what_was_being_rendered() -> None:
    with pytest.raises(ReportFailed) as failed:
        run_limited(break_down, SMALL)
    assert "after-business" not in f"{failed.value} {failed.value.detail}"
    assert failed.value.detail == "ValueError"


def test_the_child_is_gone_when_the_call_returns() -> None:
    pid = int(run_limited(lambda: str(os.getpid()).encode(), SMALL).body)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_libraries_write_reaches_the_caller_and_no_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    def warn() -> bytes:
        os.write(2, b"Pango-WARNING: an answer")
        logging.getLogger("anything").warning("another answer")
        return b"done"

    outcome = run_limited(warn, SMALL)
    assert b"Pango-WARNING" in outcome.noise
    assert capfd.readouterr() == ("", "")


def test_temporary_files_of_the_child_are_removed_however_it_ends(temporary: Path) -> None:
    def litter() -> bytes:
        Path(tempfile.mkdtemp()).joinpath("font").write_bytes(b"x" * 1000)
        os._exit(9)

    with pytest.raises(ReportFailed):
        run_limited(litter, SMALL)
    assert list(temporary.iterdir()) == []
