"""Two counters for a monitor, which all web servers of this machine share: a file of 16 bytes in the instance folder.

The server's processes know nothing of each other, and what they are asked for must be the same whichever answers. A
file outlives each of them and takes no more room on a disk that has become full; the database would not do, since what
is counted happens when it is not there, too. Nothing is counted, and there is no file, unless figures are asked for
(``GAPCHECK_METRICS_TOKEN``).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum

from gapcheck.extensions import installation

FILE = "counters"
_TOTAL = struct.Struct("<Q")


class Counter(IntEnum):
    """What is counted; its place in the file."""

    #: Answers of 5xx.
    SERVER_ERRORS = 0
    #: Passwords, codes and passkeys that signed nobody in.
    FAILED_SIGN_INS = 1


def add(counter: Counter) -> None:
    """Count one more. On a disk that refuses it nothing is counted: no page fails for a figure."""
    if installation().settings.metrics_token is None:
        return
    with suppress(OSError), _locked() as file:
        os.pwrite(file, _TOTAL.pack(_read(file, counter) + 1), counter * _TOTAL.size)


def totals() -> dict[Counter, int]:
    """How often each happened since the file was made; empty where the file cannot be had."""
    with suppress(OSError), _locked() as file:
        return {counter: _read(file, counter) for counter in Counter}
    return {}


def _read(file: int, counter: Counter) -> int:
    found = os.pread(file, _TOTAL.size, counter * _TOTAL.size)
    return int(_TOTAL.unpack(found.ljust(_TOTAL.size, b"\0"))[0])


@contextmanager
def _locked() -> Iterator[int]:
    """The file, for one process and thread at a time. The system lets go of it when a process ends, however it ends."""
    import fcntl  # not on Windows, where nothing is served

    file = os.open(installation().settings.instance / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file).st_size == 0:  # all of it at once: on a disk that is full later no byte is new
            os.pwrite(file, bytes(len(Counter) * _TOTAL.size), 0)
        yield file
    finally:
        os.close(file)
