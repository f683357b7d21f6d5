"""How ``gapcheck serve`` stands up to many respondents at once, on SQLite and on PostgreSQL, and beside oTree."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import otree
from bench.figure import Figure, milliseconds, seconds_a_call
from bench.load import Person, Tally
from bench.pages import serving
from bench.processes import processor_seconds
from bench.twenty import ALL, ARRIVING, SUBMITTING, Taken, at_gapcheck
from gapcheck import paths
from tests.postgres import Server, running

RESPONDENTS, EVERY, SECONDS = 200, 3.0, 24.0
CROWD, CROWD_EVERY = 1000, 2.0
MOST_P95, MOST_P95_WHILE_RENDERING, MOST_P95_CROWD, MOST = 0.015, 0.3, 0.06, 5.0
SUBJECT = paths.EXAMPLES / "northmoor-full.json"
PAIRS_BESIDE = 6


@dataclass(frozen=True)
class Site:
    """A running installation with open pairs."""

    address: str
    links: list[str]
    environ: dict[str, str]


def figures() -> Iterator[Figure]:
    """Two hundred who save every three seconds: alone, beside reports being made, on PostgreSQL; then oTree."""
    with site(RESPONDENTS // 2 + PAIRS_BESIDE) as here:
        beside, many = here.links[: 2 * PAIRS_BESIDE], here.links[2 * PAIRS_BESIDE :]
        yield _figure("200 respondents, SQLite", saving(here, many, EVERY), MOST_P95, constant(here))
        with rendering(here) as made:
            measured = saving(here, many, EVERY)
        told = f"{len(made)} reports were made meanwhile, one after the other"
        yield _figure("200 respondents while a PDF is made", measured, MOST_P95_WHILE_RENDERING, told)
        ours = [at_gapcheck(here.address, pair) for pair in zip(beside[::2], beside[1::2], strict=True)]
    yield from _beside_otree(ours)
    with running(durable=True) as server, site(RESPONDENTS // 2, server) as there:
        yield _figure("200 respondents, PostgreSQL", saving(there, there.links, EVERY), MOST_P95_CROWD, constant(there))


def crowd() -> Iterator[Figure]:
    """A thousand who save every two seconds, on PostgreSQL."""
    with running(durable=True) as server, site(CROWD // 2, server) as there:
        measured = saving(there, there.links, CROWD_EVERY)
        yield _figure("1,000 respondents, PostgreSQL", measured, MOST_P95_CROWD, constant(there))


@contextmanager
def site(pairs: int, server: Server | None = None) -> Iterator[Site]:
    """``gapcheck serve`` on a new instance with that many open pairs of ``gapcheck seed``."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="gapcheck-bench-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        # One proxy in front is what gives every respondent an address of the own, as outside of a bench.
        environ = {"GAPCHECK_INSTANCE": folder, "GAPCHECK_BASE_URL": address, "GAPCHECK_PROXY_HOPS": "1"}
        if server is not None:
            environ["GAPCHECK_DATABASE_URL"] = server.empty()
        _gapcheck(environ, "init")
        seeded = json.loads(_gapcheck(environ, "seed", "--pairs", str(pairs), "--json"))
        links = [seat["link"] for pair in seeded["workspaces"][0]["pairs"] for seat in pair["seats"]]
        with (Path(folder) / "log").open("wb") as log:
            stack.enter_context(serving(address, environ, log))
            yield Site(address, links, environ)


def saving(here: Site, links: list[str], every: float, seconds: float = SECONDS) -> tuple[Tally, float]:
    """Let these respondents save, from a process of its own; with the processor seconds of the server's processes."""
    order = {"address": here.address, "links": links, "every": every, "seconds": seconds}
    before = processor_seconds(here.environ["GAPCHECK_INSTANCE"])
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=json.dumps(order), capture_output=True, text=True, check=True
    )
    return Tally(**json.loads(done.stdout)), processor_seconds(here.environ["GAPCHECK_INSTANCE"]) - before


@contextmanager
def rendering(here: Site) -> Iterator[list[str]]:
    """One report after the other while the block runs, as low in turn as the worker's; a line for each in the list."""
    made: list[str] = []
    stop = threading.Event()

    def render() -> None:
        while not stop.is_set():
            target = Path(here.environ["GAPCHECK_INSTANCE"]) / "bench.pdf"
            _gapcheck(here.environ, "report", str(SUBJECT), "-o", str(target), nice=5)
            made.append(target.name)

    thread = threading.Thread(target=render)
    thread.start()
    try:
        yield made
    finally:
        stop.set()
        thread.join()


def constant(here: Site) -> str:
    """The anchor: a page without a database, asked alone."""
    visitor = Person(here.address, here.links[0], 0)
    taken = seconds_a_call(lambda: visitor.ask("/healthz"))
    return f"/healthz, a page without a database, asked alone takes {milliseconds(taken)}; {load()}"


def load() -> str:
    """How busy the machine is: above the number of its cores the figures say little."""
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _figure(name: str, measured: tuple[Tally, float], most: float, anchor: str) -> Figure:
    tally, worked = measured
    times = sorted(tally.seconds)
    p50, p95, p99 = (times[len(times) * part // 100] for part in (50, 95, 99))
    value = f"p50 {milliseconds(p50)}, p95 {milliseconds(p95)}"
    rest = f"p99 {milliseconds(p99)}, max {milliseconds(times[-1])}, {len(times):,} saves"
    cost = f"{milliseconds(worked / len(times))} of processor time a save, entering included"
    lost = f"{tally.failed} not taken, {tally.lost} lost"
    good = p95 <= most and times[-1] < MOST and not tally.failed and not tally.lost
    return Figure(name, value, f"p95 at most {most * 1000:.0f} ms, 0 lost", good, f"{rest}, {lost}; {cost}; {anchor}")


def _beside_otree(ours: list[Taken]) -> Iterator[Figure]:
    """The same work on oTree, in the same minute."""
    try:
        with otree.serving(PAIRS_BESIDE) as there:
            theirs = [otree.at_otree(there.address, pair) for pair in there.pairs]
    except otree.NotThere as missing:
        yield Figure("beside oTree", "not measured", anchor=str(missing))
        return
    for name in (ARRIVING, SUBMITTING, ALL):
        mine, other = (median(taken.seconds[name] for taken in each) for each in (ours, theirs))
        value = f"{milliseconds(mine)}, {mine / other:.2f} x oTree"
        requests = "{} requests here, {} there".format(*(each[0].requests[name] for each in (ours, theirs)))
        anchor = f"oTree {milliseconds(other)}; {requests}; {load()}"
        if name == ALL:  # ten pages, each saved by itself, beside one page that is lost unless it is sent
            yield Figure(name, value, anchor=anchor)
        else:
            yield Figure(name, value, "ahead of oTree", mine < other, anchor)


def _gapcheck(environ: dict[str, str], *arguments: str, nice: int = 0) -> str:
    command = [*(("nice", "-n", str(nice)) if nice else ()), sys.executable, "-m", "gapcheck", *arguments]
    done = subprocess.run(command, env=os.environ | environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
