"""The processes of ``gapcheck serve``: one web server, one worker, and this one, which starts and ends them."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from types import FrameType

#: Seconds that a child has to finish its requests or its report.
GRACE = 35.0
#: Seconds between two looks at the children.
_TICK = 0.2
_PR_SET_PDEATHSIG = 1


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The command of the web server: gunicorn with a few threads a process and no access log of its own."""
    name = f"[{host}]" if ":" in host else host
    return [
        *(sys.executable, "-m", "gunicorn", "gapcheck.wsgi:app"),
        *("--bind", f"{name}:{port}", "--workers", str(workers), "--worker-class", "gthread", "--threads", "4"),
        *("--log-level", "warning", "--graceful-timeout", "30", "--timeout", "60", "--no-control-socket"),
    ]


def worker_command() -> list[str]:
    """The command of the job worker."""
    return [sys.executable, "-m", "gapcheck", "worker"]


class Supervisor:
    """Runs both children; restarts a worker that died, and ends with the web server."""

    def __init__(self, web: list[str], worker: list[str]) -> None:
        self._commands = {"web": web, "worker": worker}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def run(self) -> int:
        """Run until a signal or the end of the web server; the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for name in self._commands:
            self._start(name)
        while not self._stopping:
            time.sleep(_TICK)
            if self._children["web"].poll() is not None:
                break
            if self._children["worker"].poll() is not None:
                time.sleep(1.0)
                self._start("worker")
        asked_to = self._stopping
        self._end()
        return 0 if asked_to else 1

    def _start(self, name: str) -> None:
        self._children[name] = subprocess.Popen(self._commands[name], preexec_fn=_end_with_parent)  # noqa: PLW1509  # one thread

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _end_with_parent() -> None:
    """On Linux a child gets a signal when this process is killed, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
