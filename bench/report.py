"""How long a report takes, in a fresh process and from a warm parent, with its processor time, memory and bytes.

The targets are those of a report of twelve pages; the pages of each example stand beside its figures. Wall time is what
a person waits, and on a busy machine mostly the machine's; processor time is the report's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

from pypdf import PdfReader

from bench.figure import Figure, milliseconds
from gapcheck.engine import compare
from gapcheck.engine.pairfile import load
from gapcheck.report import EDITIONS, available
from gapcheck.report.child import Job, WarmParent
from gapcheck.report.limits import Limits

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = ("halden-short", "northmoor-full")
ROUNDS = 3
MOST_COLD, MOST_WARM, MOST_MEMORY, PAGES = 1.3, 0.6, 90 << 20, 12
#: A document of one line: what WeasyPrint takes for anything at all.
ONE_LINE = "import weasyprint; weasyprint.HTML(string='<p>One line').write_pdf()"


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took: seconds of wall and of processor time, and the most bytes of memory at once."""

    wall: float
    cpu: float
    memory: int


def figures() -> Iterator[Figure]:
    """Cold and warm, for each example and edition."""
    if missing := available():
        yield Figure("report", missing)
        return
    anchor = spent([sys.executable, "-c", ONE_LINE])
    constant = f"WeasyPrint alone takes {milliseconds(anchor.wall)} in a fresh process for one line of text"
    with tempfile.TemporaryDirectory(prefix="gapcheck-bench-") as folder:
        for name in NAMES:
            for edition in EDITIONS:
                yield from _cold(name, edition, Path(folder) / "out.pdf", constant)
    warm = WarmParent()
    try:
        for name in NAMES:
            for edition in EDITIONS:
                yield _warm(warm, name, edition)
    finally:
        warm.close()


def _cold(name: str, edition: str, output: Path, constant: str) -> Iterator[Figure]:
    command = [sys.executable, "-m", "gapcheck", "report", str(EXAMPLES / f"{name}.json"), "-o", str(output)]
    runs = [spent([*command, "--edition", edition]) for _ in range(ROUNDS)]
    wall, cpu = median(run.wall for run in runs), median(run.cpu for run in runs)
    memory = max(run.memory for run in runs)
    pdf = output.read_bytes()
    pages = len(PdfReader(BytesIO(pdf)).pages)
    title = f"{name}, {edition}, fresh process"
    yield Figure(
        title,
        f"{milliseconds(wall)} wall, {milliseconds(cpu)} processor, {pages} pages",
        f"at most {milliseconds(MOST_COLD)} for {PAGES} pages",
        wall <= MOST_COLD,
        constant,
    )
    yield Figure(f"{title}, memory", f"{memory >> 20} MB", f"at most {MOST_MEMORY >> 20} MB", memory <= MOST_MEMORY)
    yield Figure(f"{name}, {edition}, size", f"{len(pdf) / 1024:.0f} KB")


def _warm(warm: WarmParent, name: str, edition: str) -> Figure:
    """A report from a parent that has imported the renderer and read the fonts; the comparison is made before."""
    wave = load(EXAMPLES / f"{name}.json", ())
    job = Job(wave, compare(wave), edition, "a4", Limits())
    warm.render(job)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        warm.render(job)
        times.append(time.perf_counter() - started)
    wall = median(times)
    return Figure(
        f"{name}, {edition}, warm parent",
        f"{milliseconds(wall)} wall",
        f"at most {milliseconds(MOST_WARM)} for {PAGES} pages",
        wall <= MOST_WARM,
    )


def spent(command: list[str]) -> Spent:
    """Run a command to its end. Processor time and memory include those of its children that it waited for."""
    started = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    scale = 1 if sys.platform == "darwin" else 1024
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * scale)
