"""Two hundred screens that follow one workshop: what they cost the server, and how soon each shows a step."""

from __future__ import annotations

import asyncio
import re
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from bench.figure import Figure, milliseconds
from bench.pages import serving
from bench.processes import processor_seconds
from gapcheck import config
from gapcheck.app import create_app
from gapcheck.services import samples, schema, workspaces
from gapcheck.services.principals import Facilitator
from gapcheck.services.workshops import preparing, room, screens, steering
from gapcheck.services.workshops.moves import Command
from gapcheck.vocabulary import Membership

SCREENS, ASK_EVERY = 200, 1.0
STEPS, BETWEEN_STEPS = 6, 2.5
MOST_CPU, MOST_SECONDS = 0.5, 1.5


@dataclass
class Watched:
    """What the screens saw: when each got each version first, and how long every answer took."""

    seen: dict[int, list[float]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    changed: int = 0


def figures() -> Iterator[Figure]:
    """A sample pair's workshop, steered while all screens ask once a second over the loopback."""
    with tempfile.TemporaryDirectory(prefix="gapcheck-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        environ = {"GAPCHECK_INSTANCE": folder, "GAPCHECK_BASE_URL": address}
        remote = Remote(environ)
        probe.close()
        with serving(address, environ):
            watched, cpu, lasted, pressed = asyncio.run(_follow(remote, address, folder))
    late = sorted(max(times) - pressed[version] for version, times in watched.seen.items() if version in pressed)
    waits = sorted(watched.waits)
    yield Figure(
        f"{SCREENS} screens, server's processor time",
        f"{cpu / lasted:.2f} of a core",
        "below 0.50 of a core",
        cpu / lasted < MOST_CPU,
    )
    complete = all(len(watched.seen.get(version, ())) == SCREENS for version in pressed)
    yield Figure(
        "a step is on every screen after",
        f"{late[-1]:.2f} s at worst, {late[len(late) // 2]:.2f} s usually" if complete else "not on every screen",
        "at most 1.5 s",
        complete and late[-1] <= MOST_SECONDS,
        f"of which up to {ASK_EVERY:.0f} s passes until a screen asks; {len(pressed)} steps",
    )
    yield Figure(
        "a screen's question is answered in",
        f"{milliseconds(waits[len(waits) // 2])}, p99 {milliseconds(waits[len(waits) * 99 // 100])}",
        anchor=f"{len(waits):,} questions, {watched.changed:,} with something new",
    )


class Remote:
    """An instance with an open workshop on the sample company, steered past the server through the services."""

    def __init__(self, environ: dict[str, str]) -> None:
        schema.make_instance(config.load(environ))
        settings = config.load(environ)
        self._app = create_app(settings)
        with self._app.app_context():
            schema.bring_up_to_date()
            workspace = workspaces.add_workspace("Bench")
            user = workspaces.add_member("bench@sample.example", "Bench", "Bench", Membership.OWNER)
            self._facilitator: Facilitator = workspaces.facilitator(user, workspace)
            samples.make(self._facilitator)
            self._workshop = preparing.rehearse(self._facilitator)
            steering.start(self._facilitator, self._workshop, self._version())
            self.code = screens.code_of(self._facilitator, self._workshop)

    def _version(self) -> int:
        return room.of(self._facilitator, self._workshop).version

    def next(self) -> int:
        """Press the key; the version that the screens have to reach."""
        with self._app.app_context():
            return steering.steer(self._facilitator, self._workshop, self._version(), Command.NEXT).version


async def _follow(remote: Remote, address: str, folder: str) -> tuple[Watched, float, float, dict[int, float]]:
    watched, pressed, stop = Watched(), {}, asyncio.Event()
    host = urlsplit(address)
    following = [
        asyncio.create_task(screen(host, remote.code, watched, stop, number / SCREENS * ASK_EVERY))
        for number in range(SCREENS)
    ]
    await asyncio.sleep(2 * ASK_EVERY)  # all have joined
    watched.waits.clear()
    before, started = processor_seconds(folder), time.monotonic()
    for _ in range(STEPS):
        version = await asyncio.to_thread(remote.next)
        pressed[version] = time.monotonic()
        await asyncio.sleep(BETWEEN_STEPS)
    cpu, lasted = processor_seconds(folder) - before, time.monotonic() - started
    stop.set()
    await asyncio.gather(*following)
    return watched, cpu, lasted, pressed


async def screen(server: SplitResult, code: str, watched: Watched, stop: asyncio.Event, late: float) -> None:
    """One screen: asks once a second with the tag that it was given, over a connection that it keeps.

    Where the server has closed the connection meanwhile it opens another one, as a browser does.
    """
    await asyncio.sleep(late)
    tag, connection = "", None
    while not stop.is_set():
        started = time.monotonic()
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", server.port)
            head = await _ask(*connection, f"/s/{code}/now", server.hostname or "", tag)
        except (asyncio.IncompleteReadError, ConnectionError):
            _drop(connection)
            connection = None
            await asyncio.sleep(0.01)
            continue
        watched.waits.append(time.monotonic() - started)
        found = re.search(r'(?i)etag: ("(\d+)[^"]*")', head)
        assert found, head.partition("\r\n")[0]
        if found[1] != tag:
            tag = found[1]
            watched.changed += 1
            watched.seen.setdefault(int(found[2]), []).append(time.monotonic())
        if re.search(r"(?i)connection: close", head):
            _drop(connection)
            connection = None
        await asyncio.sleep(max(0.0, ASK_EVERY - (time.monotonic() - started)))
    _drop(connection)


def _drop(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if connection:
        connection[1].close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, host: str, tag: str) -> str:
    """One question over an open connection; the head of its answer, whose body is read and dropped."""
    held = f"If-None-Match: {tag}\r\n" if tag else ""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{held}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = re.search(r"(?i)content-length: (\d+)", head)
    if length:
        await reader.readexactly(int(length[1]))
    return head
