"""Where reports are rendered: in a child forked for one report from a warm parent beside this process.

The process that wants a report must not fork: it may have threads, and whatever it has read would count within the
limits of the report. So it keeps a warm parent: ``python -m gapcheck.report.child``, which has imported WeasyPrint and
read the fonts, takes one job at a time on its standard input and forks a limited child for each.
"""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import IO

from gapcheck.report.failures import Cause, ReportFailed
from gapcheck.report.limits import Limits, run_limited
from gapcheck.report.material import Material


@dataclass(frozen=True, slots=True)
class Job:
    """One report to make, and what it may take."""

    material: Material
    limits: Limits


@dataclass(frozen=True, slots=True)
class Made:
    """A finished PDF, and whatever the renderer or a library complained of. The complaints may quote answers."""

    pdf: bytes
    complaints: tuple[str, ...]


def make(job: Job) -> Made:
    """Render one report under its limits. Raises ReportFailed."""
    return _unpack(_WARM.render(job))


def _render_in_fork(job: Job) -> bytes:
    outcome = run_limited(partial(_render, job), job.limits)
    return _pack(outcome.noise) + outcome.body


def _render(job: Job) -> bytes:
    """In the child: the complaints, each behind its length, then the PDF."""
    from gapcheck.report.document import build
    from gapcheck.report.render import render

    gc.disable()  # for good: this process ends with its report
    rendering = render(build(job.material))
    return _pack("\n".join(rendering.complaints).encode()) + rendering.pdf


def _pack(body: bytes) -> bytes:
    return struct.pack("!Q", len(body)) + body


def _unpack(message: bytes) -> Made:
    complaints = []
    for _ in range(2):
        (length,) = struct.unpack_from("!Q", message)
        part, message = message[8 : 8 + length], message[8 + length :]
        complaints += part.decode(errors="replace").splitlines()
    return Made(message, tuple(complaints))


class WarmParent:
    """The handle of a warm parent. One job at a time; started at the first job, and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: str | None = None
        self._owner = 0
        self._idle = False  # it has answered, and waits for the next job

    def start(self) -> None:
        """Start it ahead of its first job, without waiting: it takes most of a second to get ready.

        Where it cannot be started, the first job says so.
        """
        with self._lock, suppress(ReportFailed):
            self._running()

    def render(self, job: Job) -> bytes:
        """The packed result of one job. Raises ReportFailed."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            # The child has its own wall limit; this one is for a parent that hangs itself.
            alarm = threading.Timer(job.limits.wall + 30, process.kill)
            alarm.daemon = True
            alarm.start()
            self._idle = False
            try:
                _write(process.stdin, pickle.dumps(job))
                answer = _read(process.stdout)
                self._idle = True
            except (OSError, EOFError) as error:
                self._end()
                raise ReportFailed(Cause.BROKEN, detail="the warm parent ended") from error
            finally:
                alarm.cancel()
        if answer[:1] == b"+":
            return answer[1:]
        cause, _, detail = answer[1:].decode().partition(" ")
        raise ReportFailed(Cause(cause), detail=detail)

    @property
    def pid(self) -> int | None:
        """The process of the warm parent; None where none was started."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        """End the warm parent, if one runs."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        # A handle that came through a fork belongs to the process before it.
        if process is not None and self._owner == os.getpid() and process.poll() is None:
            return process
        self._end()
        self._owner = os.getpid()
        self._idle = False
        try:
            self._process = self._started()
        except OSError as error:
            self._end()
            raise ReportFailed(Cause.BROKEN, detail="no warm parent starts") from error
        return self._process

    def _started(self) -> subprocess.Popen[bytes]:
        # Its fonts lie in a folder of this process, which is removed even where the parent is killed.
        self._folder = tempfile.mkdtemp(prefix="gapcheck-")
        return subprocess.Popen(
            [sys.executable, "-m", "gapcheck.report.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # It needs no program. With a path to some, a compiler would be started to look for each library's names;
            # an empty one would mean the folder that the command was given in, whoever filled it.
            env={**os.environ, "TMPDIR": self._folder, "PATH": os.devnull},
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        folder, self._folder = self._folder, None
        if process is not None and not self._stopped(process):
            return
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _stopped(self, process: subprocess.Popen[bytes]) -> bool:
        """Let go of the process, and end it; False where it is not ours to end."""
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        if self._owner != os.getpid():
            process.returncode = 0  # not our child: nothing here may wait for it, or take its folder away
            return False
        try:
            # One that is getting ready, or has a job whose result nobody will read, is not waited for.
            process.wait(timeout=5 if self._idle else 0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return True


_WARM = WarmParent()
atexit.register(_WARM.close)


def warm_parent() -> WarmParent:
    """The one warm parent of this process, to be closed when the process ends its work."""
    return _WARM


def _write(stream: IO[bytes], body: bytes) -> None:
    stream.write(_pack(body))
    stream.flush()


def _read(stream: IO[bytes]) -> bytes:
    (length,) = struct.unpack("!Q", _exactly(stream, 8))
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    body = stream.read(count)
    if len(body) < count:
        raise EOFError
    return body


def main() -> None:
    """Take jobs until the other end closes. Only the process that started this one can write to it."""
    # Ctrl-C reaches every process of a terminal; this one ends with the process that started it, and says nothing.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from gapcheck.report.render import pull_proof

    pull_proof()
    with suppress(AttributeError, OSError):
        os.nice(5)
    gc.collect()
    gc.freeze()  # what the parent has read stays shared with every child
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            job = pickle.loads(_read(incoming))  # noqa: S301 - our own parent wrote it, to a pipe that nobody else has
        except EOFError:
            return
        try:
            answer = b"+" + _render_in_fork(job)
        except ReportFailed as failed:
            answer = f"-{failed.cause} {failed.detail}".encode()
        _write(outgoing, answer)


if __name__ == "__main__":
    main()
