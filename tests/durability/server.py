"""The real web server in a process group of its own, so that it can be killed whole."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import closing

WHOLE = "gapcheck.wsgi:app"
#: The builds that acknowledge first and commit later.
SABOTAGED = "tests.durability.sabotaged:app"


class Server:
    """gunicorn with two processes of four threads, as ``gapcheck serve`` runs it."""

    def __init__(self, application: str, port: int, environ: dict[str, str]) -> None:
        self.port = port
        options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
        # Loaded once and forked, as `gapcheck serve` does it.
        quiet = ["--log-level", "critical", "--no-control-socket", "--preload"]
        self.command = [sys.executable, "-m", "gunicorn", application, *options, *quiet]
        self.environ = {**os.environ, **environ}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; the seconds until it answers."""
        started = time.monotonic()
        self.process = subprocess.Popen(self.command, env=self.environ, start_new_session=True)
        while time.monotonic() - started < 60:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                    connection.request("GET", "/readyz", headers={"Host": "localhost"})
                    reply = connection.getresponse()
                    reply.read()
                if reply.status == 200:
                    return time.monotonic() - started
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
        raise TimeoutError("the server does not get ready")

    def kill(self) -> None:
        """End every process of it at once, without a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
