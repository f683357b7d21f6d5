"""Work in a child process that is forked for it alone, with limits on memory, processor time and wall time.

A renderer that runs out of memory does not raise an exception: the library below it crashes the process. So nothing
that somebody else's text can make large is rendered in a process that has anything else to do.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import resource
import select
import signal
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from gapcheck.report.failures import Cause, ReportFailed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a child returned, and what libraries wrote to its standard error. Neither may be logged."""

    body: bytes
    noise: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: bytes of address space, seconds of processor time, seconds of wall time."""

    memory: int = 1 << 30
    cpu: int = 60
    wall: float = 90.0


_PR_SET_PDEATHSIG = 1
#: The first byte of what a child sends: done, out of memory, or broken.
_DONE, _NO_MEMORY, _BROKEN = b"d", b"m", b"b"
#: Signals that stand for a limit: the memory limit makes Pango and GLib crash rather than complain.
_MEMORY_SIGNALS = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGTRAP}


def run_limited(work: Callable[[], bytes], limits: Limits) -> Outcome:
    """What ``work`` returns, computed in a forked child under ``limits``.

    The child gets a temporary folder of its own, which is removed however it ends. Raises ReportFailed for whatever
    stops it: a limit, a signal or an exception. Call it from a process with one thread only.
    """
    with tempfile.TemporaryDirectory(prefix="gapcheck-") as folder:
        receive, send = os.pipe()
        # What stands in the buffers would otherwise be written twice.
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            os.close(receive)
            _be_the_child(work, limits, folder, send)
        os.close(send)
        try:
            message = _receive(receive, time.monotonic() + limits.wall)
        finally:
            os.close(receive)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        noise = _noise_file(folder).read_bytes() if _noise_file(folder).exists() else b""
    if message is None:
        raise ReportFailed(Cause.TOO_SLOW, detail=f"more than {limits.wall:g} s")
    return Outcome(_body(message, status), noise)


def _be_the_child(work: Callable[[], bytes], limits: Limits, folder: str, send: int) -> NoReturn:
    """Run the work and leave at once: no exit handler of the parent runs, no buffer of it is flushed."""
    code = 1
    try:
        faulthandler.disable()  # the parent reads the signal; a trace on its terminal helps nobody
        tempfile.tempdir = folder
        _silence(_noise_file(folder))
        _apply(limits)
        _send(send, _DONE, work())
        code = 0
    except MemoryError:
        _send(send, _NO_MEMORY, b"")
    except BaseException as error:
        # The name says enough; the message of an exception may quote an answer.
        _send(send, _BROKEN, type(error).__name__.encode())
    finally:
        os._exit(code)


def _noise_file(folder: str) -> Path:
    return Path(folder) / "stderr"


def _silence(path: Path) -> None:
    """Libraries write warnings that quote text; nothing of an answer may reach a log."""
    with path.open("wb") as sink:
        os.dup2(sink.fileno(), 2)
    sys.stderr = os.fdopen(2, "w", closefd=False)  # it may have been something else, and logs are written to it


def _apply(limits: Limits) -> None:
    if sys.platform == "linux":  # nobody is left to take the result of a child whose parent was killed
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    wanted = {resource.RLIMIT_CPU: limits.cpu, resource.RLIMIT_CORE: 0}
    if sys.platform != "darwin":  # macOS refuses to limit address space
        wanted[resource.RLIMIT_AS] = limits.memory
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (soft, hard))


def _send(pipe: int, kind: bytes, body: bytes) -> None:
    message = memoryview(struct.pack("!cQ", kind, len(body)) + body)
    while message:
        message = message[os.write(pipe, message) :]


def _receive(pipe: int, deadline: float) -> bytes | None:
    """Everything until the other end closes; None when the deadline passes first."""
    parts: list[bytes] = []
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return None
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _body(message: bytes, status: int) -> bytes:
    head = struct.calcsize("!cQ")
    if len(message) < head:
        signal_number = -status if status < 0 else 0
        if signal_number == signal.SIGXCPU:
            raise ReportFailed(Cause.TOO_SLOW, detail="processor time")
        if signal_number in _MEMORY_SIGNALS:
            raise ReportFailed(Cause.TOO_LARGE, detail=f"signal {signal_number}")
        raise ReportFailed(Cause.BROKEN, detail=f"exit status {status}")
    kind, length = struct.unpack("!cQ", message[:head])
    body = message[head:]
    if kind == _NO_MEMORY:
        raise ReportFailed(Cause.TOO_LARGE, detail="MemoryError")
    if kind == _BROKEN:
        raise ReportFailed(Cause.BROKEN, detail=body.decode(errors="replace"))
    if len(body) != length:
        raise ReportFailed(Cause.BROKEN, detail="the result was cut off")
    return body
