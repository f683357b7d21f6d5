"""A room full of screens for half an hour costs the server no memory that it does not give back."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import pytest

from bench.pages import serving
from bench.processes import memory
from bench.workshop import ASK_EVERY, SCREENS, Remote, Watched, screen

#: Of the memory after the first minutes, in which every process has seen everything once.
MAY_GROW = 1.10


async def hold(remote: Remote, address: SplitResult, folder: str, minutes: float) -> tuple[int, int, Watched]:
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
            before = memory(folder)
    after = memory(folder)
    stop.set()
    await asyncio.gather(*following)
    return before, after, watched


def held(folder: Path, minutes: float) -> tuple[int, int, Watched]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    instance = str(folder / "instance")
    environ = {"GAPCHECK_INSTANCE": instance, "GAPCHECK_BASE_URL": address}
    remote = Remote(environ)
    # A thread of its own: in this one a browser may have left an event loop running.
    with (folder / "log").open("wb") as log, serving(address, environ, log), ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, hold(remote, urlsplit(address), instance, minutes)).result()


@pytest.mark.soak
@pytest.mark.parametrize("minutes", [30])
def test_two_hundred_screens_for_half_an_hour_leave_memory_as_it_was(tmp_path: Path, minutes: float) -> None:
    before, after, watched = held(tmp_path, minutes)
    print(f"{before:,} kB after a tenth of the time, {after:,} kB at the end; {len(watched.waits):,} questions")
    assert len(watched.waits) > 10 * SCREENS * minutes
    assert before > 0
    assert after <= before * MAY_GROW
