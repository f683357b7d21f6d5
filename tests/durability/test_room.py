"""A room full of screens for half an hour costs the server no memory that it does not give back."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import pytest

from bench.workshop import ASK_EVERY, SCREENS, Remote, Watched, screen
from tests.durability.server import WHOLE, Server

#: Of the memory after the first minutes, in which every process has seen everything once.
MAY_GROW = 1.10


def memory_of(server: Server) -> int:
    """The memory of all processes of a server together, in kB, what they share counted once."""
    assert server.process is not None
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) == server.process.pid:
                total += int(re.search(r"^Pss: +(\d+)", (process / "smaps_rollup").read_text(), re.MULTILINE)[1])
        except (OSError, TypeError):  # ended meanwhile, or not ours to read
            continue
    return total


async def hold(remote: Remote, address: SplitResult, server: Server, minutes: float) -> tuple[int, int, Watched]:
    """Follow and steer for that long: the memory after a tenth of the time, that at its end, and what was seen."""
    watched, stop = Watched(), asyncio.Event()
    following = [
        asyncio.create_task(screen(address, remote.code, watched, stop, number / SCREENS * ASK_EVERY))
        for number in range(SCREENS)
    ]
    before = 0
    for turn in range(turns := max(10, round(minutes * 60 / 3))):
        await asyncio.to_thread(remote.next)
        await asyncio.sleep(3)
        assert not any(task.done() for task in following), "a screen was let down"
        if turn == turns // 10:
            before = memory_of(server)
    after = memory_of(server)
    stop.set()
    await asyncio.gather(*following)
    return before, after, watched


def held(folder: Path, minutes: float) -> tuple[int, int, Watched]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {"GAPCHECK_INSTANCE": str(folder / "instance"), "GAPCHECK_BASE_URL": f"http://localhost:{port}"}
    remote, server = Remote(environ), Server(WHOLE, port, environ)
    server.start()
    try:
        return asyncio.run(hold(remote, urlsplit(environ["GAPCHECK_BASE_URL"]), server, minutes))
    finally:
        server.kill()


@pytest.mark.soak
@pytest.mark.parametrize("minutes", [30])
def test_two_hundred_screens_for_half_an_hour_leave_memory_as_it_was(tmp_path: Path, minutes: float) -> None:
    before, after, watched = held(tmp_path, minutes)
    print(f"{before:,} kB after a tenth of the time, {after:,} kB at the end; {len(watched.waits):,} questions")
    assert len(watched.waits) > 10 * SCREENS * minutes
    assert before > 0
    assert after <= before * MAY_GROW
