"""Servers on the loopback: a free port, an environment with only our own settings, and the wait for an answer."""

from __future__ import annotations

import os
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from gapcheck.extensions import db
from tests.instances import application, made


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def only_these(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process: of gapcheck's settings these and no others."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GAPCHECK_")}
    return {**clean, **variables}


def status(address: str) -> int | None:
    """The status of an answer; None where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None


def wait_until_ready(site: str, seconds: float = 90) -> None:
    """Return once the server at this address says that it is ready."""
    deadline = time.monotonic() + seconds
    while status(f"{site}/readyz") != 200:
        assert time.monotonic() < deadline, "the server did not get ready"
        time.sleep(0.1)


class _Quiet(WSGIRequestHandler):
    """Writes no line per request: addresses hold personal links."""

    def log(self, *_arguments: Any) -> None:
        """Nothing."""


@contextmanager
def serving(folder: Path, name: str = "127.0.0.1") -> Iterator[tuple[Flask, str]]:
    """The application on a new instance in that folder, served by threads of this process; and its address.

    ``name`` is that of the loopback in the address.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://{name}:{listening.getsockname()[1]}"
        app = application(made({"GAPCHECK_INSTANCE": str(folder / "instance"), "GAPCHECK_BASE_URL": address}))
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet, fd=listening.fileno())
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield app, address
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()
