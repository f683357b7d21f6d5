from __future__ import annotations

import socket
import threading

import pytest

from tests.conftest import NetworkRefused

#: From the range that RFC 5737 keeps for documentation: nobody is there even if the guard fails.
ELSEWHERE = "192.0.2.1"


def test_a_test_cannot_connect_to_another_machine() -> None:
    with socket.socket() as sock:
        sock.settimeout(0.1)
        with pytest.raises(NetworkRefused, match=ELSEWHERE):
            sock.connect((ELSEWHERE, 80))
        with pytest.raises(NetworkRefused):
            sock.connect_ex((ELSEWHERE, 80))


def test_a_test_cannot_send_a_datagram_to_another_machine() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(NetworkRefused):
        sock.sendto(b"x", (ELSEWHERE, 53))


def test_a_test_cannot_look_up_a_name() -> None:
    with pytest.raises(NetworkRefused, match=r"example\.org"):
        socket.getaddrinfo("example.org", 80)


def test_a_test_can_talk_to_its_own_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            server.accept()[0].close()

        answers = threading.Thread(target=answer)
        answers.start()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as client:
            assert client.recv(1) == b""
        answers.join()
