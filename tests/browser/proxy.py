"""A bad network: a proxy that lets every request through to the server and loses some of the replies."""

from __future__ import annotations

import random
import socket
import threading
from types import TracebackType


class LosingProxy:
    """Listens on a free port of the loopback. Of the POSTs, ``share`` get no reply although the server has answered.

    The browser talks to this address; the server behind it sees every request exactly as it was sent.
    """

    def __init__(self, server_port: int, share: float, seed: int) -> None:
        self._server_port, self._share = server_port, share
        self._chance = random.Random(seed)  # noqa: S311  # which reply is lost, not a secret
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept)
        self._workers: list[threading.Thread] = []
        self.lost = 0

    @property
    def port(self) -> int:
        """Where the browser connects to."""
        return int(self._listening.getsockname()[1])

    def __enter__(self) -> LosingProxy:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in (self._thread, *self._workers):
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return
            worker = threading.Thread(target=self._pass_on, args=(browser,))
            worker.start()
            self._workers.append(worker)

    def _pass_on(self, browser: socket.socket) -> None:
        with browser:
            browser.settimeout(10)
            try:
                request = _read_request(browser)
                if request:
                    self._answer(browser, request)
            except OSError:
                return

    def _answer(self, browser: socket.socket, request: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self._server_port), timeout=10) as server:
            server.sendall(request)
            reply = b"".join(iter(lambda: server.recv(65536), b""))
        if request.startswith(b"POST") and self._chance.random() < self._share:
            self.lost += 1
            return
        browser.sendall(reply)


def _read_request(browser: socket.socket) -> bytes:
    """One whole request, told to close its connection after the reply."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = browser.recv(65536)
        if not part:
            return b""
        head += part
    head, _, body = head.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += browser.recv(65536)
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
