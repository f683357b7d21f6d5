"""The processes of ``gapcheck serve``: one web server, one worker, and this one, which starts and ends them.

The application is loaded once, here; both children are forked from it, so that the site answers soon after a start.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from sys import platform
from types import FrameType
from typing import Any

from flask import Flask

from gapcheck import logs

#: Seconds that a child has to finish its requests or its report; all is over before 35 s.
GRACE = 33.0
#: Seconds after which a worker that was told to stop breaks off what it has in hand.
HURRY = 20.0
#: Seconds between two looks at the children.
_TICK = 0.2
_PR_SET_PDEATHSIG = 1
#: What tells a process to end.
_ENDINGS = (signal.SIGTERM, signal.SIGINT)

_fork = multiprocessing.get_context("fork")


def serve_web(app: Flask, host: str, port: int, workers: int) -> None:
    """Run gunicorn until it is told to stop: a few threads a process, and no access log of its own."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # no type hints

    name = f"[{host}]" if ":" in host else host
    options: dict[str, Any] = {
        "bind": f"{name}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 4,
        "loglevel": "warning",
        "graceful_timeout": 30,
        "timeout": 60,
        "control_socket_disable": True,
    }

    class Server(BaseApplication):
        """gunicorn with an application that is loaded already."""

        def load_config(self) -> None:
            """Take the options from above, and nothing from files or the command line."""
            for option, value in options.items():
                self.cfg.set(option, value)
            self.cfg.set("when_ready", lambda _server: _leave_interrupts())
            self.cfg.set("post_worker_init", lambda _worker: _begin_to_answer())

        def load(self) -> Flask:
            """The application."""
            return app

    Server().run()


def _begin_to_answer() -> None:
    _leave_interrupts()
    logs.configure()  # the server quotes a request that it cannot read, personal link and all


def _leave_interrupts() -> None:
    """Ctrl-C in a terminal reaches every process: the first one ends the others, after the requests that run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def work(app: Flask) -> None:
    """Run the job worker until it is told to stop.

    What it has in hand it may finish within HURRY seconds; then it breaks off and gives the report back for another.
    """
    from gapcheck import jobs
    from gapcheck.report.child import warm_parent

    stop = threading.Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.setitimer(signal.ITIMER_REAL, HURRY)

    def _break_off(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit

    signal.signal(signal.SIGALRM, _break_off)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        jobs.run(app, stop)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        warm_parent().close()


class Supervisor:
    """Runs both children; restarts a worker that died, and ends with the web server.

    Start it in a process with one thread and without an open database connection: children are forked.
    """

    def __init__(self, web: Callable[[], None], worker: Callable[[], None]) -> None:
        self._tasks = {"web": web, "worker": worker}
        self._children: dict[str, multiprocessing.process.BaseProcess] = {}
        self._stopping = False

    def run(self) -> int:
        """Run until a signal or the end of the web server; the exit code."""
        for name in self._tasks:
            self._start(name)
        for number in _ENDINGS:
            signal.signal(number, self._stop)
        while not self._stopping and self._children["web"].is_alive():
            time.sleep(_TICK)
            if not self._children["worker"].is_alive():
                time.sleep(1.0)
                if not self._stopping:  # else it ended because all of it ends
                    self._start("worker")
        asked_to = self._stopping
        self._end()
        return 0 if asked_to else 1

    def _start(self, name: str) -> None:
        child = _fork.Process(target=_run_child, args=(self._tasks[name],), name=name)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
        child.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._children[name] = child

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self._children.values():
            child.join(max(0.1, deadline - time.monotonic()))
            if child.is_alive():
                child.kill()
                child.join()


def _run_child(task: Callable[[], None]) -> None:
    for number in _ENDINGS:  # a restarted child inherits the supervisor's handlers, which would swallow a signal
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
    if platform == "linux":  # a signal when the supervisor is killed, so that no orphan keeps the port
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    task()
